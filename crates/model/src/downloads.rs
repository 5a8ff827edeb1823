//! Downloads: a track in a download format, with the tags and the cover of the moment. Files are made when somebody asks for
//! them and kept as long as there is room; those asked for longest ago go first.

mod format;
mod label;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::BigInt;
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

pub use format::{DownloadFormat, bitrate_kbps, formats_of, formats_of_all};
pub use label::{Gain, Label, Labels, Sheet};

use crate::ids::{DownloadId, MasterId, TrackId};
use crate::jobs::{self, PrepareDownload};
use crate::schema::downloads;
use crate::{Connection, fixed};

/// How long after a failure of ours a file is tried again.
const PATIENCE: Duration = Duration::minutes(5);
/// How long a file that waits for the worker is believed to be in its queue.
const QUEUED_FOR: Duration = Duration::hours(2);
/// How long a file stays after it was last asked for, however full the cache is: it may be on its way to somebody. While it is
/// sent it is asked for anew all the time.
pub const IN_USE: Duration = Duration::minutes(30);

crate::sql_types::words! {
    /// How far a download has come.
    DownloadState {
        /// The worker has it before it.
        Queued = "queued",
        /// It can be had.
        Ready = "ready",
        /// It cannot be made from this master.
        Refused = "refused",
        /// It could not be made, by a fault of ours: it is tried again when somebody asks.
        Failed = "failed",
    }
}

/// A download that is, or will be, a file in storage.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = downloads, check_for_backend(diesel::pg::Pg))]
pub struct Download {
    /// Its id; the file in storage has it as its name.
    pub id: DownloadId,
    /// Of which track.
    pub track_id: TrackId,
    /// Made from which master.
    pub master_id: Option<MasterId>,
    /// In which format.
    pub format: DownloadFormat,
    /// Names the master, the tags and the cover it was made from.
    pub fingerprint: String,
    /// How far it has come.
    pub state: DownloadState,
    /// Its size.
    pub bytes: i64,
    /// CRC-32 of its bytes.
    pub crc32: Option<i64>,
    /// When it came to its state.
    pub changed_at: DateTime<Utc>,
    /// When it was last asked for.
    pub used_at: DateTime<Utc>,
    /// While it is made: how much of it is there, from 0 to 1.
    pub progress: f32,
}

impl Download {
    /// The name of its file in storage, among those made from its master.
    #[must_use]
    pub fn stored_name(&self) -> String {
        format!("{}.{}", self.id, self.format.own_extension().unwrap_or("bin"))
    }

    /// Whether the worker is, or soon will be, at it.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        self.state == DownloadState::Queued
    }

    fn is_worth_another_try(&self) -> bool {
        let age = Utc::now() - self.changed_at;
        match self.state {
            DownloadState::Failed => age > PATIENCE,
            DownloadState::Queued => age > QUEUED_FOR,
            DownloadState::Ready | DownloadState::Refused => false,
        }
    }
}

/// What a file is to be: of which track, from which master, in which format, with which label.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of which track.
    pub track: TrackId,
    /// Made from which master.
    pub master: MasterId,
    /// In which format; not [`DownloadFormat::Original`], which nobody has to make.
    pub format: DownloadFormat,
    /// [`Label::fingerprint`].
    pub fingerprint: String,
}

/// The download that is wanted; enqueued now if it is not there, or if it failed by our fault a while ago.
///
/// # Errors
/// When the database fails.
pub async fn ensure(connection: &mut Connection, wanted: &Wanted) -> QueryResult<Download> {
    let present: Option<Download> = downloads::table
        .filter(downloads::track_id.eq(wanted.track))
        .filter(downloads::format.eq(wanted.format))
        .filter(downloads::fingerprint.eq(&wanted.fingerprint))
        .select(Download::as_select())
        .first(connection)
        .await
        .optional()?;
    if let Some(download) = present
        && !download.is_worth_another_try()
    {
        return Ok(download);
    }
    let queued = (
        downloads::state.eq(DownloadState::Queued),
        downloads::changed_at.eq(Utc::now()),
        downloads::used_at.eq(Utc::now()),
        downloads::progress.eq(0.0),
    );
    let made: Download = diesel::insert_into(downloads::table)
        .values((
            downloads::id.eq(DownloadId::new()),
            downloads::track_id.eq(wanted.track),
            downloads::master_id.eq(wanted.master),
            downloads::format.eq(wanted.format),
            downloads::fingerprint.eq(&wanted.fingerprint),
            queued,
        ))
        .on_conflict((downloads::track_id, downloads::format, downloads::fingerprint))
        .do_update()
        .set(queued)
        .returning(Download::as_returning())
        .get_result(connection)
        .await?;
    jobs::enqueue(connection, &PrepareDownload { download_id: made.id }).await?;
    Ok(made)
}

/// Forgets a download that was never made, and that nobody will ask for again.
///
/// # Errors
/// When the database fails.
pub async fn forget(connection: &mut Connection, id: DownloadId) -> QueryResult<()> {
    diesel::delete(downloads::table.find(id)).execute(connection).await?;
    Ok(())
}

/// The download with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: DownloadId) -> QueryResult<Option<Download>> {
    downloads::table.find(id).select(Download::as_select()).first(connection).await.optional()
}

/// Every download of these tracks, those of older tags and covers included.
///
/// # Errors
/// When the database fails.
pub async fn of_tracks(connection: &mut Connection, tracks: &[TrackId]) -> QueryResult<Vec<Download>> {
    downloads::table.filter(downloads::track_id.eq_any(tracks)).select(Download::as_select()).load(connection).await
}

/// Notes that files are being sent, so that they stay; gives how many of them are still there.
///
/// # Errors
/// When the database fails.
pub async fn touch(connection: &mut Connection, ids: &[DownloadId]) -> QueryResult<usize> {
    diesel::update(downloads::table.filter(downloads::id.eq_any(ids)))
        .set(downloads::used_at.eq(Utc::now()))
        .execute(connection)
        .await
}

/// The worker is at the file, `progress` from 0 to 1.
///
/// # Errors
/// When the database fails.
pub async fn mark_progress(connection: &mut Connection, id: DownloadId, progress: f32) -> QueryResult<()> {
    let queued = downloads::table.find(id).filter(downloads::state.eq(DownloadState::Queued));
    diesel::update(queued).set(downloads::progress.eq(progress.clamp(0.0, 1.0))).execute(connection).await?;
    Ok(())
}

/// The file is in storage.
///
/// # Errors
/// When the database fails.
pub async fn mark_ready(connection: &mut Connection, id: DownloadId, bytes: i64, crc32: u32) -> QueryResult<()> {
    // At once: whoever sees that it is ready sees how large it is.
    diesel::update(downloads::table.find(id))
        .set((
            downloads::state.eq(DownloadState::Ready),
            downloads::changed_at.eq(Utc::now()),
            downloads::bytes.eq(bytes),
            downloads::crc32.eq(i64::from(crc32)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The file cannot be made ([`DownloadState::Refused`]), or not just now ([`DownloadState::Failed`]).
///
/// # Errors
/// When the database fails.
pub async fn mark(connection: &mut Connection, id: DownloadId, state: DownloadState) -> QueryResult<()> {
    diesel::update(downloads::table.find(id))
        .set((downloads::state.eq(state), downloads::changed_at.eq(Utc::now())))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the files that were asked for longest ago, until what is left has at most `room` bytes; those in use stay. Gives
/// what is to be removed from storage.
///
/// # Errors
/// When the database fails.
pub async fn evict(connection: &mut Connection, room: i64) -> QueryResult<Vec<Download>> {
    let ready = downloads::table.filter(downloads::state.eq(DownloadState::Ready));
    let total: i64 = ready.select(fixed::sql::<BigInt>("coalesce(sum(bytes), 0)::bigint")).first(connection).await?;
    let mut over = total - room;
    if over <= 0 {
        return Ok(Vec::new());
    }
    let idle_since = Utc::now() - IN_USE;
    let idle: Vec<(DownloadId, i64)> = ready
        .filter(downloads::used_at.lt(idle_since))
        .order(downloads::used_at.asc())
        .select((downloads::id, downloads::bytes))
        .load(connection)
        .await?;
    let mut oldest = Vec::new();
    for (id, bytes) in idle {
        if over <= 0 {
            break;
        }
        over -= bytes;
        oldest.push(id);
    }
    // Somebody may have asked for one of them since it was looked at.
    diesel::delete(downloads::table.filter(downloads::id.eq_any(oldest)).filter(downloads::used_at.lt(idle_since)))
        .returning(Download::as_returning())
        .get_results(connection)
        .await
}
