//! Granting: purchases and download codes give the right to a release or a track, refunds and lost disputes take it back.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{AccountId, DownloadCodeId, EntitlementId, PurchaseId, ReleaseId};
use crate::purchases::{Purchase, PurchaseKind};
use crate::schema::entitlements;

/// A purchase gives what was bought; tips and memberships give nothing here. Granted once, however often it is asked.
///
/// # Errors
/// When the database fails.
pub async fn grant(connection: &mut Connection, purchase: &Purchase, now: DateTime<Utc>) -> QueryResult<()> {
    let gives = matches!(purchase.kind, PurchaseKind::Release | PurchaseKind::Track);
    let Some(release) = purchase.release_id.filter(|_| gives) else { return Ok(()) };
    diesel::insert_into(entitlements::table)
        .values((
            entitlements::id.eq(EntitlementId::new()),
            entitlements::purchase_id.eq(Some(purchase.id)),
            entitlements::account_id.eq(purchase.account_id),
            entitlements::email.eq(&purchase.email),
            entitlements::release_id.eq(release),
            entitlements::track_id.eq(purchase.track_id),
            entitlements::created_at.eq(now),
        ))
        .on_conflict(entitlements::purchase_id)
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// A download code gives its release to whoever redeems it; false when it has given it already.
///
/// # Errors
/// When the database fails.
pub async fn grant_code(
    connection: &mut Connection,
    code: DownloadCodeId,
    release: ReleaseId,
    (account, email): (Option<AccountId>, &str),
) -> QueryResult<bool> {
    let granted = diesel::insert_into(entitlements::table)
        .values((
            entitlements::id.eq(EntitlementId::new()),
            entitlements::download_code_id.eq(Some(code)),
            entitlements::account_id.eq(account),
            entitlements::email.eq(email),
            entitlements::release_id.eq(release),
        ))
        .on_conflict(entitlements::download_code_id)
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(granted > 0)
}

/// What a purchase gave is taken back, with the next request.
///
/// # Errors
/// When the database fails.
pub async fn revoke(connection: &mut Connection, purchase: PurchaseId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(
        entitlements::table.filter(entitlements::purchase_id.eq(purchase)).filter(entitlements::revoked_at.is_null()),
    )
    .set(entitlements::revoked_at.eq(Some(now)))
    .execute(connection)
    .await?;
    Ok(())
}

/// What was taken back is given again.
///
/// # Errors
/// When the database fails.
pub async fn restore(connection: &mut Connection, purchase: PurchaseId) -> QueryResult<()> {
    diesel::update(entitlements::table.filter(entitlements::purchase_id.eq(purchase)))
        .set(entitlements::revoked_at.eq(None::<DateTime<Utc>>))
        .execute(connection)
        .await?;
    Ok(())
}
