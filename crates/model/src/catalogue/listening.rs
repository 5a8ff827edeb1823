//! Listens of an app that go on.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::ids::TrackId;
use crate::{Connection, fixed};

/// A listen that goes on.
#[derive(Debug, Clone, QueryableByName)]
pub struct Listening {
    /// Its id.
    #[diesel(sql_type = Uuid)]
    pub id: uuid::Uuid,
    /// What is heard.
    #[diesel(sql_type = Uuid)]
    pub track_id: uuid::Uuid,
    /// When something was heard of it last.
    #[diesel(sql_type = Timestamptz)]
    pub heard_at: DateTime<Utc>,
    /// How far it came, in milliseconds.
    #[diesel(sql_type = BigInt)]
    pub reached_ms: i64,
    /// Whether enough was heard already.
    #[diesel(sql_type = Bool)]
    pub is_listened: bool,
}

/// The listens of a listener in apps that have not ended, the newest first: of one track, or of all. One nobody heard of for longer
/// than its track and ten minutes has ended by itself.
///
/// # Errors
/// When the database fails.
pub async fn listening(
    connection: &mut Connection,
    listener: &[u8],
    track: Option<TrackId>,
) -> QueryResult<Vec<Listening>> {
    fixed::query(
        "SELECT plays.id, plays.track_id, plays.heard_at, plays.reached_ms, plays.listened_at IS NOT NULL AS is_listened
         FROM plays JOIN tracks ON tracks.id = plays.track_id LEFT JOIN masters ON masters.id = tracks.master_id
         WHERE plays.listener = $1 AND plays.source = 'subsonic' AND plays.ending IS NULL AND plays.summed_at IS NULL
           AND ($2 IS NULL OR plays.track_id = $2)
           AND plays.heard_at > now() - interval '10 minutes' - coalesce(masters.duration_ms, 0) * interval '1 millisecond'
         ORDER BY plays.started_at DESC, plays.id DESC LIMIT 20",
    )
    .bind::<Binary, _>(listener)
    .bind::<Nullable<Uuid>, _>(track.map(|track| track.0))
    .load(connection)
    .await
}
