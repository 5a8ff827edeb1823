//! History: what somebody heard, for themselves alone. It is theirs to see, to take along, to pause and to erase, and is kept until
//! they do.

mod importing;
mod lists;
mod remembering;

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

pub use importing::{Imported, Listen, import};
pub use lists::{Entry, Filter, of_account, often_heard, recently_heard};
pub use remembering::{HistoryError, remember};

use crate::ids::{AccountId, HistoryEntryId, TrackId};
use crate::plays::Source;
use crate::schema::{accounts, history_entries};
use crate::{Connection, scrobbles};

/// Somebody heard enough of a track: it goes into their history, unless that is paused, and to their scrobbler.
pub(crate) async fn listened(
    connection: &mut Connection,
    account: AccountId,
    track: TrackId,
    (source, at): (Source, DateTime<Utc>),
) -> QueryResult<()> {
    if !is_paused(connection, account).await? {
        insert(connection, account, track, (source, at)).await?;
    }
    scrobbles::add(connection, account, track, at).await
}

async fn insert(
    connection: &mut Connection,
    account: AccountId,
    track: TrackId,
    (source, at): (Source, DateTime<Utc>),
) -> QueryResult<()> {
    diesel::insert_into(history_entries::table)
        .values((
            history_entries::id.eq(HistoryEntryId::new()),
            history_entries::account_id.eq(account),
            history_entries::track_id.eq(track),
            history_entries::source.eq(source),
            history_entries::played_at.eq(at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether nothing is written down at the moment.
///
/// # Errors
/// When the database fails.
pub async fn is_paused(connection: &mut Connection, account: AccountId) -> QueryResult<bool> {
    accounts::table.find(account).select(accounts::history_paused).first(connection).await
}

/// Stops writing down what somebody hears, or begins again.
///
/// # Errors
/// When the database fails.
pub async fn pause(connection: &mut Connection, account: AccountId, paused: bool) -> QueryResult<()> {
    diesel::update(accounts::table.find(account)).set(accounts::history_paused.eq(paused)).execute(connection).await?;
    Ok(())
}

/// How many entries somebody's history has.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection, account: AccountId) -> QueryResult<i64> {
    history_entries::table.filter(history_entries::account_id.eq(account)).count().get_result(connection).await
}

/// Erases one entry of somebody's; false if it is not theirs, or not there.
///
/// # Errors
/// When the database fails.
pub async fn erase(connection: &mut Connection, account: AccountId, id: HistoryEntryId) -> QueryResult<bool> {
    let entry = history_entries::table.find(id).filter(history_entries::account_id.eq(account));
    Ok(diesel::delete(entry).execute(connection).await? > 0)
}

/// Erases somebody's whole history; says how many entries that were.
///
/// # Errors
/// When the database fails.
pub async fn erase_all(connection: &mut Connection, account: AccountId) -> QueryResult<usize> {
    diesel::delete(history_entries::table.filter(history_entries::account_id.eq(account))).execute(connection).await
}
