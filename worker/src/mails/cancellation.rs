//! The mail to who bought a ticket: the show is cancelled, and the money goes back.

use askama::Template;
use mail::Message;
use model::money;
use model::purchases::Purchase;

/// What the mail says.
#[derive(Debug, Clone, Copy)]
pub struct Cancellation<'a> {
    /// The ticket.
    pub purchase: &'a Purchase,
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
    show: &'a str,
    amount: String,
    link: String,
}

#[derive(Template)]
#[template(path = "emails/cancellation.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "emails/cancellation.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}

/// Composes the mail.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(cancellation: &Cancellation<'_>) -> Result<Message, askama::Error> {
    let Cancellation { purchase, name, site_name, base_url, key } = *cancellation;
    let words = Words {
        to: &purchase.email,
        site_name,
        base_url,
        account_name: name.unwrap_or("there"),
        show: &purchase.title,
        amount: money::written(&purchase.currency, purchase.amount_minor),
        link: urls::absolute(base_url, &urls::money::purchase(purchase.id.0, key)),
    };
    Ok(Message {
        to: purchase.email.clone(),
        subject: format!("Cancelled: {}", purchase.title),
        text: Text { mail: &words }.render()?,
        html: Some(Html { mail: &words }.render()?),
    })
}
