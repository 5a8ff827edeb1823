//! The mail to a buyer: money went back to them.

use mail::Message;
use model::money;
use model::purchases::PurchaseState;

use super::buyer::{Head, ToBuyer};
use super::forms;

struct Says<'a> {
    title: &'a str,
    amount: String,
    outcome: &'static str,
}

/// Composes the mail about an amount that went back: ISO 4217, and the smallest unit.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn compose(to: &ToBuyer<'_>, (currency, minor): (&str, i64)) -> Result<Message, askama::Error> {
    let (head, purchase) = (to.head(), to.purchase);
    let outcome = match (purchase.is_completed(), purchase.state) {
        (false, _) => "It could not be sold to you, so the whole payment goes back.",
        (true, PurchaseState::Paid) => "What you bought stays yours.",
        (true, _) => "What you bought is not yours any more.",
    };
    let says = Says { title: &purchase.title, amount: money::written(currency, minor), outcome };
    let subject = format!("Your money back from {}: {}", head.site_name, purchase.title);
    Ok(forms!(
        head.to, subject, ("emails/refund.txt", "emails/refund.html"),
        mail: Head = &head, says: Says = &says
    ))
}
