//! Settling: a purchase is brought to what the provider says of it.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{
    Known, PaymentStanding, Purchase, PurchaseKind, PurchaseState, completion, copies, disputes, finding, notices,
};
use crate::entitlements::granting;
use crate::ids::{PurchaseId, ReleaseId};
use crate::schema::{purchases, releases};
use crate::{Connection, ledger, tickets};

/// What [`settle`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Nothing new.
    Unchanged,
    /// The money has come: entitlement, ledger, receipt and notice are there.
    Completed,
    /// Something of a completed purchase changed: a fee, a refund, a dispute. Or nobody paid in time.
    Changed,
    /// Paid, though it should not have been: another amount or currency, or the last copy went to somebody else. It is to be
    /// refunded in full.
    ToRefund,
}

/// Brings a purchase to what the provider says of it, in one transaction: state, entitlement, ledger, receipt number, mails,
/// notice to the artist, subscription to letters. The same or older news change nothing.
///
/// # Errors
/// When the database fails; [`diesel::result::Error::NotFound`] when there is no such purchase.
pub async fn settle(
    connection: &mut Connection,
    id: PurchaseId,
    standing: &PaymentStanding,
    now: DateTime<Utc>,
) -> QueryResult<Settled> {
    Box::pin(connection.transaction(async |connection| {
        let purchase = finding::lock(connection, id).await?;
        match (purchase.is_completed(), standing.paid) {
            (true, _) => change(connection, purchase, standing, now).await,
            (false, true) => arrive(connection, purchase, standing, now).await,
            (false, false) if standing.expired && purchase.state == PurchaseState::Open => {
                set_state(connection, id, PurchaseState::Expired).await?;
                Ok(Settled::Changed)
            }
            (false, false) => Ok(Settled::Unchanged),
        }
    }))
    .await
}

/// There is money for a purchase that was not paid before.
async fn arrive(
    connection: &mut Connection,
    purchase: Purchase,
    standing: &PaymentStanding,
    now: DateTime<Utc>,
) -> QueryResult<Settled> {
    // A payment that was refused once is not taken later.
    let is_refused = purchase.state != PurchaseState::Open && purchase.payment_id.is_some();
    let is_what_was_agreed =
        standing.amount_minor == purchase.amount_minor && standing.currency.eq_ignore_ascii_case(&purchase.currency);
    if !is_refused && is_what_was_agreed && has_copy(connection, &purchase, now).await? {
        let paid = completion::complete(connection, purchase, standing, now).await?;
        // What has happened to it since it was paid, if the news of that came at once.
        change(connection, paid, standing, now).await?;
        return Ok(Settled::Completed);
    }
    ledger::refused::follow(connection, &purchase, standing, now).await?;
    let is_back = standing.refunded_minor >= standing.amount_minor;
    if is_back && purchase.state == PurchaseState::Refunded {
        return Ok(Settled::Unchanged);
    }
    // It never was a sale: nobody gets anything of it, and it has no number. Once the money is back, that is the end of it.
    let state = if is_back { PurchaseState::Refunded } else { PurchaseState::Expired };
    diesel::update(purchases::table.find(purchase.id))
        .set((purchases::state.eq(state), purchases::payment_id.eq(&standing.payment)))
        .execute(connection)
        .await?;
    if is_back && standing.refunded_minor > 0 {
        notices::returned(connection, &purchase, (standing.refunded_minor, &standing.currency)).await?;
    }
    Ok(if is_back { Settled::Changed } else { Settled::ToRefund })
}

/// Whether there is a copy for a purchase: the one that was kept for it, or another. A ticket needs a show that will be.
async fn has_copy(connection: &mut Connection, purchase: &Purchase, now: DateTime<Utc>) -> QueryResult<bool> {
    if purchase.kind == PurchaseKind::Ticket {
        return tickets::is_good(connection, purchase.id).await;
    }
    let (PurchaseKind::Release, Some(release)) = (purchase.kind, purchase.release_id) else { return Ok(true) };
    if purchase.state == PurchaseState::Open && purchase.expires_at > now {
        return Ok(true);
    }
    releases::table.find(release).for_no_key_update().select(releases::id).first::<ReleaseId>(connection).await?;
    let free = copies::free(connection, release, Some(purchase.id), now).await?;
    Ok(free.is_none_or(|free| free > 0))
}

/// Something may have happened to a paid purchase.
async fn change(
    connection: &mut Connection,
    purchase: Purchase,
    standing: &PaymentStanding,
    now: DateTime<Utc>,
) -> QueryResult<Settled> {
    let before = Known::of(&purchase, disputes::of(connection, purchase.id).await?);
    let after = before.join(&Known::from_standing(standing, purchase.amount_minor));
    evidence(connection, &purchase, standing).await?;
    if before == after {
        return Ok(Settled::Unchanged);
    }
    let (was, is) = (before.state(purchase.amount_minor), after.state(purchase.amount_minor));
    for dispute in after.disputes.iter().filter(|dispute| !before.disputes.contains(dispute)) {
        disputes::keep(connection, purchase.id, dispute).await?;
    }
    diesel::update(purchases::table.find(purchase.id))
        .set((
            purchases::state.eq(is),
            purchases::refunded_minor.eq(after.refunded_minor),
            purchases::processor_fee_minor.eq(after.fee_minor),
        ))
        .execute(connection)
        .await?;
    ledger::posting::follow(connection, &purchase, (Some(&before), &after), now).await?;
    match (was == PurchaseState::Paid, is == PurchaseState::Paid) {
        (true, false) => granting::revoke(connection, purchase.id, now).await?,
        (false, true) => granting::restore(connection, purchase.id).await?,
        _ => {}
    }
    notices::changed(connection, &purchase, (&before, &after)).await?;
    Ok(Settled::Changed)
}

/// Keeps where the buyer is, as far as it was not known.
async fn evidence(connection: &mut Connection, purchase: &Purchase, standing: &PaymentStanding) -> QueryResult<()> {
    let known = |had: &str, now: &str| if had.is_empty() { now.to_owned() } else { had.to_owned() };
    let billing = known(&purchase.country_billing, &standing.country_billing);
    let card = known(&purchase.country_card, &standing.country_card);
    if (&billing, &card) != (&purchase.country_billing, &purchase.country_card) {
        diesel::update(purchases::table.find(purchase.id))
            .set((purchases::country_billing.eq(billing), purchases::country_card.eq(card)))
            .execute(connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn set_state(connection: &mut Connection, id: PurchaseId, state: PurchaseState) -> QueryResult<()> {
    diesel::update(purchases::table.find(id)).set(purchases::state.eq(state)).execute(connection).await?;
    Ok(())
}
