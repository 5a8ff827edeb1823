//! What a guest bought joins the account that turns out to be theirs.

use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::AccountId;
use crate::schema::{entitlements, purchases, subscribers};

/// What a guest bought with this address, which now is confirmed as the account's, joins the account: purchases, entitlements,
/// letters. What another account bought with it stays there.
///
/// # Errors
/// When the database fails.
pub async fn adopt(connection: &mut Connection, account: AccountId, email: &str) -> QueryResult<()> {
    diesel::update(purchases::table.filter(purchases::email.eq(email)).filter(purchases::account_id.is_null()))
        .set(purchases::account_id.eq(Some(account)))
        .execute(connection)
        .await?;
    diesel::update(
        entitlements::table.filter(entitlements::email.eq(email)).filter(entitlements::account_id.is_null()),
    )
    .set(entitlements::account_id.eq(Some(account)))
    .execute(connection)
    .await?;
    diesel::update(subscribers::table.filter(subscribers::email.eq(email)).filter(subscribers::account_id.is_null()))
        .set(subscribers::account_id.eq(Some(account)))
        .execute(connection)
        .await?;
    Ok(())
}
