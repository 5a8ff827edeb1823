//! Purchases that the provider should be asked about again: news of them may have been lost.

use chrono::{DateTime, Duration, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{PurchaseState, copies};
use crate::Connection;
use crate::ids::PurchaseId;
use crate::schema::purchases;
use crate::sellers::ProviderName;

/// How old an open purchase is before it is asked about: most buyers come back by themselves.
const QUIET: Duration = Duration::minutes(3);
/// For how long a provider that has not said what it keeps of a paid purchase is asked for it.
const FEE_WITHIN: Duration = Duration::days(7);

/// For how long it is tried to give back what should not have been paid. After that the nightly check of the books still names it.
const GIVE_BACK_WITHIN: Duration = Duration::days(30);

/// At most `limit` purchases to ask a provider about, those that wait longest first: open ones with a page to pay on, disputed
/// ones, paid ones of which it is not known what the provider keeps, and those whose money came too late and is still to go back.
///
/// # Errors
/// When the database fails.
pub async fn to_look_at(
    connection: &mut Connection,
    provider: ProviderName,
    (now, limit): (DateTime<Utc>, i64),
) -> QueryResult<Vec<PurchaseId>> {
    let open = purchases::state
        .eq(PurchaseState::Open)
        .and(purchases::checkout_id.is_not_null())
        .and(purchases::created_at.lt(now - QUIET));
    let disputed = purchases::state.eq(PurchaseState::Disputed);
    let without_fee = purchases::completed_at
        .is_not_null()
        .and(purchases::processor_fee_minor.is_null())
        .and(purchases::completed_at.gt(now - FEE_WITHIN));
    let to_give_back = purchases::state
        .eq(PurchaseState::Expired)
        .and(purchases::payment_id.is_not_null())
        .and(purchases::created_at.gt(now - GIVE_BACK_WITHIN));
    purchases::table
        .filter(purchases::provider.eq(provider))
        .filter(open.or(disputed).or(without_fee.assume_not_null()).or(to_give_back))
        .order(purchases::created_at.asc())
        .limit(limit)
        .select(purchases::id)
        .load(connection)
        .await
}

/// Ends the open purchases whose time is over and of which the provider never heard, or has not been heard for a day. If money
/// comes all the same, they are completed as long as there is a copy.
///
/// # Errors
/// When the database fails.
pub async fn expire_without_checkout(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<usize> {
    let unheard = purchases::checkout_id.is_null().and(purchases::expires_at.lt(now));
    let given_up = purchases::expires_at.lt(now - copies::PATIENCE);
    diesel::update(purchases::table.filter(purchases::state.eq(PurchaseState::Open)).filter(unheard.or(given_up)))
        .set(purchases::state.eq(PurchaseState::Expired))
        .execute(connection)
        .await
}
