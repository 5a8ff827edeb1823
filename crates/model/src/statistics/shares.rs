//! Where, on what and what was heard.

use diesel::sql_types::{Array, BigInt, Date, Text, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::Span;
use crate::ids::TrackId;
use crate::schema::tracks as tracks_table;
use crate::tracks::Track;
use crate::{Connection, fixed};

/// By what plays are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// [`crate::plays::Source`].
    Source,
    /// [`crate::plays::Device`].
    Device,
    /// The rung.
    Rung,
}

/// Plays of one kind.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Share {
    /// Its word.
    #[diesel(sql_type = Text)]
    pub word: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub plays: i64,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    track_id: uuid::Uuid,
    #[diesel(sql_type = BigInt)]
    plays: i64,
    #[diesel(sql_type = BigInt)]
    starts: i64,
    #[diesel(sql_type = BigInt)]
    completed: i64,
}

/// A track in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackTotals {
    /// Which.
    pub track: TrackId,
    /// Plays.
    pub plays: i64,
    /// Listens that began in a player.
    pub starts: i64,
    /// Those of them that came to its end.
    pub completed: i64,
}

/// The plays of these tracks in a span by kind, the most first.
///
/// # Errors
/// When the database fails.
pub async fn shares(connection: &mut Connection, tracks: &[TrackId], span: Span, by: By) -> QueryResult<Vec<Share>> {
    let column = match by {
        By::Source => "source",
        By::Device => "device",
        By::Rung => "rung",
    };
    diesel::sql_query(format!(
        "SELECT {column} AS word, sum(plays)::bigint AS plays FROM play_days
         WHERE track_id = ANY($1) AND day BETWEEN $2 AND $3 GROUP BY 1 HAVING sum(plays) > 0 ORDER BY 2 DESC, 1"
    ))
    .bind::<Array<Uuid>, _>(tracks)
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.to)
    .load(connection)
    .await
}

/// These tracks, in the order of their releases.
///
/// # Errors
/// When the database fails.
pub async fn named(connection: &mut Connection, ids: &[TrackId]) -> QueryResult<Vec<Track>> {
    tracks_table::table
        .filter(tracks_table::id.eq_any(ids))
        .order((tracks_table::release_id, tracks_table::position.asc()))
        .select(Track::as_select())
        .load(connection)
        .await
}

/// Those of these tracks that were heard in a span, the one played most first.
///
/// # Errors
/// When the database fails.
pub async fn tracks(connection: &mut Connection, tracks: &[TrackId], span: Span) -> QueryResult<Vec<TrackTotals>> {
    let rows: Vec<Row> = fixed::query(
        "SELECT track_id, sum(plays)::bigint AS plays,
             coalesce(sum(starts) FILTER (WHERE source <> 'podcast'), 0)::bigint AS starts, sum(completed)::bigint AS completed
         FROM play_days WHERE track_id = ANY($1) AND day BETWEEN $2 AND $3 GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1",
    )
    .bind::<Array<Uuid>, _>(tracks)
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.to)
    .load(connection)
    .await?;
    let totals = |row: Row| TrackTotals {
        track: TrackId(row.track_id),
        plays: row.plays,
        starts: row.starts,
        completed: row.completed,
    };
    Ok(rows.into_iter().map(totals).collect())
}
