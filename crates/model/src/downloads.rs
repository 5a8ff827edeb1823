//! Downloads: a track in a download format, with the tags and the cover of the moment.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};

use crate::Connection;
use crate::artists::{self, Artist};
use crate::ids::{DownloadId, ReleaseId, TrackId};
use crate::jobs::{self, PrepareDownload};
use crate::masters::{self, Master};
use crate::releases::{self, PriceMode, Release};
use crate::schema::downloads;
use crate::tracks::{self, Track};

crate::sql_types::words! {
    /// What a track can be downloaded as.
    DownloadFormat {
        /// As the master has it, without loss; from lossless masters only.
        Flac = "flac",
        /// MP3 at 320 kbit/s; from lossless masters only.
        Mp3 = "mp3-320",
        /// The master itself, where it is lossy: nothing made from it would be better.
        Original = "original",
    }
}

impl DownloadFormat {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flac => "FLAC",
            Self::Mp3 => "MP3 320",
            Self::Original => "Original file",
        }
    }

    /// How the name of its file ends, without the dot.
    #[must_use]
    pub fn extension(self, master: &Master) -> &str {
        match self {
            Self::Flac => "flac",
            Self::Mp3 => "mp3",
            Self::Original => &master.extension,
        }
    }

    /// The media type of its file.
    #[must_use]
    pub fn media_type(self, master: &Master) -> &'static str {
        match self.extension(master) {
            "flac" => "audio/flac",
            "mp3" => "audio/mpeg",
            "m4a" | "mp4" | "m4b" => "audio/mp4",
            "aac" => "audio/aac",
            "ogg" | "oga" | "opus" => "audio/ogg",
            "wav" => "audio/wav",
            "aif" | "aiff" => "audio/aiff",
            _ => "application/octet-stream",
        }
    }
}

crate::sql_types::words! {
    /// How far a download has come.
    DownloadState {
        /// The worker has it before it.
        Queued = "queued",
        /// It can be had.
        Ready = "ready",
        /// It cannot be made.
        Refused = "refused",
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
    /// In which format.
    pub format: DownloadFormat,
    /// Names the master, the tags and the cover it was made from.
    pub fingerprint: String,
    /// How far it has come.
    pub state: DownloadState,
    /// Its size.
    pub bytes: i64,
}

impl Download {
    /// The name of its file in storage, among those made from its master.
    #[must_use]
    pub fn stored_name(&self) -> String {
        let ending = if self.format == DownloadFormat::Mp3 { "mp3" } else { "flac" };
        format!("{}.{ending}", self.id)
    }
}

/// The formats a track of this master is offered in.
#[must_use]
pub fn formats_of(master: &Master) -> &'static [DownloadFormat] {
    if master.lossless { &[DownloadFormat::Flac, DownloadFormat::Mp3] } else { &[DownloadFormat::Original] }
}

/// Names everything that goes into a download's file: when one changes, another file is made.
#[must_use]
pub fn fingerprint(artist: &Artist, release: &Release, track: &Track) -> String {
    let parts = format!(
        "{:?}",
        (
            (track.master_id, &track.title, &track.artist_name, track.position, &track.isrc, &track.lyrics),
            (&artist.name, &release.title, &release.genre, release.release_date, &release.label),
            (&release.catalogue_number, &release.upc, &release.licence, release.cover_id),
        )
    );
    hex::encode(Sha256::digest(parts.as_bytes()))
}

/// The download of a track in a format, made or enqueued now if it is not there.
///
/// # Errors
/// When the database fails.
pub async fn ensure(
    connection: &mut Connection,
    track: TrackId,
    format: DownloadFormat,
    fingerprint: &str,
) -> QueryResult<Download> {
    let present: Option<Download> = downloads::table
        .filter(downloads::track_id.eq(track))
        .filter(downloads::format.eq(format))
        .filter(downloads::fingerprint.eq(fingerprint))
        .select(Download::as_select())
        .first(connection)
        .await
        .optional()?;
    if let Some(download) = present {
        return Ok(download);
    }
    let made: Download = diesel::insert_into(downloads::table)
        .values((
            downloads::id.eq(DownloadId::new()),
            downloads::track_id.eq(track),
            downloads::format.eq(format),
            downloads::fingerprint.eq(fingerprint),
            downloads::state.eq(DownloadState::Queued),
        ))
        .on_conflict((downloads::track_id, downloads::format, downloads::fingerprint))
        .do_update()
        .set(downloads::format.eq(format))
        .returning(Download::as_returning())
        .get_result(connection)
        .await?;
    if made.state == DownloadState::Queued {
        jobs::enqueue(connection, &PrepareDownload { download_id: made.id }).await?;
    }
    Ok(made)
}

/// Enqueues every download of a free release, so that they are there when somebody asks.
///
/// # Errors
/// When the database fails.
pub async fn prepare_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<()> {
    let Some(release) = releases::find(connection, release).await? else { return Ok(()) };
    if release.price_mode != PriceMode::Free {
        return Ok(());
    }
    let Some(artist) = artists::find(connection, release.artist_id).await? else { return Ok(()) };
    for track in tracks::of_release(connection, release.id).await? {
        let Some(master) = track.master_id else { continue };
        let Some(master) = masters::find(connection, master).await? else { continue };
        let print = fingerprint(&artist, &release, &track);
        for format in formats_of(&master).iter().filter(|format| **format != DownloadFormat::Original) {
            ensure(connection, track.id, *format, &print).await?;
        }
    }
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

/// The file is in storage, or cannot be made.
///
/// # Errors
/// When the database fails.
pub async fn mark(connection: &mut Connection, id: DownloadId, state: DownloadState, bytes: i64) -> QueryResult<()> {
    diesel::update(downloads::table.find(id))
        .set((downloads::state.eq(state), downloads::bytes.eq(bytes)))
        .execute(connection)
        .await?;
    Ok(())
}
