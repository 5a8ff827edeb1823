//! Scrobblers: a fan's account with ListenBrainz or a server that speaks as it does, to which their plays are told because they
//! want it. The token is sealed.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::Connection;
use crate::ids::AccountId;
use crate::jobs::{self, SendScrobbles};
use crate::schema::{scrobblers, scrobbles};
use crate::sealing::{self, SealError};

/// Where listens go if nobody says otherwise.
pub const LISTENBRAINZ: &str = "https://api.listenbrainz.org";

/// A scrobbler as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = scrobblers, check_for_backend(diesel::pg::Pg))]
pub struct Scrobbler {
    /// Whose.
    pub account_id: AccountId,
    /// Where its server is, without a slash at its end.
    pub base_url: String,
    /// What is sealed of its token.
    pub token_sealed: Vec<u8>,
    /// What the account is called there.
    pub user_name: String,
    /// Why the last delivery failed; empty when it did not.
    pub last_error: String,
    /// When something was delivered.
    pub last_delivered_at: Option<DateTime<Utc>>,
    /// Since when it is connected.
    pub created_at: DateTime<Utc>,
}

impl Scrobbler {
    /// The token.
    ///
    /// # Errors
    /// When it does not open, or the database fails.
    pub async fn token(&self, connection: &mut Connection) -> Result<String, SealError> {
        sealing::open(connection, &purpose(self.account_id), &self.token_sealed).await
    }
}

/// The scrobbler of an account.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, account: AccountId) -> QueryResult<Option<Scrobbler>> {
    scrobblers::table.find(account).select(Scrobbler::as_select()).first(connection).await.optional()
}

/// Connects an account with a server that knows the token as `user_name`'s; an earlier connection is replaced, and what waited for
/// it goes there.
///
/// # Errors
/// When the token cannot be sealed, or the database fails.
pub async fn connect(
    connection: &mut Connection,
    account: AccountId,
    base_url: &str,
    token: &str,
    user_name: &str,
) -> Result<(), SealError> {
    let sealed = sealing::seal(connection, &purpose(account), token).await?;
    let new = (
        scrobblers::base_url.eq(base_url),
        scrobblers::token_sealed.eq(sealed.as_slice()),
        scrobblers::user_name.eq(user_name),
        scrobblers::last_error.eq(""),
    );
    let kept = connection.transaction(async |connection| {
        diesel::insert_into(scrobblers::table)
            .values((scrobblers::account_id.eq(account), new))
            .on_conflict(scrobblers::account_id)
            .do_update()
            .set(new)
            .execute(connection)
            .await?;
        diesel::update(scrobbles::table.filter(scrobbles::account_id.eq(account)))
            .set((scrobbles::next_attempt_at.eq(Utc::now()), scrobbles::attempts.eq(0)))
            .execute(connection)
            .await?;
        jobs::enqueue(connection, &SendScrobbles { account_id: account }).await
    });
    kept.await.map_err(|error| SealError::Key(error.into()))
}

/// Ends the connection; what waits is not told any more.
///
/// # Errors
/// When the database fails.
pub async fn disconnect(connection: &mut Connection, account: AccountId) -> QueryResult<()> {
    diesel::delete(scrobblers::table.find(account)).execute(connection).await?;
    Ok(())
}

/// Keeps why a delivery failed, as a sentence for the account.
///
/// # Errors
/// When the database fails.
pub async fn fail(connection: &mut Connection, account: AccountId, why: &str) -> QueryResult<()> {
    let why: String = why.chars().take(300).collect();
    diesel::update(scrobblers::table.find(account)).set(scrobblers::last_error.eq(why)).execute(connection).await?;
    Ok(())
}

fn purpose(account: AccountId) -> String {
    format!("scrobbler:{account}")
}
