//! Purchases: what has become of a payment.

use std::sync::Arc;

use chrono::Utc;
use model::Pool;
use model::ids::PurchaseId;
use model::purchases::{self, Purchase, PurchaseKind, Settled};
use payments::{PaymentFacts, Provider};

use super::memberships::after_refund;
use super::{SettleError, db, provider, standing_of};
use crate::payments::Payments;

/// Brings a purchase to what its provider says of it now. What should not have been paid is given back. One that the provider has
/// never heard of stays as it is. With the newest payment of a membership ends that.
///
/// # Errors
/// When the provider or the database does not answer.
pub async fn purchase(payments: &Payments, pool: &Pool, id: PurchaseId) -> Result<Settled, SettleError> {
    let found = purchases::find(&mut *db(pool).await?, id).await?;
    let Some(purchase) = found else { return Ok(Settled::Unchanged) };
    let provider = provider(payments, purchase.provider)?;
    let Some(facts) = look(provider, &purchase).await? else { return Ok(Settled::Unchanged) };
    let settled = with_facts(provider, pool, &purchase, &facts).await?;
    // Also when nothing is new: it may have failed the last time.
    if let (Some(membership), true) = (purchase.membership_id, facts.is_given_back()) {
        Box::pin(after_refund(payments, pool, membership)).await?;
    }
    Ok(settled)
}

/// Brings a purchase to what is known of its payment.
pub(super) async fn with_facts(
    provider: &Arc<dyn Provider>,
    pool: &Pool,
    purchase: &Purchase,
    facts: &PaymentFacts,
) -> Result<Settled, SettleError> {
    if !is_of(purchase, facts) {
        tracing::error!(purchase = %purchase.id, reference = facts.reference, "a payment says that it is of another purchase");
        return Ok(Settled::Unchanged);
    }
    let settled = purchases::settle(&mut *db(pool).await?, purchase.id, &standing_of(facts), Utc::now()).await?;
    let (Settled::ToRefund, Some(payment)) = (settled, &facts.payment) else { return Ok(settled) };
    tracing::error!(purchase = %purchase.id, paid = facts.amount_minor, currency = facts.currency, "paid though it should not have been; it is given back");
    let left = facts.amount_minor - facts.refunded_minor;
    let reference = format!("{}-not-sold", purchase.id);
    provider.refund(&purchase.provider_account, payment, left, &reference).await?;
    let facts = provider.payment(&purchase.provider_account, payment).await?;
    purchases::settle(&mut *db(pool).await?, purchase.id, &standing_of(&facts), Utc::now()).await?;
    Ok(Settled::ToRefund)
}

/// Whether a payment names the purchase. That of a membership names its invoice.
fn is_of(purchase: &Purchase, facts: &PaymentFacts) -> bool {
    match purchase.kind {
        PurchaseKind::Membership => true,
        PurchaseKind::Release | PurchaseKind::Track | PurchaseKind::Tip | PurchaseKind::Ticket => {
            facts.reference == purchase.id.to_string()
        }
    }
}

async fn look(provider: &Arc<dyn Provider>, purchase: &Purchase) -> Result<Option<PaymentFacts>, SettleError> {
    let account = &purchase.provider_account;
    Ok(match (&purchase.payment_id, &purchase.checkout_id) {
        (Some(payment), _) => Some(provider.payment(account, payment).await?),
        (None, Some(checkout)) => Some(provider.payment_of_checkout(account, checkout).await?),
        (None, None) => None,
    })
}
