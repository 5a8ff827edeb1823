//! Runs: stretches of a show that one source fed without a break.

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::{ShowId, ShowRunId};
use crate::schema::{show_runs, shows};
use crate::{Connection, changes};

crate::sql_types::words! {
    /// What feeds a show.
    RunSource {
        /// An Icecast source client.
        Icecast = "icecast",
        /// RTMP or RTMPS.
        Rtmp = "rtmp",
        /// A page in a browser.
        Browser = "browser",
        /// A sound card of a worker.
        Capture = "capture",
        /// The automated DJ.
        Rotation = "rotation",
    }
}

/// A run.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = show_runs, check_for_backend(diesel::pg::Pg))]
pub struct ShowRun {
    /// Its id.
    pub id: ShowRunId,
    /// Of which show.
    pub show_id: ShowId,
    /// The how many-th of the show, from 1.
    pub number: i32,
    /// What feeds it.
    pub source: RunSource,
    /// What the source calls itself.
    pub client: String,
    /// Media type of the source's bytes.
    pub content_type: String,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended; empty while it runs.
    pub end_reason: String,
}

/// A run begins: it gets the number after the last.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    connection: &mut Connection,
    show: ShowId,
    source: RunSource,
    (client, content_type): (&str, &str),
    now: DateTime<Utc>,
) -> QueryResult<ShowRun> {
    connection
        .transaction(async |connection| {
            // Two owners that change over number their runs one after the other.
            shows::table.find(show).for_no_key_update().select(shows::id).first::<ShowId>(connection).await?;
            let last = last_number(connection, show).await?;
            let run = diesel::insert_into(show_runs::table)
                .values((
                    show_runs::id.eq(ShowRunId::new()),
                    show_runs::show_id.eq(show),
                    show_runs::number.eq(last.unwrap_or(0) + 1),
                    show_runs::source.eq(source),
                    show_runs::client.eq(client.chars().take(120).collect::<String>()),
                    show_runs::content_type.eq(content_type.chars().take(120).collect::<String>()),
                    show_runs::began_at.eq(now),
                ))
                .returning(ShowRun::as_returning())
                .get_result(connection)
                .await?;
            changes::notify_show(connection, show).await?;
            Ok(run)
        })
        .await
}

/// The number of a show's last run.
///
/// # Errors
/// When the database fails.
pub async fn last_number(connection: &mut Connection, show: ShowId) -> QueryResult<Option<i32>> {
    let runs = show_runs::table.filter(show_runs::show_id.eq(show));
    runs.select(max(show_runs::number)).first(connection).await
}

/// A run ends, unless it has; `reason` is a sentence or a word for the artist.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut Connection, id: ShowRunId, reason: &str, now: DateTime<Utc>) -> QueryResult<()> {
    let shows: Vec<ShowId> = diesel::update(show_runs::table.find(id).filter(show_runs::ended_at.is_null()))
        .set((show_runs::ended_at.eq(Some(now)), show_runs::end_reason.eq(reason)))
        .returning(show_runs::show_id)
        .get_results(connection)
        .await?;
    for show in shows {
        changes::notify_show(connection, show).await?;
    }
    Ok(())
}

/// Ends the runs of a show that an owner which died left open.
///
/// # Errors
/// When the database fails.
pub async fn end_open(connection: &mut Connection, show: ShowId, reason: &str, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(show_runs::table.filter(show_runs::show_id.eq(show)).filter(show_runs::ended_at.is_null()))
        .set((show_runs::ended_at.eq(Some(now)), show_runs::end_reason.eq(reason)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The runs of a show in order.
///
/// # Errors
/// When the database fails.
pub async fn of_show(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<ShowRun>> {
    show_runs::table
        .filter(show_runs::show_id.eq(show))
        .order(show_runs::number.asc())
        .select(ShowRun::as_select())
        .load(connection)
        .await
}
