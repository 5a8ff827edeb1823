//! API tokens: what scripts and programs sign in with.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::account_links::LinkError;
use crate::accounts::Account;
use crate::ids::{AccountId, ApiTokenId};
use crate::schema::{accounts, api_tokens};
use crate::tokens;

crate::sql_types::words! {
    /// What a token may do.
    Scope {
        /// Read what its account can read.
        Read = "read",
        /// Read and change what its account can.
        Write = "write",
    }
}

/// A token, without the token.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_tokens, check_for_backend(diesel::pg::Pg))]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Makes a token and gives it; it is shown this once and not kept.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn create(
    connection: &mut Connection,
    account_id: AccountId,
    name: &str,
    scope: Scope,
) -> Result<String, LinkError> {
    let token = tokens::random("tw_")?;
    diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(ApiTokenId::new()),
            api_tokens::account_id.eq(account_id),
            api_tokens::name.eq(name.trim().chars().take(100).collect::<String>()),
            api_tokens::scope.eq(scope),
            api_tokens::token_hash.eq(tokens::hash(&token)),
        ))
        .execute(connection)
        .await?;
    Ok(token)
}

/// The token and its account, unless it is revoked or the account is suspended.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, token: &str) -> QueryResult<Option<(ApiToken, Account)>> {
    let found: Option<(ApiToken, Account)> = api_tokens::table
        .inner_join(accounts::table)
        .filter(api_tokens::token_hash.eq(tokens::hash(token)))
        .filter(api_tokens::revoked_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .select((ApiToken::as_select(), Account::as_select()))
        .first(connection)
        .await
        .optional()?;
    let moment = Utc::now();
    if let Some((found, _)) = &found
        && found.last_used_at.is_none_or(|used| moment - used > chrono::Duration::minutes(1))
    {
        diesel::update(api_tokens::table.find(found.id))
            .set(api_tokens::last_used_at.eq(Some(moment)))
            .execute(connection)
            .await?;
    }
    Ok(found)
}

/// The account's tokens that work, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account_id: AccountId) -> QueryResult<Vec<ApiToken>> {
    api_tokens::table
        .filter(api_tokens::account_id.eq(account_id))
        .filter(api_tokens::revoked_at.is_null())
        .order(api_tokens::created_at.desc())
        .select(ApiToken::as_select())
        .load(connection)
        .await
}

/// Revokes one of the account's tokens; false if it is not the account's.
///
/// # Errors
/// When the database fails.
pub async fn revoke(connection: &mut Connection, account_id: AccountId, id: ApiTokenId) -> QueryResult<bool> {
    let revoked = diesel::update(api_tokens::table.find(id).filter(api_tokens::account_id.eq(account_id)))
        .set(api_tokens::revoked_at.eq(Some(Utc::now())))
        .execute(connection)
        .await?;
    Ok(revoked > 0)
}
