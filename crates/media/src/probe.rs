//! What a file is: the answer of `probe`.

use serde::{Deserialize, Serialize};

/// Facts and tags of an audio file that was decoded from beginning to end without an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Container by content, whatever the file is called: `wav`, `aiff`, `flac`, `mp4`, `mp3`, `adts` or `ogg`.
    pub container: String,
    /// Codec: `pcm`, `flac`, `alac`, `mp3`, `aac`, `vorbis` or `opus`.
    pub codec: String,
    /// Whether the codec keeps every bit; only then are lossless downloads offered.
    pub lossless: bool,
    /// Frames per second.
    pub sample_rate: u32,
    /// 1 or 2.
    pub channels: u16,
    /// Bits per sample of a lossless file (8 to 32; float PCM says 32), `None` for a lossy one.
    pub bits: Option<u16>,
    /// Whether the samples are stored as floating point numbers.
    pub float: bool,
    /// Exact frames decoded, after trimming the encoder's delay and padding.
    pub frames: u64,
    /// `frames` in milliseconds, rounded.
    pub duration_ms: i64,
    /// Average bit rate in kbit/s of a lossy file, `None` for a lossless one.
    pub bitrate_kbps: Option<u32>,
    /// Tags found in the file.
    pub tags: Tags,
    /// The embedded front cover, written to the path given with the job.
    pub cover: Option<CoverFacts>,
    /// Things worth telling the artist which do not stop the upload.
    pub notices: Vec<Notice>,
}

/// An embedded picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverFacts {
    /// What the tag says it is, such as `image/jpeg`; check the bytes with an image job before use.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A remark on an accepted file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Stable name in snake_case: `above_full_scale`, `silent`, `clipping`, `true_peak_high`, `silence_at_head`,
    /// `silence_at_tail`, `mono_in_stereo` or `lossy_spectrum`.
    pub code: String,
    /// Sentences for the artist.
    pub message: String,
    /// Where in the track it is, in milliseconds from its start, if it has a place.
    #[serde(default)]
    pub at_ms: Option<i64>,
}

/// Tags, as read from an upload or as written to a download. Text is trimmed and never empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tags {
    /// Title of the track.
    pub title: Option<String>,
    /// Artist of the track.
    pub artist: Option<String>,
    /// Artist of the release.
    pub album_artist: Option<String>,
    /// Title of the release.
    pub album: Option<String>,
    /// Number of the track in its release, from 1.
    pub track_number: Option<u32>,
    /// How many tracks the release has.
    pub track_total: Option<u32>,
    /// Number of the disc, from 1.
    pub disc_number: Option<u32>,
    /// How many discs the release has.
    pub disc_total: Option<u32>,
    /// Date of the release: `2026`, `2026-11` or `2026-11-21`; what uploads hold is not checked.
    pub date: Option<String>,
    /// Genre; several are joined by `; `.
    pub genre: Option<String>,
    /// International Standard Recording Code.
    pub isrc: Option<String>,
    /// Barcode of the release (UPC or EAN).
    pub upc: Option<String>,
    /// Label of the release.
    pub label: Option<String>,
    /// Catalogue number of the release.
    pub catalogue_number: Option<String>,
    /// Copyright notice.
    pub copyright: Option<String>,
    /// Address of the licence's text.
    pub licence_url: Option<String>,
    /// Address of the track's, release's or artist's page.
    pub website: Option<String>,
    /// Composer.
    pub composer: Option<String>,
    /// Words of the song, without times.
    pub lyrics: Option<String>,
    /// Free comment.
    pub comment: Option<String>,
    /// Words of the song with their times, as LRC. If only these are there, a download holds the plain words as well.
    /// Not read from uploads.
    pub lyrics_synced: Option<String>,
    /// Beats per minute, rounded.
    pub bpm: Option<u32>,
    /// Who did what: (role, name), such as (`lyricist`, `Ada`) or (`guitar`, `Bo`). Known roles have tags of their own,
    /// others name performers. Not read from uploads.
    pub credits: Vec<(String, String)>,
    /// What players need to play everything equally loud. Not read from uploads.
    pub loudness: Option<GainTags>,
}

/// ReplayGain 2: how much to turn up so that the loudness is -18 LUFS. Opus files get R128 gains instead, to -23 LUFS.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GainTags {
    /// -18 LUFS minus the track's loudness, in dB.
    pub track_gain_db: f64,
    /// The track's peak; full scale is 1.
    pub track_peak: f64,
    /// -18 LUFS minus the release's loudness, in dB.
    pub album_gain_db: Option<f64>,
    /// The release's peak; full scale is 1.
    pub album_peak: Option<f64>,
}
