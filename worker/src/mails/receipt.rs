//! The mail to a buyer: the link to what they bought, the receipt, and what they agreed to.

use mail::Message;
use model::artists::Artist;
use model::money;
use model::purchases::{Purchase, PurchaseKind};
use model::sellers::Seller;

use super::buyer::{Head, ToBuyer};
use super::forms;

struct Says<'a> {
    thanks: String,
    button: &'a str,
    receipt: String,
    lines: Vec<(&'a str, String)>,
    consented: Option<String>,
}

/// Composes the mail about what an artist sold, and how they sell.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(to: &ToBuyer<'_>, (artist, seller): (&Artist, &Seller)) -> Result<Message, askama::Error> {
    let (head, purchase) = (to.head(), to.purchase);
    let (thanks, button) = match purchase.kind {
        PurchaseKind::Release | PurchaseKind::Track => {
            // The title of a purchase names the artist.
            (format!("{} is yours.", purchase.title), "Listen and download")
        }
        PurchaseKind::Ticket => (format!("You have a ticket for {}.", purchase.title), "Listen"),
        PurchaseKind::Tip => (format!("Your gift has reached {}.", artist.name), "Look at it"),
        PurchaseKind::Membership => (format!("You are a member of {}: {}.", artist.name, purchase.title), "Look at it"),
    };
    let says = Says {
        thanks,
        button,
        receipt: urls::absolute(to.base_url, &urls::money::receipt(purchase.id.0, to.key)),
        lines: lines(purchase, artist, seller),
        consented: purchase.consented_at.map(|at| at.format("%-d %B %Y").to_string()),
    };
    let subject = format!("Your receipt from {}: {}", head.site_name, purchase.title);
    Ok(forms!(
        head.to, subject, ("emails/receipt.txt", "emails/receipt.html"),
        mail: Head = &head, says: Says = &says
    ))
}

fn lines(purchase: &Purchase, artist: &Artist, seller: &Seller) -> Vec<(&'static str, String)> {
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
