//! Workers that take live sets: where servers reach them, and the sound cards they have.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::ids::LiveWorkerId;
use crate::schema::live_workers;
use crate::{Connection, database};

/// How often a worker says that it lives.
pub const BEAT: Duration = Duration::seconds(2);
/// How long it counts as living after that.
pub const ALIVE_FOR: Duration = Duration::seconds(6);
/// When a row is removed that no worker writes any more.
const FORGOTTEN_AFTER: Duration = Duration::hours(1);

/// A worker.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = live_workers, check_for_backend(diesel::pg::Pg))]
pub struct LiveWorker {
    /// Its id: another one after each start.
    pub id: LiveWorkerId,
    /// Host and port of its link.
    pub address: String,
    /// A JSON list of its sound cards.
    pub devices: serde_json::Value,
    /// When it was heard the last time.
    pub heard_at: DateTime<Utc>,
}

/// A worker says that it lives, where, and with which sound cards.
///
/// # Errors
/// When the database fails.
pub async fn hear(
    connection: &mut Connection,
    id: LiveWorkerId,
    address: &str,
    devices: &serde_json::Value,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let row = (live_workers::address.eq(address), live_workers::devices.eq(devices), live_workers::heard_at.eq(now));
    diesel::insert_into(live_workers::table)
        .values((live_workers::id.eq(id), row))
        .on_conflict(live_workers::id)
        .do_update()
        .set(row)
        .execute(connection)
        .await?;
    diesel::delete(live_workers::table.filter(live_workers::heard_at.lt(now - FORGOTTEN_AFTER)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The workers that live, the one heard last first.
///
/// # Errors
/// When the database fails.
pub async fn alive(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<Vec<LiveWorker>> {
    live_workers::table
        .filter(live_workers::heard_at.gt(now - ALIVE_FOR))
        .order(live_workers::heard_at.desc())
        .select(LiveWorker::as_select())
        .load(connection)
        .await
}

/// The workers that live now, by the clock that they are heard by.
///
/// # Errors
/// When the database fails.
pub async fn now_alive(connection: &mut Connection) -> QueryResult<Vec<LiveWorker>> {
    let now = database::now(connection).await?;
    alive(connection, now).await
}

/// A worker says goodbye.
///
/// # Errors
/// When the database fails.
pub async fn forget(connection: &mut Connection, id: LiveWorkerId) -> QueryResult<()> {
    diesel::delete(live_workers::table.find(id)).execute(connection).await?;
    Ok(())
}
