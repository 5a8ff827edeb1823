//! The shelf: every file that a release can be downloaded as, and how far each has come.

use std::collections::HashMap;

use model::Connection;
use model::downloads::{self, Download, DownloadFormat, DownloadState};
use model::ids::TrackId;
use model::masters::Master;
use model::releases::PriceMode;
use storage::Key;

use crate::releases::record::{Entry, Record};

/// One track in one format.
#[derive(Debug, Clone)]
pub struct File {
    /// Of which track.
    pub track: TrackId,
    /// In which format.
    pub format: DownloadFormat,
    /// How its name ends, without the dot.
    pub extension: String,
    /// Its media type.
    pub media_type: &'static str,
    /// How far it has come.
    pub state: FileState,
}

/// How far a file has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// It can be had: where it is stored, and its size.
    Ready(Key, i64),
    /// The worker has it before it.
    Preparing,
    /// It cannot be made.
    Refused,
}

/// The files of a release.
#[derive(Debug, Clone)]
pub struct Shelf {
    files: Vec<File>,
    tracks: usize,
}

/// Whether everybody may download the release: it costs nothing.
#[must_use]
pub fn is_open(record: &Record) -> bool {
    record.sleeve.release.published_at.is_some() && record.sleeve.release.price_mode == PriceMode::Free
}

impl Shelf {
    /// What there is now; nothing is set in motion.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look(connection: &mut Connection, record: &Record) -> diesel::QueryResult<Self> {
        let ids: Vec<TrackId> = record.entries.iter().map(|entry| entry.track.id).collect();
        let mut made: HashMap<(TrackId, DownloadFormat, String), Download> = HashMap::new();
        for download in downloads::of_tracks(connection, &ids).await? {
            made.insert((download.track_id, download.format, download.fingerprint.clone()), download);
        }
        let mut files = Vec::new();
        for (entry, master) in with_masters(record) {
            let print = downloads::fingerprint(&record.sleeve.artist, &record.sleeve.release, &entry.track);
            for format in downloads::formats_of(master) {
                let download = made.get(&(entry.track.id, *format, print.clone()));
                files.push(file(entry, master, *format, download));
            }
        }
        Ok(Self { files, tracks: record.entries.len() })
    }

    /// What there is now, with the files that are missing enqueued.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prepare(connection: &mut Connection, record: &Record) -> diesel::QueryResult<Self> {
        let present = Self::look(connection, record).await?;
        if present.files.iter().all(|file| file.state != FileState::Preparing) {
            return Ok(present);
        }
        let mut files = Vec::new();
        for (entry, master) in with_masters(record) {
            let print = downloads::fingerprint(&record.sleeve.artist, &record.sleeve.release, &entry.track);
            for format in downloads::formats_of(master) {
                let download = match format {
                    DownloadFormat::Original => None,
                    made => Some(downloads::ensure(connection, entry.track.id, *made, &print).await?),
                };
                files.push(file(entry, master, *format, download.as_ref()));
            }
        }
        Ok(Self { files, tracks: record.entries.len() })
    }

    /// The files of one track.
    pub fn of_track(&self, track: TrackId) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.track == track)
    }

    /// The formats the whole release is offered in. Tracks whose master is lossy are in each of them as they are.
    #[must_use]
    pub fn formats(&self) -> Vec<DownloadFormat> {
        let has = |format: DownloadFormat| self.files.iter().any(|file| file.format == format);
        let made: Vec<_> =
            [DownloadFormat::Flac, DownloadFormat::Mp3].into_iter().filter(|format| has(*format)).collect();
        if made.is_empty() && has(DownloadFormat::Original) { vec![DownloadFormat::Original] } else { made }
    }

    /// The files of the whole release in a format, one per track; `None` while a track has none.
    #[must_use]
    pub fn whole(&self, format: DownloadFormat) -> Option<Vec<&File>> {
        if !self.formats().contains(&format) {
            return None;
        }
        let files: Vec<&File> =
            self.files.iter().filter(|file| file.format == format || file.format == DownloadFormat::Original).collect();
        (files.len() == self.tracks).then_some(files)
    }
}

fn with_masters(record: &Record) -> impl Iterator<Item = (&Entry, &Master)> {
    record.entries.iter().filter_map(|entry| entry.master.as_ref().map(|master| (entry, master)))
}

fn file(entry: &Entry, master: &Master, format: DownloadFormat, download: Option<&Download>) -> File {
    let state = match (format, download.map(|download| (download, download.state))) {
        (DownloadFormat::Original, _) => {
            let key = Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() };
            FileState::Ready(key, master.bytes)
        }
        (_, Some((download, DownloadState::Ready))) => {
            FileState::Ready(Key::Download { master: master.id.0, name: download.stored_name() }, download.bytes)
        }
        (_, Some((_, DownloadState::Refused))) => FileState::Refused,
        (_, Some((_, DownloadState::Queued)) | None) => FileState::Preparing,
    };
    File {
        track: entry.track.id,
        format,
        extension: format.extension(master).to_owned(),
        media_type: format.media_type(master),
        state,
    }
}
