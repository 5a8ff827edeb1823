//! Segments of a show that lie in storage. A row is written after its bytes, by the show's owner alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Timestamptz, Uuid};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::ids::ShowId;
use crate::schema::show_segments;
use crate::{Connection, fixed};

/// Frames a second, of everything that is live.
pub const FRAMES_A_SECOND: i64 = 48_000;

/// A segment in storage.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = show_segments, check_for_backend(diesel::pg::Pg))]
pub struct ShowSegment {
    /// Of which show.
    pub show_id: ShowId,
    /// Its number, counted over all runs from 0.
    pub number: i64,
    /// The number of its run.
    pub run_number: i32,
    /// The wall clock at its first frame.
    pub begins_at: DateTime<Utc>,
    /// How long it is, at 48,000 a second.
    pub frames: i32,
    /// Its bytes by rendition, as JSON: `{"aac-64": 31024, …}`.
    pub renditions: serde_json::Value,
    /// Bytes of its stretch of the recording; none where it is not recorded.
    pub recording_bytes: Option<i64>,
}

impl ShowSegment {
    /// Its bytes by rendition.
    #[must_use]
    pub fn bytes(&self) -> BTreeMap<String, i64> {
        serde_json::from_value(self.renditions.clone()).unwrap_or_default()
    }

    /// How long it is in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> i64 {
        i64::from(self.frames) * 1000 / FRAMES_A_SECOND
    }
}

/// A segment whose bytes are in storage.
#[derive(Debug, Clone)]
pub struct NewShowSegment {
    /// Of which show.
    pub show: ShowId,
    /// Its number.
    pub number: i64,
    /// The number of its run.
    pub run_number: i32,
    /// The wall clock at its first frame.
    pub begins_at: DateTime<Utc>,
    /// How long it is, at 48,000 a second.
    pub frames: i32,
    /// Its bytes by rendition.
    pub renditions: BTreeMap<String, i64>,
    /// Bytes of its stretch of the recording.
    pub recording_bytes: Option<i64>,
}

/// Keeps a segment; false when `epoch` is not the owner's any more, or another owner has written this number: whoever asks has to
/// stop. The owner cannot change in between. Writing the same one again is no harm.
///
/// # Errors
/// When the database fails.
pub async fn add(connection: &mut Connection, epoch: i64, new: &NewShowSegment) -> QueryResult<bool> {
    let written = fixed::query(
        "WITH owned AS (SELECT show_id FROM show_leases WHERE show_id = $1 AND epoch = $2 FOR SHARE)
         INSERT INTO show_segments AS segment
           (show_id, number, run_number, begins_at, frames, renditions, recording_bytes)
         SELECT show_id, $3, $4, $5, $6, $7, $8 FROM owned
         ON CONFLICT (show_id, number) DO UPDATE SET
           begins_at = excluded.begins_at, frames = excluded.frames, renditions = excluded.renditions,
           recording_bytes = excluded.recording_bytes
         WHERE segment.run_number = excluded.run_number",
    )
    .bind::<Uuid, _>(new.show)
    .bind::<BigInt, _>(epoch)
    .bind::<BigInt, _>(new.number)
    .bind::<Integer, _>(new.run_number)
    .bind::<Timestamptz, _>(new.begins_at)
    .bind::<Integer, _>(new.frames)
    .bind::<Jsonb, _>(serde_json::json!(new.renditions))
    .bind::<Nullable<BigInt>, _>(new.recording_bytes)
    .execute(connection)
    .await?;
    Ok(written > 0)
}

/// The last segment of a show.
///
/// # Errors
/// When the database fails.
pub async fn last(connection: &mut Connection, show: ShowId) -> QueryResult<Option<ShowSegment>> {
    show_segments::table
        .filter(show_segments::show_id.eq(show))
        .order(show_segments::number.desc())
        .select(ShowSegment::as_select())
        .first(connection)
        .await
        .optional()
}

/// At most `limit` segments of a show from this number on, in order.
///
/// # Errors
/// When the database fails.
pub async fn from(connection: &mut Connection, show: ShowId, number: i64, limit: i64) -> QueryResult<Vec<ShowSegment>> {
    show_segments::table
        .filter(show_segments::show_id.eq(show))
        .filter(show_segments::number.ge(number))
        .order(show_segments::number.asc())
        .limit(limit)
        .select(ShowSegment::as_select())
        .load(connection)
        .await
}

/// The segments of a show that are recorded, in order.
///
/// # Errors
/// When the database fails.
pub async fn recording(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<ShowSegment>> {
    show_segments::table
        .filter(show_segments::show_id.eq(show))
        .filter(show_segments::recording_bytes.is_not_null())
        .order(show_segments::number.asc())
        .select(ShowSegment::as_select())
        .load(connection)
        .await
}

/// How much of a show is recorded, in milliseconds: where a mark of now stands.
///
/// # Errors
/// When the database fails.
pub async fn recorded_ms(connection: &mut Connection, show: ShowId) -> QueryResult<i64> {
    let frames: Option<i64> = show_segments::table
        .filter(show_segments::show_id.eq(show))
        .filter(show_segments::recording_bytes.is_not_null())
        .select(diesel::dsl::sum(show_segments::frames))
        .first(connection)
        .await?;
    Ok(frames.unwrap_or(0) * 1000 / FRAMES_A_SECOND)
}
