//! Encodings: one run of a master through the ladder, and its renditions.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{EncodingId, MasterId, ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artists, encodings, releases, renditions, tracks};
use crate::{Connection, changes};

/// An encoding; its files are in storage under its id.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = encodings, check_for_backend(diesel::pg::Pg))]
pub struct Encoding {
    /// Its id.
    pub id: EncodingId,
    /// Of which track.
    pub track_id: TrackId,
    /// From which master.
    pub master_id: MasterId,
    /// Frames at the rungs' rate.
    pub frames: i64,
    /// 44,100 or 48,000.
    pub sample_rate: i32,
    /// Samples before the first of the track in every rung.
    pub priming: i32,
    /// Integrated loudness; null for silence.
    pub loudness_lufs: Option<f64>,
    /// True peak; null for silence.
    pub true_peak_dbtp: Option<f64>,
    /// 400 peaks, 0 to 255.
    pub waveform: Vec<u8>,
    /// Size of the progressive m4a.
    pub progressive_m4a_bytes: i64,
    /// Size of the progressive MP3.
    pub progressive_mp3_bytes: i64,
    /// When its first rungs were done.
    pub created_at: DateTime<Utc>,
    /// When its last rung was done.
    pub completed_at: Option<DateTime<Utc>>,
}

/// One rung of an encoding.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = renditions, check_for_backend(diesel::pg::Pg))]
pub struct Rendition {
    /// Of which encoding.
    pub encoding_id: EncodingId,
    /// `aac-64`, `aac-128`, `aac-320`.
    pub rung: String,
    /// As RFC 6381 names it.
    pub codec: String,
    /// Bits a second on average.
    pub average_bandwidth: i32,
    /// Bits a second of the largest segment.
    pub peak_bandwidth: i32,
    /// Size of all segments.
    pub bytes: i64,
    /// What the packager said of it, as it said it.
    pub segments: serde_json::Value,
}

/// Keeps an encoding whose first rungs are made, and lets its track play from it, if the track still has that master.
/// False if it has not: the work is for nothing. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn begin(connection: &mut Connection, encoding: &Encoding, first: &[Rendition]) -> QueryResult<bool> {
    let current: Option<(Option<MasterId>, ReleaseId)> = tracks::table
        .find(encoding.track_id)
        .for_update()
        .select((tracks::master_id, tracks::release_id))
        .first(connection)
        .await
        .optional()?;
    let Some((Some(master), release)) = current else { return Ok(false) };
    if master != encoding.master_id {
        return Ok(false);
    }
    diesel::insert_into(encodings::table).values(encoding).execute(connection).await?;
    diesel::insert_into(renditions::table).values(first).execute(connection).await?;
    diesel::update(tracks::table.find(encoding.track_id))
        .set(tracks::encoding_id.eq(Some(encoding.id)))
        .execute(connection)
        .await?;
    changes::notify(connection, release).await?;
    Ok(true)
}

/// Adds the last rungs; a rung that is there already stays.
///
/// # Errors
/// When the database fails.
pub async fn complete(connection: &mut Connection, id: EncodingId, last: &[Rendition]) -> QueryResult<()> {
    diesel::insert_into(renditions::table).values(last).on_conflict_do_nothing().execute(connection).await?;
    diesel::update(encodings::table.find(id))
        .set(encodings::completed_at.eq(Some(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// The encoding with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: EncodingId) -> QueryResult<Option<Encoding>> {
    encodings::table.find(id).select(Encoding::as_select()).first(connection).await.optional()
}

/// The encodings with these ids.
///
/// # Errors
/// When the database fails.
pub async fn find_all(connection: &mut Connection, ids: &[EncodingId]) -> QueryResult<Vec<Encoding>> {
    encodings::table.filter(encodings::id.eq_any(ids)).select(Encoding::as_select()).load(connection).await
}

/// The rungs of these encodings, narrowest first.
///
/// # Errors
/// When the database fails.
pub async fn renditions_of(connection: &mut Connection, ids: &[EncodingId]) -> QueryResult<Vec<Rendition>> {
    renditions::table
        .filter(renditions::encoding_id.eq_any(ids))
        .order(renditions::average_bandwidth.asc())
        .select(Rendition::as_select())
        .load(connection)
        .await
}

/// Whether this is an encoding of a track of a published release. An encoding that a newer one replaced still counts:
/// somebody may be in the middle of it.
///
/// # Errors
/// When the database fails.
pub async fn is_public(connection: &mut Connection, id: EncodingId) -> QueryResult<bool> {
    let of_track = encodings::table.find(id).select(encodings::track_id);
    let published: i64 = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(tracks::id.eq_any(of_track))
        .filter(releases::published_at.is_not_null())
        .filter(artists::suspended_at.is_null())
        .count()
        .get_result(connection)
        .await?;
    Ok(published > 0)
}

/// The release whose track has this encoding.
///
/// # Errors
/// When the database fails.
pub async fn release_of(connection: &mut Connection, id: EncodingId) -> QueryResult<Option<Release>> {
    let track: Option<TrackId> =
        encodings::table.find(id).select(encodings::track_id).first(connection).await.optional()?;
    let Some(track) = track else { return Ok(None) };
    tracks::table
        .inner_join(releases::table)
        .filter(tracks::id.eq(track))
        .select(Release::as_select())
        .first(connection)
        .await
        .optional()
}
