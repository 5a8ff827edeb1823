//! The mail to a buyer: the link to what they bought, the receipt, and what they agreed to.

use askama::Template;
use mail::Message;
use model::accounts::Account;
use model::artists::Artist;
use model::money;
use model::purchases::{Purchase, PurchaseKind};
use model::sellers::Seller;

/// What the mail says of a purchase.
#[derive(Debug)]
pub struct Receipt<'a> {
    /// What was bought.
    pub purchase: &'a Purchase,
    /// Who sold it.
    pub artist: &'a Artist,
    /// How they sell.
    pub seller: &'a Seller,
    /// The buyer's account, where there is one.
    pub account: Option<&'a Account>,
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
    thanks: String,
    button: &'static str,
    link: String,
    receipt: String,
    lines: Vec<(&'static str, String)>,
    consented: Option<String>,
}

#[derive(Template)]
#[template(path = "emails/receipt.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "emails/receipt.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}

/// Composes the mail.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(receipt: &Receipt<'_>) -> Result<Message, askama::Error> {
    let Receipt { purchase, artist, site_name, base_url, key, .. } = *receipt;
    let (thanks, button) = match purchase.kind {
        PurchaseKind::Release | PurchaseKind::Track => {
            (format!("“{}” by {} is yours.", purchase.title, artist.name), "Listen and download")
        }
        PurchaseKind::Ticket => (format!("You have a ticket for {}.", purchase.title), "Listen"),
        PurchaseKind::Tip => (format!("Your gift has reached {}.", artist.name), "Look at it"),
        PurchaseKind::Membership => (format!("You are a member of {}: {}.", artist.name, purchase.title), "Look at it"),
    };
    let words = Words {
        to: &purchase.email,
        site_name,
        base_url,
        account_name: receipt.account.map_or("there", |account| &account.name),
        thanks,
        button,
        link: urls::absolute(base_url, &urls::money::purchase(purchase.id.0, key)),
        receipt: urls::absolute(base_url, &urls::money::receipt(purchase.id.0, key)),
        lines: lines(receipt),
        consented: purchase.consented_at.map(|at| at.format("%-d %B %Y").to_string()),
    };
    Ok(Message {
        to: purchase.email.clone(),
        subject: format!("Your receipt from {site_name}: {}", purchase.title),
        text: Text { mail: &words }.render()?,
        html: Some(Html { mail: &words }.render()?),
    })
}

fn lines(receipt: &Receipt<'_>) -> Vec<(&'static str, String)> {
    let Receipt { purchase, artist, seller, .. } = *receipt;
    let amount = |minor: i64| money::written(&purchase.currency, minor);
    let mut lines = vec![("What", purchase.title.clone()), ("Paid", amount(purchase.amount_minor))];
    if purchase.tax_minor > 0 {
        let (whole, part) = (purchase.tax_rate_bp / 100, purchase.tax_rate_bp % 100);
        let rate = if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}") };
        lines.push(("Tax in it", format!("{} ({rate} %)", amount(purchase.tax_minor))));
    }
    if let Some(number) = &purchase.invoice_number {
        lines.push(("Number", number.clone()));
    }
    if let Some(at) = purchase.completed_at {
        lines.push(("Day", at.format("%-d %B %Y").to_string()));
    }
    let name = if seller.legal_name.is_empty() { &artist.name } else { &seller.legal_name };
    lines.push(("Seller", name.clone()));
    let address = seller.address.split_whitespace().collect::<Vec<_>>().join(" ");
    if !address.is_empty() {
        lines.push(("Address", address));
    }
    if !seller.tax_number.is_empty() {
        lines.push(("Tax number", seller.tax_number.clone()));
    }
    lines
}
