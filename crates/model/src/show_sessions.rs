//! Listens to shows: who listened, without who they are. A listen goes from its first to its last request; an address is never kept.

mod during;
mod report;

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::Binary;
use diesel::{ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

pub use during::during;
pub use report::{ShowReport, report};

use crate::ids::{ShowId, ShowSessionId};
use crate::schema::show_sessions;
use crate::{Connection, fixed};

/// A listen of which nothing is heard for so long has ended.
pub const SILENT_AFTER: Duration = Duration::seconds(30);

crate::sql_types::words! {
    /// How sound gets to a listener.
    Delivery {
        /// HLS, with parts or without.
        Hls = "hls",
        /// A mount.
        Mount = "mount",
    }
}

/// Somebody begins to listen.
#[derive(Debug, Clone)]
pub struct NewShowSession {
    /// To which show.
    pub show: ShowId,
    /// How.
    pub delivery: Delivery,
    /// The family of the player, as in `VLC`: never more than that.
    pub client: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// [`crate::show_access::Pass::hash`]; `None` where listens at once are not limited.
    pub pass: Option<Vec<u8>>,
    /// How many may listen with that pass at once: [`crate::shows::Show::sessions_at_once`].
    pub at_once: i32,
}

/// Keeps that somebody begins to listen; `None` when as many listen with the same pass as may. Of two who come at the same moment
/// the second is counted after the first.
///
/// # Errors
/// When the database fails.
pub async fn open(
    connection: &mut Connection,
    new: &NewShowSession,
    now: DateTime<Utc>,
) -> QueryResult<Option<ShowSessionId>> {
    let Some(pass) = new.pass.as_deref() else { return insert(connection, new, now).await.map(Some) };
    connection
        .transaction(async |connection| {
            fixed::query("SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 1))")
                .bind::<Binary, _>(pass)
                .execute(connection)
                .await?;
            if of_pass(connection, new.show, pass, now).await? >= i64::from(new.at_once) {
                return Ok(None);
            }
            insert(connection, new, now).await.map(Some)
        })
        .await
}

async fn insert(connection: &mut Connection, new: &NewShowSession, now: DateTime<Utc>) -> QueryResult<ShowSessionId> {
    let is_country = new.country.len() == 2 && new.country.bytes().all(|byte| byte.is_ascii_uppercase());
    diesel::insert_into(show_sessions::table)
        .values((
            show_sessions::id.eq(ShowSessionId::new()),
            show_sessions::show_id.eq(new.show),
            show_sessions::delivery.eq(new.delivery),
            show_sessions::client.eq(new.client.chars().take(60).collect::<String>()),
            show_sessions::country.eq(if is_country { new.country.as_str() } else { "" }),
            show_sessions::pass.eq(new.pass.as_deref()),
            show_sessions::began_at.eq(now),
            show_sessions::heard_at.eq(now),
        ))
        .returning(show_sessions::id)
        .get_result(connection)
        .await
}

/// A listen goes on.
///
/// # Errors
/// When the database fails.
pub async fn heard(connection: &mut Connection, id: ShowSessionId, now: DateTime<Utc>) -> QueryResult<()> {
    heard_all(connection, &[id], now).await
}

/// Many listens go on: a server says so for all of its own at once.
///
/// # Errors
/// When the database fails.
pub async fn heard_all(connection: &mut Connection, ids: &[ShowSessionId], now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(
        show_sessions::table.filter(show_sessions::id.eq_any(ids)).filter(show_sessions::ended_at.is_null()),
    )
    .set(show_sessions::heard_at.eq(now))
    .execute(connection)
    .await?;
    Ok(())
}

/// A listen ends.
///
/// # Errors
/// When the database fails.
pub async fn close(connection: &mut Connection, id: ShowSessionId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(show_sessions::table.find(id).filter(show_sessions::ended_at.is_null()))
        .set((show_sessions::heard_at.eq(now), show_sessions::ended_at.eq(Some(now))))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends listens of which nothing was heard for 30 seconds, at the moment they were heard the last time: their players went without
/// a word, or their server did.
///
/// # Errors
/// When the database fails.
pub async fn close_silent(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::update(show_sessions::table)
        .filter(show_sessions::ended_at.is_null())
        .filter(show_sessions::heard_at.lt(now - SILENT_AFTER))
        .set(show_sessions::ended_at.eq(show_sessions::heard_at.nullable()))
        .execute(connection)
        .await
}

/// How many listen to a show.
///
/// # Errors
/// When the database fails.
pub async fn running(connection: &mut Connection, show: ShowId) -> QueryResult<i64> {
    show_sessions::table
        .filter(show_sessions::show_id.eq(show))
        .filter(show_sessions::ended_at.is_null())
        .count()
        .get_result(connection)
        .await
}

/// How many listen to a show with one pass.
///
/// # Errors
/// When the database fails.
pub async fn of_pass(connection: &mut Connection, show: ShowId, pass: &[u8], now: DateTime<Utc>) -> QueryResult<i64> {
    show_sessions::table
        .filter(show_sessions::show_id.eq(show))
        .filter(show_sessions::pass.eq(pass))
        .filter(show_sessions::ended_at.is_null())
        .filter(show_sessions::heard_at.ge(now - SILENT_AFTER))
        .count()
        .get_result(connection)
        .await
}
