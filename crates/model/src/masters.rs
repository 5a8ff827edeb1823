//! Masters: accepted originals, kept bit for bit, and how much room an artist's take.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{ArtistId, MasterId, TrackId};
use crate::schema::{extras, masters, uploads};
use crate::{Connection, fixed, places};

/// A master; its bytes are in storage under its id.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = masters, check_for_backend(diesel::pg::Pg))]
pub struct Master {
    /// Its id.
    pub id: MasterId,
    /// The track it was made for.
    pub track_id: TrackId,
    /// Whose quota it counts to.
    pub artist_id: ArtistId,
    /// What the file was called.
    pub filename: String,
    /// Lower-case ending after its real format, without the dot.
    pub extension: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// What wraps the samples.
    pub container: String,
    /// What they are written in.
    pub codec: String,
    /// Whether no sample was lost to it.
    pub lossless: bool,
    /// Frames a second.
    pub sample_rate: i32,
    /// 1 or 2.
    pub channels: i16,
    /// Bits a sample, where that means something.
    pub bits: Option<i16>,
    /// Frames after declared delay and padding.
    pub frames: i64,
    /// The same in milliseconds.
    pub duration_ms: i64,
    /// What its tags said.
    pub tags: serde_json::Value,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// Kilobits a second of a lossy one.
    pub bitrate_kbps: Option<i32>,
}

/// Keeps a master's facts.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, master: &Master) -> QueryResult<()> {
    diesel::insert_into(masters::table).values(master).execute(connection).await?;
    Ok(())
}

/// The master with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: MasterId) -> QueryResult<Option<Master>> {
    masters::table.find(id).select(Master::as_select()).first(connection).await.optional()
}

/// The masters with these ids.
///
/// # Errors
/// When the database fails.
pub async fn find_all(connection: &mut Connection, ids: &[MasterId]) -> QueryResult<Vec<Master>> {
    masters::table.filter(masters::id.eq_any(ids)).select(Master::as_select()).load(connection).await
}

/// Bytes an artist's masters, extras and unfinished uploads take.
///
/// # Errors
/// When the database fails.
pub async fn bytes_of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<i64> {
    use diesel::sql_types::BigInt;
    let kept: i64 = masters::table
        .filter(masters::artist_id.eq(artist))
        .select(fixed::sql::<BigInt>("coalesce(sum(bytes), 0)::bigint"))
        .first(connection)
        .await?;
    let beside: i64 = extras::table
        .filter(extras::artist_id.eq(artist))
        .select(fixed::sql::<BigInt>("coalesce(sum(bytes), 0)::bigint"))
        .first(connection)
        .await?;
    let coming: i64 = uploads::table
        .filter(uploads::artist_id.eq(artist))
        .filter(uploads::expires_at.gt(Utc::now()))
        .filter(uploads::finished_at.is_null())
        .select(fixed::sql::<BigInt>("coalesce(sum(bytes_total), 0)::bigint"))
        .first(connection)
        .await?;
    Ok(kept + beside + coming)
}

/// Makes a master its track's: the next encoding is made from it. The upload it came from is done.
///
/// # Errors
/// When the database fails; `NotFound` when the track is gone.
pub async fn adopt(connection: &mut Connection, track: TrackId, master: MasterId) -> QueryResult<()> {
    use crate::schema::tracks;
    let release = diesel::update(tracks::table.find(track))
        .set(tracks::master_id.eq(Some(master)))
        .returning(tracks::release_id)
        .get_result(connection)
        .await?;
    places::changed(connection, release).await
}
