//! Copies: of a release that is sold in a limited number, those sold and those that somebody is about to pay for.

use chrono::{DateTime, Duration, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{PurchaseKind, PurchaseState};
use crate::Connection;
use crate::ids::{PurchaseId, ReleaseId};
use crate::schema::{purchases, releases};

/// How long a copy stays with a purchase whose time is over as long as the provider has not said that nobody paid: it may be out of
/// reach for a while.
pub(crate) const PATIENCE: Duration = Duration::days(1);

/// How many copies of a release are left; `None` where there is no limit.
///
/// # Errors
/// When the database fails.
pub async fn copies_left(
    connection: &mut Connection,
    release: ReleaseId,
    now: DateTime<Utc>,
) -> QueryResult<Option<i64>> {
    Ok(free(connection, release, None, now).await?.map(|free| free.max(0)))
}

/// How many copies nobody has, leaving `except` aside; below 0 where the number was lowered after the sale.
pub(super) async fn free(
    connection: &mut Connection,
    release: ReleaseId,
    except: Option<PurchaseId>,
    now: DateTime<Utc>,
) -> QueryResult<Option<i64>> {
    let copies: Option<Option<i32>> =
        releases::table.find(release).select(releases::copies).first(connection).await.optional()?;
    let Some(copies) = copies.flatten() else { return Ok(None) };
    let sold = purchases::state.eq_any([PurchaseState::Paid, PurchaseState::Disputed]);
    let has_page = purchases::checkout_id.is_not_null().and(purchases::expires_at.gt(now - PATIENCE));
    let kept = purchases::state.eq(PurchaseState::Open).and(purchases::expires_at.gt(now).or(has_page));
    let taken: i64 = purchases::table
        .filter(purchases::release_id.eq(release))
        .filter(purchases::kind.eq(PurchaseKind::Release))
        .filter(sold.or(kept))
        .filter(purchases::id.ne(except.unwrap_or(PurchaseId(uuid::Uuid::nil()))))
        .count()
        .get_result(connection)
        .await?;
    Ok(Some(i64::from(copies) - taken))
}
