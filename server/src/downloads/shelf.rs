//! The shelf: every file that a release can be downloaded as, and how far each has come.

use std::collections::HashMap;

use diesel::QueryResult;
use model::Connection;
use model::downloads::{self, Download, DownloadFormat, DownloadState, Sheet, Wanted};
use model::ids::{DownloadId, TrackId};
use model::masters::Master;
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
    /// How long it plays, in milliseconds.
    pub duration_ms: i64,
    /// About how large it will be; none where nobody can tell.
    pub estimate: Option<i64>,
    /// How far it has come.
    pub state: FileState,
    /// What the worker would be asked for.
    wanted: Wanted,
}

/// How far a file has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// It can be had.
    Ready(Stored),
    /// Nobody has asked for it.
    Unmade,
    /// The worker has it before it, or is at it: so many percent of it are there.
    Making(i64),
    /// It could not be made just now.
    Failed,
    /// It cannot be made.
    Refused,
}

/// A file in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Where.
    pub key: Key,
    /// Its size.
    pub bytes: i64,
    /// CRC-32 of its bytes, where that is known already.
    pub crc32: Option<u32>,
    /// The download it is; none for a master.
    pub download: Option<DownloadId>,
}

/// The files of a release.
#[derive(Debug, Clone)]
pub struct Shelf {
    files: Vec<File>,
    tracks: usize,
}

impl Shelf {
    /// What there is now; nothing is set in motion. `base_url` is the instance's address, which stands in every file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look(connection: &mut Connection, record: &Record, base_url: &str) -> QueryResult<Self> {
        let ids: Vec<TrackId> = record.entries.iter().map(|entry| entry.track.id).collect();
        let mut made: HashMap<(TrackId, DownloadFormat, String), Download> = HashMap::new();
        for download in downloads::of_tracks(connection, &ids).await? {
            made.insert((download.track_id, download.format, download.fingerprint.clone()), download);
        }
        let tracks: Vec<_> = record.entries.iter().map(|entry| (&entry.track, entry.encoding.as_ref())).collect();
        let sheet = Sheet {
            artist: &record.sleeve.artist,
            release: &record.sleeve.release,
            tracks: &tracks,
            credits: &record.credits,
            base_url,
        };
        let mut files = Vec::new();
        for (entry, master) in with_masters(record) {
            let fingerprint = sheet.label(&entry.track).fingerprint(master.id);
            for format in downloads::formats_of(master) {
                let fingerprint = fingerprint.clone();
                let wanted = Wanted { track: entry.track.id, master: master.id, format, fingerprint };
                let download = made.get(&(wanted.track, format, wanted.fingerprint.clone()));
                files.push(File {
                    track: entry.track.id,
                    format,
                    extension: format.extension(master).to_owned(),
                    media_type: format.media_type(master),
                    duration_ms: master.duration_ms,
                    estimate: format.estimate(master),
                    state: state(master, format, download),
                    wanted,
                });
            }
        }
        Ok(Self { files, tracks: record.entries.len() })
    }

    /// Has the worker make what is not there of the files that `chosen` chooses.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_for(&mut self, connection: &mut Connection, chosen: impl Fn(&File) -> bool) -> QueryResult<()> {
        for file in self.files.iter_mut().filter(|file| chosen(file)) {
            if !matches!(file.state, FileState::Ready(_) | FileState::Refused) {
                let download = downloads::ensure(connection, &file.wanted).await?;
                file.state = state_of(&download);
            }
        }
        Ok(())
    }

    /// The files of one track, as they are offered.
    pub fn of_track(&self, track: TrackId) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.track == track)
    }

    /// The formats the whole release is offered in, as they are offered. A track whose master is lossy is in each of them as it
    /// is, or in the format itself where that makes it smaller. A format that cannot hold one of the tracks is not offered.
    #[must_use]
    pub fn formats(&self) -> Vec<DownloadFormat> {
        let has = |format: DownloadFormat| self.files.iter().any(|file| file.format == format);
        let all_lossy = self.files.iter().all(|file| !file.format.is_lossless());
        let tracks = self.files.chunk_by(|one, next| one.track == next.track).count();
        let offered = |format: &DownloadFormat| {
            let is_suited = all_lossy || *format != DownloadFormat::Original;
            has(*format) && is_suited && self.one_a_track(*format).len() == tracks
        };
        DownloadFormat::ALL.iter().copied().filter(offered).collect()
    }

    /// The files of the whole release in a format, one per track in order; `None` while a track has none.
    #[must_use]
    pub fn whole(&self, format: DownloadFormat) -> Option<Vec<&File>> {
        if !self.formats().contains(&format) {
            return None;
        }
        let files = self.one_a_track(format);
        (files.len() == self.tracks).then_some(files)
    }

    /// Each track in the format, or as it is; none of a track that is there as neither.
    fn one_a_track(&self, format: DownloadFormat) -> Vec<&File> {
        let mut files: Vec<&File> = Vec::new();
        for file in &self.files {
            if file.format != format && file.format != DownloadFormat::Original {
                continue;
            }
            match files.last_mut() {
                // The original comes first of a track's files; the format itself takes its place.
                Some(last) if last.track == file.track => *last = file,
                _ => files.push(file),
            }
        }
        files
    }
}

fn with_masters(record: &Record) -> impl Iterator<Item = (&Entry, &Master)> {
    record.entries.iter().filter_map(|entry| entry.master.as_ref().map(|master| (entry, master)))
}

fn state(master: &Master, format: DownloadFormat, download: Option<&Download>) -> FileState {
    if format == DownloadFormat::Original {
        let key = Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() };
        return FileState::Ready(Stored { key, bytes: master.bytes, crc32: None, download: None });
    }
    download.map_or(FileState::Unmade, state_of)
}

fn state_of(download: &Download) -> FileState {
    match (download.state, download.master_id) {
        (DownloadState::Ready, Some(master)) => FileState::Ready(Stored {
            key: Key::Download { master: master.0, name: download.stored_name() },
            bytes: download.bytes,
            crc32: download.crc32.and_then(|crc32| u32::try_from(crc32).ok()),
            download: Some(download.id),
        }),
        (DownloadState::Ready, None) => FileState::Unmade,
        (DownloadState::Queued, _) => FileState::Making(percent(download.progress)),
        (DownloadState::Failed, _) => FileState::Failed,
        (DownloadState::Refused, _) => FileState::Refused,
    }
}

/// Of a part from 0 to 1.
#[expect(clippy::cast_possible_truncation, clippy::as_conversions, reason = "between 0 and 100")]
fn percent(part: f32) -> i64 {
    (part.clamp(0.0, 1.0) * 100.0) as i64
}
