//! Uploads: files on their way in. Their bytes lie in a local file named by the id until the last has come; that file's
//! length is the offset, so that nothing the disk has is asked for again.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{Bool, Integer};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, QueryableByName, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{AccountId, ArtistId, ReleaseId, TrackId, UploadId};
use crate::jobs::{self, IngestUpload};
use crate::schema::{tracks as track_table, uploads};
use crate::tracks::{self, Track};
use crate::{Connection, changes, fixed};

/// How long an unfinished upload is kept after its last byte.
pub const LIFETIME_HOURS: i64 = 72;

/// An upload.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = uploads, check_for_backend(diesel::pg::Pg))]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Who uploads.
    pub account_id: AccountId,
    /// Whose quota it counts to.
    pub artist_id: ArtistId,
    /// For which release.
    pub release_id: ReleaseId,
    /// The track it is to mend, or has become.
    pub track_id: Option<TrackId>,
    /// What the file is called.
    pub filename: String,
    /// The position it asks for.
    pub position: Option<i32>,
    /// Its whole size.
    pub bytes_total: i64,
    /// When its last byte came.
    pub completed_at: Option<DateTime<Utc>>,
    /// When the worker was done with it.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it is given up.
    pub expires_at: DateTime<Utc>,
}

/// What an upload is made from.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// Its id.
    pub id: UploadId,
    /// Who uploads.
    pub account_id: AccountId,
    /// Whose quota it counts to.
    pub artist_id: ArtistId,
    /// For which release.
    pub release_id: ReleaseId,
    /// The track to mend, if any.
    pub track_id: Option<TrackId>,
    /// What the file is called; its last component, at most 255 characters, is kept.
    pub filename: String,
    /// The position it asks for.
    pub position: Option<i32>,
    /// Its whole size.
    pub bytes_total: i64,
}

/// A file's name as it is kept and shown: no folders, no control characters, at most 255 characters.
#[must_use]
pub fn plain_filename(typed: &str) -> String {
    let base = typed.rsplit(['/', '\\']).next().unwrap_or(typed);
    let plain: String = base.chars().filter(|c| !c.is_control()).take(255).collect();
    if plain.trim().is_empty() || plain == ".." { "untitled".to_owned() } else { plain }
}

/// Begins an upload.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, new: &NewUpload) -> QueryResult<Upload> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(new.id),
            uploads::account_id.eq(new.account_id),
            uploads::artist_id.eq(new.artist_id),
            uploads::release_id.eq(new.release_id),
            uploads::track_id.eq(new.track_id),
            uploads::filename.eq(plain_filename(&new.filename)),
            uploads::position.eq(new.position),
            uploads::bytes_total.eq(new.bytes_total),
            uploads::expires_at.eq(Utc::now() + Duration::hours(LIFETIME_HOURS)),
        ))
        .returning(Upload::as_returning())
        .get_result(connection)
        .await
}

/// The upload with this id that has not expired and that the worker is not done with.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: UploadId) -> QueryResult<Option<Upload>> {
    Ok(find_or_remember(connection, id).await?.filter(|upload| upload.finished_at.is_none()))
}

/// The upload with this id that has not expired, or that the worker was done with within a day.
///
/// # Errors
/// When the database fails.
pub async fn find_or_remember(connection: &mut Connection, id: UploadId) -> QueryResult<Option<Upload>> {
    uploads::table
        .find(id)
        .filter(uploads::expires_at.gt(Utc::now()))
        .select(Upload::as_select())
        .first(connection)
        .await
        .optional()
}

/// Every upload of a release whose bytes may still lie in a local file.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<UploadId>> {
    uploads::table
        .filter(uploads::release_id.eq(release))
        .filter(uploads::finished_at.is_null())
        .select(uploads::id)
        .load(connection)
        .await
}

/// Which upload each track of a release came from last, for a day after the worker was done with it.
///
/// # Errors
/// When the database fails.
pub async fn last_of_tracks(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<(TrackId, UploadId)>> {
    let pairs: Vec<(Option<TrackId>, UploadId)> = uploads::table
        .filter(uploads::release_id.eq(release))
        .filter(uploads::completed_at.is_not_null())
        .order(uploads::completed_at.asc())
        .select((uploads::track_id, uploads::id))
        .load(connection)
        .await?;
    Ok(pairs.into_iter().filter_map(|(track, upload)| Some((track?, upload))).collect())
}

/// The uploads of a release that are not complete, first come first.
///
/// # Errors
/// When the database fails.
pub async fn unfinished_of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<Upload>> {
    uploads::table
        .filter(uploads::release_id.eq(release))
        .filter(uploads::completed_at.is_null())
        .filter(uploads::expires_at.gt(Utc::now()))
        .order(uploads::created_at.asc())
        .select(Upload::as_select())
        .load(connection)
        .await
}

/// Whether more of a release is on its way: bytes that still come in, or files and masters that the worker has before it.
/// What has stood still for ten minutes, or waits for an hour, is not waited for.
///
/// # Errors
/// When the database fails.
pub async fn are_coming(connection: &mut Connection, release: ReleaseId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Coming {
        #[diesel(sql_type = Bool)]
        coming: bool,
    }
    let found: Coming = fixed::query(include_str!("uploads/are_coming.sql"))
        .bind::<diesel::sql_types::Uuid, _>(release)
        .bind::<Integer, _>(i32::try_from(LIFETIME_HOURS).unwrap_or(i32::MAX))
        .get_result(connection)
        .await?;
    Ok(found.coming)
}

/// Bytes came: the upload is kept for longer.
///
/// # Errors
/// When the database fails.
pub async fn touch(connection: &mut Connection, id: UploadId) -> QueryResult<()> {
    diesel::update(uploads::table.find(id))
        .set(uploads::expires_at.eq(Utc::now() + Duration::hours(LIFETIME_HOURS)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The last byte has come: makes the track (or renews the one to mend) and enqueues its ingest. A second call gives the
/// same track. To be called inside a transaction.
///
/// # Errors
/// When the database fails; `NotFound` when the upload is gone.
pub async fn complete(connection: &mut Connection, id: UploadId) -> QueryResult<Track> {
    let upload: Upload = uploads::table.find(id).for_update().select(Upload::as_select()).first(connection).await?;
    if upload.completed_at.is_some() {
        let track = upload.track_id.ok_or(diesel::result::Error::NotFound)?;
        return tracks::find(connection, track).await?.ok_or(diesel::result::Error::NotFound);
    }
    let track = match upload.track_id {
        Some(mended) => tracks::await_upload(connection, mended, id, &upload.filename).await?,
        None => tracks::create(connection, upload.release_id, &upload.filename, upload.position, id).await?,
    };
    diesel::update(uploads::table.find(id))
        .set((uploads::completed_at.eq(Some(Utc::now())), uploads::track_id.eq(Some(track.id))))
        .execute(connection)
        .await?;
    jobs::enqueue(connection, &IngestUpload { upload_id: id }).await?;
    Ok(track)
}

/// Forgets an upload: it is a master now, or was refused or given up. One that was complete is remembered for a day, see
/// [`find_or_remember`].
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: UploadId) -> QueryResult<()> {
    let moment = Utc::now();
    let remembered: Option<ReleaseId> =
        diesel::update(uploads::table.find(id).filter(uploads::completed_at.is_not_null()))
            .set((uploads::finished_at.eq(Some(moment)), uploads::expires_at.eq(moment + Duration::hours(24))))
            .returning(uploads::release_id)
            .get_result(connection)
            .await
            .optional()?;
    let removed: Option<ReleaseId> = diesel::delete(uploads::table.find(id).filter(uploads::completed_at.is_null()))
        .returning(uploads::release_id)
        .get_result(connection)
        .await
        .optional()?;
    diesel::update(track_table::table.filter(track_table::upload_id.eq(id)))
        .set(track_table::upload_id.eq(None::<UploadId>))
        .execute(connection)
        .await?;
    diesel::delete(uploads::table.filter(uploads::finished_at.is_not_null()).filter(uploads::expires_at.lt(moment)))
        .execute(connection)
        .await?;
    match remembered.or(removed) {
        Some(release) => changes::notify(connection, release).await,
        None => Ok(()),
    }
}

/// Those of `ids` that no upload has: files under their names belong to nobody.
///
/// # Errors
/// When the database fails.
pub async fn unknown(connection: &mut Connection, ids: &[UploadId]) -> QueryResult<Vec<UploadId>> {
    let known: Vec<UploadId> =
        uploads::table.filter(uploads::id.eq_any(ids)).select(uploads::id).load(connection).await?;
    Ok(ids.iter().copied().filter(|id| !known.contains(id)).collect())
}

/// The unfinished uploads that have expired.
///
/// # Errors
/// When the database fails.
pub async fn expired(connection: &mut Connection) -> QueryResult<Vec<UploadId>> {
    uploads::table
        .filter(uploads::expires_at.lt(Utc::now()))
        .filter(uploads::completed_at.is_null())
        .select(uploads::id)
        .load(connection)
        .await
}
