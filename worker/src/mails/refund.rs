//! The mail to a buyer: money went back to them.

use askama::Template;
use mail::Message;
use model::money;
use model::purchases::{Purchase, PurchaseState};

/// What the mail says.
#[derive(Debug, Clone, Copy)]
pub struct Refund<'a> {
    /// What the buyer had paid for.
    pub purchase: &'a Purchase,
    /// How much went back: ISO 4217, and the smallest unit.
    pub amount: (&'a str, i64),
    /// The name of the buyer's account, where there is one.
    pub name: Option<&'a str>,
    /// What the instance is called.
    pub site_name: &'a str,
    /// The public address of the instance, without a slash at its end.
    pub base_url: &'a str,
    /// Opens the purchase's page.
    pub key: &'a str,
}

struct Words<'a> {
    to: &'a str,
    site_name: &'a str,
    base_url: &'a str,
    account_name: &'a str,
    title: &'a str,
    amount: String,
    outcome: &'static str,
    link: String,
}

#[derive(Template)]
#[template(path = "emails/refund.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "emails/refund.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}

/// Composes the mail.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(refund: &Refund<'_>) -> Result<Message, askama::Error> {
    let Refund { purchase, amount: (currency, minor), name, site_name, base_url, key } = *refund;
    let outcome = match (purchase.is_completed(), purchase.state) {
        (false, _) => "It could not be sold to you, so the whole payment goes back.",
        (true, PurchaseState::Paid) => "What you bought stays yours.",
        (true, _) => "What you bought is not yours any more.",
    };
    let words = Words {
        to: &purchase.email,
        site_name,
        base_url,
        account_name: name.unwrap_or("there"),
        title: &purchase.title,
        amount: money::written(currency, minor),
        outcome,
        link: urls::absolute(base_url, &urls::money::purchase(purchase.id.0, key)),
    };
    Ok(Message {
        to: purchase.email.clone(),
        subject: format!("Your money back from {site_name}: {}", purchase.title),
        text: Text { mail: &words }.render()?,
        html: Some(Html { mail: &words }.render()?),
    })
}
