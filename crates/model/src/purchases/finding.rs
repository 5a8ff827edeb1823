//! Looking purchases up.

use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::Purchase;
use crate::Connection;
use crate::ids::{AccountId, PurchaseId, ReleaseId};
use crate::schema::purchases;
use crate::sellers::ProviderName;

/// The purchase with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: PurchaseId) -> QueryResult<Option<Purchase>> {
    purchases::table.find(id).select(Purchase::as_select()).first(connection).await.optional()
}

/// The purchase with this id, locked until the transaction ends.
pub(super) async fn lock(connection: &mut Connection, id: PurchaseId) -> QueryResult<Purchase> {
    purchases::table.find(id).for_no_key_update().select(Purchase::as_select()).first(connection).await
}

/// The purchase behind a checkout or a payment of the provider's.
///
/// # Errors
/// When the database fails.
pub async fn by_provider_id(
    connection: &mut Connection,
    provider: ProviderName,
    id: &str,
) -> QueryResult<Option<Purchase>> {
    purchases::table
        .filter(purchases::provider.eq(provider))
        .filter(purchases::checkout_id.eq(id).or(purchases::payment_id.eq(id)))
        .select(Purchase::as_select())
        .first(connection)
        .await
        .optional()
}

/// What an account bought, newest first: completed ones.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<Purchase>> {
    purchases::table
        .filter(purchases::account_id.eq(account))
        .filter(purchases::completed_at.is_not_null())
        .order((purchases::completed_at.desc(), purchases::id.desc()))
        .select(Purchase::as_select())
        .load(connection)
        .await
}

/// Whether anybody bought a release or a track of it, or is about to: then it cannot be erased.
///
/// # Errors
/// When the database fails.
pub async fn sold_with(connection: &mut Connection, release: ReleaseId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(purchases::table.filter(purchases::release_id.eq(release))))
        .get_result(connection)
        .await
}
