//! The mail to who bought a ticket: the show is cancelled, and the money goes back.

use mail::Message;
use model::money;

use super::buyer::{Head, ToBuyer};
use super::forms;

struct Says<'a> {
    show: &'a str,
    amount: String,
}

/// Composes the mail.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(to: &ToBuyer<'_>) -> Result<Message, askama::Error> {
    let (head, purchase) = (to.head(), to.purchase);
    let says = Says { show: &purchase.title, amount: money::written(&purchase.currency, purchase.amount_minor) };
    let subject = format!("Cancelled: {}", purchase.title);
    Ok(forms!(
        head.to, subject, ("emails/cancellation.txt", "emails/cancellation.html"),
        mail: Head = &head, says: Says = &says
    ))
}
