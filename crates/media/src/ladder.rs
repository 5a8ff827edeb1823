//! The ladder: rungs, renditions and what was measured on the way.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::loudness::{Blocks, Loudness};

/// One step of the ladder: a codec, at a bit rate if it is a lossy one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rung {
    /// AAC-LC at 64 kbit/s.
    #[serde(rename = "aac-64")]
    Aac64,
    /// AAC-LC at 128 kbit/s.
    #[serde(rename = "aac-128")]
    Aac128,
    /// AAC-LC at 320 kbit/s.
    #[serde(rename = "aac-320")]
    Aac320,
    /// FLAC at the master's rate, every bit of it up to 24; only of lossless masters.
    #[serde(rename = "flac")]
    Flac,
}

impl Rung {
    /// Every rung, the cheapest first.
    pub const ALL: [Self; 4] = [Self::Aac64, Self::Aac128, Self::Aac320, Self::Flac];
    /// The lossy ones, which every master can have.
    pub const AAC: [Self; 3] = [Self::Aac64, Self::Aac128, Self::Aac320];

    /// Its name in paths, in the database and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aac64 => "aac-64",
            Self::Aac128 => "aac-128",
            Self::Aac320 => "aac-320",
            Self::Flac => "flac",
        }
    }

    /// Bits per second asked of the encoder for a stereo track; a mono track gets at most 160,000. `None` if they
    /// depend on the music.
    pub const fn bitrate(self) -> Option<u32> {
        match self {
            Self::Aac64 => Some(64_000),
            Self::Aac128 => Some(128_000),
            Self::Aac320 => Some(320_000),
            Self::Flac => None,
        }
    }

    /// The rung of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.name() == name)
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a track stands in its release, so that it can follow the one before without a seam. The default stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Rate of all AAC rungs of the release, 44,100 or 48,000. `None`: whichever suits the master.
    pub rate: Option<u32>,
    /// Frames of the release before this track, at that rate: the sum of the [`Ladder::frames`] of the tracks before.
    pub start: u64,
    /// Master of the track before, if this one continues it: the encoders hear its end first.
    pub previous: Option<PathBuf>,
    /// Master of the track after, if it continues this one: the encoders hear its beginning last.
    pub next: Option<PathBuf>,
}

/// Make rungs of one master.
///
/// All rungs are cut at the same instants: the `k`th segment of each holds the same part of the track. A job with the
/// rung FLAC of a lossy master is refused with `not_lossless`.
///
/// What is written into `out_dir` (created if missing): per rung `<rung>/init.mp4`, `<rung>/0.m4s`, `<rung>/1.m4s` …
/// and `<rung>/index.m3u8`; with `progressive` also `progressive.m4a` and `progressive.mp3`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LadderJob {
    /// The master, in any accepted format.
    pub input: PathBuf,
    /// Folder for everything that is made.
    pub out_dir: PathBuf,
    /// Which rungs to make; each at most once, in any order. Empty is allowed: only measure, or only progressive files.
    pub rungs: Vec<Rung>,
    /// Also make the progressive files: M4A (AAC 128) and MP3 128, both gapless to the sample.
    pub progressive: bool,
    /// Also measure loudness, true peak, the waveform and the fingerprint.
    pub analyse: bool,
    /// Where the track stands in its release. The progressive files are encoded as if it stood alone.
    pub place: Place,
}

/// What a ladder job made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// Exact length of the track in frames at `sample_rate`, without priming and padding: the master's, times the
    /// ratio of the rates, rounded.
    pub frames: u64,
    /// Rate of the AAC rungs: 44,100 or 48,000.
    pub sample_rate: u32,
    /// 1 or 2.
    pub channels: u16,
    /// Frames before the track in every AAC rendition, which a player cuts off: 2,048 + [`Place::start`] modulo 1,024,
    /// so that the access units of all tracks of a release lie on one grid.
    pub priming: u32,
    /// One per rung, in the order of the job.
    pub renditions: Vec<Rendition>,
    /// With `analyse`.
    pub loudness: Option<Loudness>,
    /// With `analyse`: 400 peaks over the whole track, the largest magnitude of all channels, 255 is full scale.
    pub waveform: Option<Vec<u8>>,
    /// With `analyse`: the loudness of all gating blocks, for [`crate::loudness::of_album`].
    pub loudness_blocks: Option<Vec<Blocks>>,
    /// With `analyse`: the acoustic fingerprint of the first two minutes, for [`crate::fingerprint`]. Empty if they are
    /// too short for one (less than three seconds).
    pub fingerprint: Option<Vec<u32>>,
    /// Length of `progressive.m4a` in bytes, with `progressive`.
    pub progressive_m4a_bytes: Option<u64>,
    /// Length of `progressive.mp3` in bytes, with `progressive`.
    pub progressive_mp3_bytes: Option<u64>,
}

/// One rung of one track, as segments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Which rung.
    pub rung: Rung,
    /// Codec in the words of RFC 6381, as browsers take them: `mp4a.40.2` or `flac`.
    pub codec: String,
    /// Frames per second: the ladder's for AAC, the master's for FLAC.
    pub sample_rate: u32,
    /// Frames before the track, which a player cuts off: [`Ladder::priming`] for AAC, 0 for FLAC.
    pub priming: u32,
    /// 1 or 2.
    pub channels: u16,
    /// Bits per second over the whole track, boxes included.
    pub average_bandwidth: u32,
    /// Bits per second of the segment that needs most.
    pub peak_bandwidth: u32,
    /// Bytes of the init segment and all media segments.
    pub bytes: u64,
    /// Bytes of `init.mp4`.
    pub init_bytes: u32,
    /// Segments in order: `0.m4s`, `1.m4s` …
    pub segments: Vec<Segment>,
}

/// One media segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Frames of the track heard in it, at the rendition's rate: the first is shorter by the AAC rungs' priming, the
    /// last is the remainder, so that all of them add up to the exact length.
    pub duration_samples: u32,
    /// Length of the file in bytes.
    pub bytes: u32,
}

impl Rendition {
    /// Exact length of the track in frames at [`Rendition::sample_rate`].
    pub fn frames(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.duration_samples)).sum()
    }
}
