//! The label of a download: everything that goes into its file besides the sound. One function makes it, so that whoever
//! looks for a file and whoever makes it name the same one.

use diesel::QueryResult;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::artists::{self, Artist};
use crate::credits::{self, Credit};
use crate::encodings::{self, Encoding};
use crate::ids::{ImageId, MasterId, ReleaseId, TrackId};
use crate::releases::{self, Release};
use crate::tracks::{self, Track};
use crate::{Connection, licences, lrc};

/// Raised when files are made in another way, so that those made before are not handed out any more.
const MAKING: u32 = 2;
/// What ReplayGain brings a track to, in LUFS.
const REFERENCE_LUFS: f64 = -18.0;
/// Roles that a credit of the composer goes by.
const COMPOSERS: &[&str] = &[
    "composer",
    "composed by",
    "composition",
    "music",
    "music by",
    "songwriter",
    "songwriting",
    "written by",
    "writer",
    "words and music",
    "lyrics and music",
    "music and lyrics",
    "music and words",
];

/// What a release's files are labelled from.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Whose release it is.
    pub artist: &'a Artist,
    /// The release.
    pub release: &'a Release,
    /// Its tracks in order, each with what it plays from.
    pub tracks: &'a [(&'a Track, Option<&'a Encoding>)],
    /// Its credits, its tracks' included, in order.
    pub credits: &'a [Credit],
    /// The public address of the instance.
    pub base_url: &'a str,
}

/// Everything that goes into a file besides the sound; empty texts are left out of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the tags; those that are not say what they are")]
pub struct Label {
    pub title: String,
    pub artist: String,
    pub album_artist: String,
    pub album: String,
    /// From 1.
    pub track_number: i32,
    pub track_total: usize,
    /// `2026-11-21`, or empty.
    pub date: String,
    pub genre: String,
    pub isrc: String,
    pub upc: String,
    pub label: String,
    pub catalogue_number: String,
    pub copyright: String,
    /// Where the licence can be read.
    pub licence_url: String,
    /// The track's page.
    pub page: String,
    /// Names, joined by `; `.
    pub composer: String,
    pub lyrics: String,
    /// LRC.
    pub lyrics_synced: String,
    /// Role and name: the track's, then the release's.
    pub credits: Vec<(String, String)>,
    pub gain: Option<Gain>,
    /// The front cover.
    pub cover: Option<ImageId>,
}

/// How much louder or softer a player makes the track, as ReplayGain 2.0 has it, in hundredths so that two that look alike are
/// alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gain {
    /// Hundredths of a dB to the reference of -18 LUFS.
    pub track_centi_db: i64,
    /// True peak in millionths of full scale.
    pub track_peak_millionths: i64,
    /// The same over the whole release.
    pub album_centi_db: Option<i64>,
    /// The same over the whole release.
    pub album_peak_millionths: Option<i64>,
}

impl Sheet<'_> {
    /// The label of one of its tracks.
    #[must_use]
    pub fn label(&self, track: &Track) -> Label {
        let (artist, release) = (self.artist, self.release);
        let licence = licences::find(&release.licence);
        let year = release.release_date.map(|date| date.format("%Y ").to_string()).unwrap_or_default();
        let own = track.artist_name.trim();
        let credits = self.credits_of(track.id);
        let composers = credits.iter().filter(|(role, _)| COMPOSERS.contains(&role.trim().to_lowercase().as_str()));
        Label {
            title: track.title.clone(),
            artist: if own.is_empty() { artist.name.clone() } else { own.to_owned() },
            album_artist: artist.name.clone(),
            album: release.title.clone(),
            track_number: track.position,
            track_total: self.tracks.iter().filter(|(_, encoding)| encoding.is_some()).count(),
            date: release.release_date.map(|date| date.to_string()).unwrap_or_default(),
            genre: release.genre.clone(),
            isrc: track.isrc.clone(),
            upc: release.upc.clone(),
            label: release.label.clone(),
            catalogue_number: release.catalogue_number.clone(),
            copyright: licence.map(|licence| format!("{year}{}. {}", artist.name, licence.name)).unwrap_or_default(),
            licence_url: licence.and_then(|licence| licence.url).unwrap_or_default().to_owned(),
            page: urls::absolute(self.base_url, &urls::track(&artist.handle, &release.slug, &track.slug)),
            composer: composers.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("; "),
            lyrics: lrc::words(&track.lyrics, &track.lyrics_synced),
            lyrics_synced: track.lyrics_synced.trim().to_owned(),
            credits,
            gain: self.gain(track.id),
            cover: release.cover_id,
        }
    }

    /// Role and name of each credit, the track's first, each once.
    fn credits_of(&self, track: TrackId) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        let own = self.credits.iter().filter(|credit| credit.track_id == Some(track));
        let whole = self.credits.iter().filter(|credit| credit.track_id.is_none());
        for credit in own.chain(whole) {
            let pair = (credit.role.trim().to_owned(), credit.name.trim().to_owned());
            if !found.contains(&pair) {
                found.push(pair);
            }
        }
        found
    }

    fn gain(&self, track: TrackId) -> Option<Gain> {
        let encoding = self.tracks.iter().find(|(other, _)| other.id == track).and_then(|(_, encoding)| *encoding)?;
        Some(Gain {
            track_centi_db: centi_db(encoding.loudness_lufs?),
            track_peak_millionths: millionths(encoding.true_peak_dbtp?),
            album_centi_db: self.release.loudness_lufs.map(centi_db),
            album_peak_millionths: self.release.true_peak_dbtp.map(millionths),
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "loudness lies between -70 and 20 LUFS")]
fn centi_db(lufs: f64) -> i64 {
    ((REFERENCE_LUFS - lufs.clamp(-200.0, 200.0)) * 100.0).round() as i64
}

#[expect(clippy::cast_possible_truncation, reason = "a peak lies within some dB of full scale")]
fn millionths(dbtp: f64) -> i64 {
    (10_f64.powf(dbtp.clamp(-200.0, 60.0) / 20.0) * 1_000_000.0).round() as i64
}

impl Label {
    /// Names everything that goes into a file made from `master` with this label: when one thing changes, another file is made.
    #[must_use]
    pub fn fingerprint(&self, master: MasterId) -> String {
        let parts = format!("{:?}", (MAKING, master, self));
        hex::encode(Sha256::digest(parts.as_bytes()))
    }
}

/// A release loaded to label its files.
#[derive(Debug, Clone)]
pub struct Labels {
    /// Whose release it is.
    pub artist: Artist,
    /// The release.
    pub release: Release,
    /// Its tracks in order.
    pub tracks: Vec<Track>,
    encodings: Vec<Encoding>,
    credits: Vec<Credit>,
}

impl Labels {
    /// Everything that is written on the files of a release; none when it is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(connection: &mut Connection, id: ReleaseId) -> QueryResult<Option<Self>> {
        let Some(release) = releases::find(connection, id).await? else { return Ok(None) };
        let Some(artist) = artists::find(connection, release.artist_id).await? else { return Ok(None) };
        let tracks = tracks::of_release(connection, id).await?;
        let playing: Vec<_> = tracks.iter().filter_map(|track| track.encoding_id).collect();
        let encodings = encodings::find_all(connection, &playing).await?;
        let credits = credits::of_release(connection, id).await?;
        Ok(Some(Self { artist, release, tracks, encodings, credits }))
    }

    /// The label of one of its tracks.
    #[must_use]
    pub fn of(&self, track: &Track, base_url: &str) -> Label {
        let encoding = |track: &Track| self.encodings.iter().find(|one| Some(one.id) == track.encoding_id);
        let tracks: Vec<_> = self.tracks.iter().map(|track| (track, encoding(track))).collect();
        let sheet =
            Sheet { artist: &self.artist, release: &self.release, tracks: &tracks, credits: &self.credits, base_url };
        sheet.label(track)
    }
}
