//! Encodings: one run of a master through the ladder, and its renditions.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable};
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, JoinOnDsl, NullableExpressionMethods, OptionalExtension, QueryDsl,
    QueryResult, Queryable, QueryableByName, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{EncodingId, MasterId, ReleaseId, TrackId};
use crate::schema::{encodings, renditions, tracks};
use crate::{Connection, changes, fixed, previews};

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
    /// Frames at the AAC rungs' rate.
    pub frames: i64,
    /// The AAC rungs' rate: 44,100 or 48,000.
    pub sample_rate: i32,
    /// Frames before the first of the track in every AAC rung.
    pub priming: i32,
    /// Integrated loudness; null for silence.
    pub loudness_lufs: Option<f64>,
    /// True peak; null for silence.
    pub true_peak_dbtp: Option<f64>,
    /// 400 peaks, 0 to 255.
    pub waveform: Vec<u8>,
    /// Size of the progressive m4a; 0 until that is made.
    pub progressive_m4a_bytes: i64,
    /// Size of the progressive MP3; 0 until that is made.
    pub progressive_mp3_bytes: i64,
    /// When its first rungs were done.
    pub created_at: DateTime<Utc>,
    /// When its last rung was done.
    pub completed_at: Option<DateTime<Utc>>,
    /// Frames of the release before the track, at the AAC rungs' rate.
    pub start: i64,
    /// The master whose end the encoders heard before it.
    pub previous_master_id: Option<MasterId>,
    /// The master whose beginning they heard after it.
    pub next_master_id: Option<MasterId>,
    /// Lengths of its segments as heard, in frames at `sample_rate`, as JSON: `[[length, how many in a row], …]`.
    pub cuts: serde_json::Value,
    /// Since when its ladder is to be made anew, whatever its place.
    pub outdated_at: Option<DateTime<Utc>>,
    /// Since when its track plays from another one.
    pub replaced_at: Option<DateTime<Utc>>,
    /// SHA-256 of the progressive m4a.
    pub progressive_m4a_sha256: Option<Vec<u8>>,
    /// SHA-256 of the progressive MP3.
    pub progressive_mp3_sha256: Option<Vec<u8>>,
    /// How many seconds of it are there as files by themselves; none while there are no such files.
    pub preview_seconds: Option<i32>,
    /// Size of that m4a.
    pub preview_m4a_bytes: Option<i64>,
    /// Size of that MP3.
    pub preview_mp3_bytes: Option<i64>,
}

impl Encoding {
    /// Whether the progressive files are made: of a draft's new track they come behind its first rungs.
    #[must_use]
    pub const fn has_files(&self) -> bool {
        self.progressive_m4a_bytes > 0 && self.progressive_mp3_bytes > 0
    }

    /// The length in seconds of the files that hold exactly the first `ms`, once they are made.
    #[must_use]
    pub fn preview_of(&self, ms: u32) -> Option<u32> {
        self.preview_seconds.and_then(|seconds| u32::try_from(seconds).ok()).filter(|seconds| seconds * 1000 == ms)
    }
}

/// What was heard in a master and is too long to be loaded with every encoding.
#[derive(Debug, Clone, Default, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = encodings, check_for_backend(diesel::pg::Pg))]
pub struct Heard {
    /// Gating blocks of 400 ms, as JSON: `[[tenths of LUFS, how many], …]`.
    pub loudness_blocks: Option<serde_json::Value>,
    /// Chromaprint, 32-bit words, little-endian.
    pub fingerprint: Option<Vec<u8>>,
}

/// One rung of an encoding.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = renditions, check_for_backend(diesel::pg::Pg))]
pub struct Rendition {
    /// Of which encoding.
    pub encoding_id: EncodingId,
    /// `aac-64`, `aac-128`, `aac-320`, `flac`.
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
    /// Frames a second.
    pub sample_rate: i32,
    /// Frames before the first of the track.
    pub priming: i32,
    /// SHA-256 of all its files in order.
    pub sha256: Option<Vec<u8>>,
}

/// A rung in a few words.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = renditions, check_for_backend(diesel::pg::Pg))]
pub struct RungFacts {
    /// Of which encoding.
    pub encoding_id: EncodingId,
    /// `aac-64`, `aac-128`, `aac-320`, `flac`.
    pub rung: String,
    /// As RFC 6381 names it.
    pub codec: String,
    /// Bits a second on average.
    pub average_bandwidth: i32,
    /// Bits a second of the largest segment.
    pub peak_bandwidth: i32,
    /// Size of all segments.
    pub bytes: i64,
}

/// Keeps an encoding and lets its track play from it, if the track still has that master and plays from `before`.
/// False if it does not: the work is for nothing. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    connection: &mut Connection,
    (encoding, heard): (&Encoding, &Heard),
    rungs: &[Rendition],
    before: Option<EncodingId>,
) -> QueryResult<bool> {
    let current: Option<(Option<MasterId>, Option<EncodingId>, ReleaseId)> = tracks::table
        .find(encoding.track_id)
        .for_update()
        .select((tracks::master_id, tracks::encoding_id, tracks::release_id))
        .first(connection)
        .await
        .optional()?;
    let Some((Some(master), playing, release)) = current else { return Ok(false) };
    if master != encoding.master_id || playing != before {
        return Ok(false);
    }
    diesel::insert_into(encodings::table).values(encoding).execute(connection).await?;
    diesel::update(encodings::table.find(encoding.id))
        .set((heard, encodings::track_id.eq(encoding.track_id)))
        .execute(connection)
        .await?;
    diesel::insert_into(renditions::table).values(rungs).execute(connection).await?;
    diesel::update(tracks::table.find(encoding.track_id))
        .set(tracks::encoding_id.eq(Some(encoding.id)))
        .execute(connection)
        .await?;
    if let Some(before) = before {
        diesel::update(encodings::table.find(before))
            .set(encodings::replaced_at.eq(Some(Utc::now())))
            .execute(connection)
            .await?;
    }
    previews::ask(connection, release).await?;
    changes::notify(connection, release).await?;
    Ok(true)
}

/// Says what the progressive files of an encoding are, which are there by now. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn add_files(connection: &mut Connection, encoding: &Encoding) -> QueryResult<()> {
    diesel::update(encodings::table.find(encoding.id))
        .set((
            encodings::progressive_m4a_bytes.eq(encoding.progressive_m4a_bytes),
            encodings::progressive_mp3_bytes.eq(encoding.progressive_mp3_bytes),
            encodings::progressive_m4a_sha256.eq(encoding.progressive_m4a_sha256.as_ref()),
            encodings::progressive_mp3_sha256.eq(encoding.progressive_mp3_sha256.as_ref()),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// How many tracks of a release play, and have no progressive files yet.
///
/// # Errors
/// When the database fails.
pub async fn without_files(connection: &mut Connection, release: ReleaseId) -> QueryResult<i64> {
    tracks::table
        .inner_join(encodings::table.on(tracks::encoding_id.eq(encodings::id.nullable())))
        .filter(tracks::release_id.eq(release))
        .filter(encodings::progressive_mp3_bytes.eq(0))
        .count()
        .get_result(connection)
        .await
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

/// The release before the track has become longer or shorter by whole frames of the codec: only the number changes.
///
/// # Errors
/// When the database fails.
pub async fn shift(connection: &mut Connection, id: EncodingId, start: i64) -> QueryResult<()> {
    diesel::update(encodings::table.find(id)).set(encodings::start.eq(start)).execute(connection).await?;
    Ok(())
}

/// What was heard in the master of this encoding.
///
/// # Errors
/// When the database fails; `NotFound` when there is no such encoding.
pub async fn heard(connection: &mut Connection, id: EncodingId) -> QueryResult<Heard> {
    encodings::table.find(id).select(Heard::as_select()).first(connection).await
}

/// What was heard in the masters of these encodings, in no order.
///
/// # Errors
/// When the database fails.
pub async fn heard_all(connection: &mut Connection, ids: &[EncodingId]) -> QueryResult<Vec<Heard>> {
    encodings::table.filter(encodings::id.eq_any(ids)).select(Heard::as_select()).load(connection).await
}

/// The ladders of a release's tracks, or of all tracks, are to be made anew. Says of how many tracks.
///
/// # Errors
/// When the database fails.
pub async fn mark_outdated(connection: &mut Connection, release: Option<ReleaseId>) -> QueryResult<usize> {
    let mut playing = tracks::table.filter(tracks::encoding_id.is_not_null()).select(tracks::encoding_id).into_boxed();
    if let Some(release) = release {
        playing = playing.filter(tracks::release_id.eq(release));
    }
    diesel::update(encodings::table.filter(encodings::id.nullable().eq_any(playing)))
        .set(encodings::outdated_at.eq(Some(Utc::now())))
        .execute(connection)
        .await
}

/// Of how many tracks the ladder is still to be made anew; of this release, or of all.
///
/// # Errors
/// When the database fails.
pub async fn count_outdated(connection: &mut Connection, release: Option<ReleaseId>) -> QueryResult<i64> {
    let mut outdated = tracks::table
        .inner_join(encodings::table.on(tracks::encoding_id.eq(encodings::id.nullable())))
        .filter(encodings::outdated_at.is_not_null())
        .into_boxed();
    if let Some(release) = release {
        outdated = outdated.filter(tracks::release_id.eq(release));
    }
    outdated.count().get_result(connection).await
}

/// Of how many tracks the ladder could not be made anew, though it was tried; of this release, or of all.
///
/// # Errors
/// When the database fails.
pub async fn count_failed(connection: &mut Connection, release: Option<ReleaseId>) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let found: Count = fixed::query(include_str!("encodings/count_failed.sql"))
        .bind::<Nullable<diesel::sql_types::Uuid>, _>(release)
        .get_result(connection)
        .await?;
    Ok(found.count)
}

/// Encodings that no track has played from since before `moment`.
///
/// # Errors
/// When the database fails.
pub async fn replaced_before(connection: &mut Connection, moment: DateTime<Utc>) -> QueryResult<Vec<EncodingId>> {
    encodings::table.filter(encodings::replaced_at.lt(moment)).select(encodings::id).load(connection).await
}

/// Forgets an encoding that no track plays from.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: EncodingId) -> QueryResult<()> {
    diesel::delete(encodings::table.find(id).filter(encodings::replaced_at.is_not_null())).execute(connection).await?;
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

/// The rungs of these encodings with everything the packager said of them, in no order.
///
/// # Errors
/// When the database fails.
pub async fn renditions_of(connection: &mut Connection, ids: &[EncodingId]) -> QueryResult<Vec<Rendition>> {
    renditions::table.filter(renditions::encoding_id.eq_any(ids)).select(Rendition::as_select()).load(connection).await
}

/// The rungs of these encodings, narrowest first, the lossless one last.
///
/// # Errors
/// When the database fails.
pub async fn rungs_of(connection: &mut Connection, ids: &[EncodingId]) -> QueryResult<Vec<RungFacts>> {
    renditions::table
        .filter(renditions::encoding_id.eq_any(ids))
        .order((renditions::rung.eq("flac").asc(), renditions::average_bandwidth.asc()))
        .select(RungFacts::as_select())
        .load(connection)
        .await
}
