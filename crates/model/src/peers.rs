//! Peers: other servers, what they run and whether they answer. Their name is the host of their inboxes' addresses, with the port
//! where one is named.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Text, Timestamptz};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, QueryableByName, Selectable,
    SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::schema::peers;
use crate::{Connection, deliveries, fixed};

/// How much of what went wrong is kept, in characters.
const ERROR_CHARS: usize = 300;

/// Another server as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = peers, check_for_backend(diesel::pg::Pg))]
pub struct Peer {
    /// Host and, where one is named, port.
    pub host: String,
    /// What it runs by its NodeInfo, in lower case; `None` where that was not asked or not answered.
    pub software: Option<String>,
    /// Which version of it.
    pub software_version: Option<String>,
    /// When its NodeInfo was asked last.
    pub inspected_at: Option<DateTime<Utc>>,
    /// How often in a row it did not answer.
    pub failures: i32,
    /// Since when it does not answer.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it is tried again; nothing is sent before.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What went wrong last, for the admin.
    pub last_error: Option<String>,
    /// When something was last delivered there, to the minute.
    pub last_delivered_at: Option<DateTime<Utc>>,
    /// When it came to be known here.
    pub created_at: DateTime<Utc>,
}

/// What went wrong, short enough to keep.
pub(crate) fn short(why: &str) -> String {
    why.chars().filter(|c| *c != '\0').take(ERROR_CHARS).collect()
}

/// The peer at a host, if it is known.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, host: &str) -> QueryResult<Option<Peer>> {
    peers::table.find(host.to_lowercase()).select(Peer::as_select()).first(connection).await.optional()
}

/// Those of these hosts that are known.
///
/// # Errors
/// When the database fails.
pub async fn known(connection: &mut Connection, hosts: &[String]) -> QueryResult<HashMap<String, Peer>> {
    let found: Vec<Peer> =
        peers::table.filter(peers::host.eq_any(hosts)).select(Peer::as_select()).load(connection).await?;
    Ok(found.into_iter().map(|peer| (peer.host.clone(), peer)).collect())
}

/// All peers by host, at most `limit` from behind `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection, after: &str, limit: i64) -> QueryResult<Vec<Peer>> {
    peers::table
        .filter(peers::host.gt(after))
        .order(peers::host.asc())
        .limit(limit)
        .select(Peer::as_select())
        .load(connection)
        .await
}

/// Notes what a peer says it runs; `None` where it does not say.
///
/// # Errors
/// When the database fails.
pub async fn inspected(
    connection: &mut Connection,
    host: &str,
    software: Option<&str>,
    version: Option<&str>,
) -> QueryResult<()> {
    let says = (
        peers::software.eq(software.map(|software| short(software).to_lowercase())),
        peers::software_version.eq(version.map(short)),
        peers::inspected_at.eq(Some(Utc::now())),
    );
    diesel::insert_into(peers::table)
        .values((peers::host.eq(host.to_lowercase()), says.clone()))
        .on_conflict(peers::host)
        .do_update()
        .set(says)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes at `now` that a peer did not answer, and says when it is tried again: 30 seconds after the first time, then a quarter
/// longer each time, a day at most. What fails while it waits already was on its way before, and counts as the same time.
///
/// # Errors
/// When the database fails.
pub async fn failed(
    connection: &mut Connection,
    host: &str,
    why: &str,
    now: DateTime<Utc>,
) -> QueryResult<DateTime<Utc>> {
    #[derive(QueryableByName)]
    struct Next {
        #[diesel(sql_type = Timestamptz)]
        next_attempt_at: DateTime<Utc>,
    }
    let next: Next = fixed::query(include_str!("peers/failed.sql"))
        .bind::<Text, _>(host.to_lowercase())
        .bind::<Text, _>(short(why))
        .bind::<Timestamptz, _>(now)
        .get_result(connection)
        .await?;
    Ok(next.next_attempt_at)
}

/// A peer that did not answer was heard of: it answers, or sends something itself. What waits for it is due at once. False, and
/// nothing is written, where it did not fail.
///
/// # Errors
/// When the database fails.
pub async fn revived(connection: &mut Connection, host: &str) -> QueryResult<bool> {
    let host = host.to_lowercase();
    connection
        .transaction(async |connection| {
            let failing = peers::table.filter(peers::host.eq(&host)).filter(peers::failures.gt(0));
            let revived = diesel::update(failing)
                .set((
                    peers::failures.eq(0),
                    peers::failing_since.eq(None::<DateTime<Utc>>),
                    peers::next_attempt_at.eq(None::<DateTime<Utc>>),
                    peers::last_error.eq(None::<String>),
                ))
                .execute(connection)
                .await?;
            if revived > 0 {
                deliveries::hasten(connection, &host).await?;
            }
            Ok(revived > 0)
        })
        .await
}
