//! Sessions: signed-in browsers.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::account_links::LinkError;
use crate::accounts::Account;
use crate::ids::{AccountId, SessionId};
use crate::schema::{accounts, sessions};
use crate::tokens;

/// How long a session lasts after it was last seen.
pub const LIFETIME_DAYS: i64 = 60;

/// A session.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What the browser calls itself, at most 200 characters.
    pub user_agent: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to about five minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// Makes a session and gives the token for its cookie, which is not kept.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn create(connection: &mut Connection, account_id: AccountId, user_agent: &str) -> Result<String, LinkError> {
    let token = tokens::random("")?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(SessionId::new()),
            sessions::account_id.eq(account_id),
            sessions::token_hash.eq(tokens::hash(&token)),
            sessions::user_agent.eq(user_agent.chars().take(200).collect::<String>()),
            sessions::expires_at.eq(Utc::now() + Duration::days(LIFETIME_DAYS)),
        ))
        .execute(connection)
        .await?;
    Ok(token)
}

/// The session and account behind a cookie's token, if neither has ended. Notes that it was seen.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, token: &str) -> QueryResult<Option<(Session, Account)>> {
    let moment = Utc::now();
    let found: Option<(Session, Account)> = sessions::table
        .inner_join(accounts::table)
        .filter(sessions::token_hash.eq(tokens::hash(token)))
        .filter(sessions::expires_at.gt(moment))
        .filter(accounts::suspended_at.is_null())
        .select((Session::as_select(), Account::as_select()))
        .first(connection)
        .await
        .optional()?;
    if let Some((session, _)) = &found
        && moment - session.last_seen_at > Duration::minutes(5)
    {
        diesel::update(sessions::table.find(session.id))
            .set((sessions::last_seen_at.eq(moment), sessions::expires_at.eq(moment + Duration::days(LIFETIME_DAYS))))
            .execute(connection)
            .await?;
    }
    Ok(found)
}

/// The account's sessions that have not ended, last seen first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account_id: AccountId) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::account_id.eq(account_id))
        .filter(sessions::expires_at.gt(Utc::now()))
        .order(sessions::last_seen_at.desc())
        .select(Session::as_select())
        .load(connection)
        .await
}

/// Ends one session of the account; false if it is not the account's.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut Connection, account_id: AccountId, id: SessionId) -> QueryResult<bool> {
    let ended = diesel::delete(sessions::table.find(id).filter(sessions::account_id.eq(account_id)))
        .execute(connection)
        .await?;
    Ok(ended > 0)
}

/// Ends all sessions of the account, but for `keep`.
///
/// # Errors
/// When the database fails.
pub async fn end_all(
    connection: &mut Connection,
    account_id: AccountId,
    keep: Option<SessionId>,
) -> QueryResult<usize> {
    let all = diesel::delete(sessions::table).filter(sessions::account_id.eq(account_id));
    match keep {
        Some(id) => all.filter(sessions::id.ne(id)).execute(connection).await,
        None => all.execute(connection).await,
    }
}

/// Removes sessions that have ended.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::expires_at.lt(Utc::now()))).execute(connection).await
}
