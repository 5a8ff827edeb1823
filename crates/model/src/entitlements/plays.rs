//! Full plays that somebody has of a track they have not bought, where its artist grants a number of them.

use chrono::{Duration, Utc};
use diesel::sql_types::{Binary, Integer, Timestamptz, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::Listener;
use crate::ids::{ReleaseId, TrackId};
use crate::schema::{preview_plays, tracks};
use crate::{Connection, fixed};

/// What is heard of a track of which no play is left, in milliseconds.
pub const AFTERWARDS_MS: u32 = 30_000;
/// A play may be interrupted for so long.
const BREAK: Duration = Duration::minutes(10);

/// How somebody's plays are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Whose.
    pub listener: Listener,
    /// How many there are.
    pub most: i32,
}

/// Tracks of a release of which no play is left. One that has begun within the last minutes goes on, so the last play does
/// not end on the way: [`count`] says when.
pub(super) async fn used_up(
    connection: &mut Connection,
    release: ReleaseId,
    listener: Listener,
    most: i32,
) -> QueryResult<Vec<TrackId>> {
    preview_plays::table
        .inner_join(tracks::table)
        .filter(tracks::release_id.eq(release))
        .filter(preview_plays::listener.eq(listener.to_vec()))
        .filter(preview_plays::plays.ge(most))
        .filter(preview_plays::last_at.lt(Utc::now() - BREAK))
        .select(preview_plays::track_id)
        .load(connection)
        .await
}

/// Counts a play of a track that lasts `duration_ms`, unless it is one that goes on; false when there is none left.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection, count: Count, track: TrackId, duration_ms: i64) -> QueryResult<bool> {
    let now = Utc::now();
    let begun_after = now - Duration::milliseconds(duration_ms) - BREAK;
    let counted = fixed::query(
        "INSERT INTO preview_plays (listener, track_id, plays, last_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (listener, track_id) DO UPDATE SET
           plays = preview_plays.plays + CASE WHEN preview_plays.last_at > $4 THEN 0 ELSE 1 END,
           last_at = CASE WHEN preview_plays.last_at > $4 THEN preview_plays.last_at ELSE $3 END
         WHERE preview_plays.last_at > $4 OR preview_plays.plays < $5",
    )
    .bind::<Binary, _>(count.listener.to_vec())
    .bind::<Uuid, _>(track)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(begun_after)
    .bind::<Integer, _>(count.most)
    .execute(connection)
    .await?;
    Ok(counted > 0)
}
