//! The ladder: rungs, renditions and what was measured on the way.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One step of the ladder: a codec at a bit rate.
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
}

impl Rung {
    /// Every rung, the cheapest first.
    pub const ALL: [Self; 3] = [Self::Aac64, Self::Aac128, Self::Aac320];

    /// Its name in paths, in the database and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aac64 => "aac-64",
            Self::Aac128 => "aac-128",
            Self::Aac320 => "aac-320",
        }
    }

    /// Bits per second asked of the encoder for a stereo track. A mono track gets at most 160,000.
    pub const fn bitrate(self) -> u32 {
        match self {
            Self::Aac64 => 64_000,
            Self::Aac128 => 128_000,
            Self::Aac320 => 320_000,
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

/// Make rungs of one master.
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
    /// Also measure loudness, true peak and the waveform.
    pub analyse: bool,
}

/// What a ladder job made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    /// Exact length of the track in frames at `sample_rate`, without priming and padding.
    pub frames: u64,
    /// 44,100 or 48,000.
    pub sample_rate: u32,
    /// 1 or 2.
    pub channels: u16,
    /// Frames the encoder puts before the track in every AAC rendition; a player cuts them off.
    pub priming: u32,
    /// One per rung, in the order of the job.
    pub renditions: Vec<Rendition>,
    /// With `analyse`.
    pub loudness: Option<Loudness>,
    /// With `analyse`: 400 peaks over the whole track, the largest magnitude of all channels, 255 is full scale.
    pub waveform: Option<Vec<u8>>,
    /// Length of `progressive.m4a` in bytes, with `progressive`.
    pub progressive_m4a_bytes: Option<u64>,
    /// Length of `progressive.mp3` in bytes, with `progressive`.
    pub progressive_mp3_bytes: Option<u64>,
}

/// Loudness by EBU R 128. `None` where silence has none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// Integrated loudness of the whole track in LUFS.
    pub integrated_lufs: Option<f64>,
    /// Loudness range in LU.
    pub range_lu: Option<f64>,
    /// True peak over all channels in dBTP.
    pub true_peak_dbtp: Option<f64>,
    /// Sample peak over all channels in dBFS.
    pub sample_peak_dbfs: Option<f64>,
}

/// One rung of one track, as segments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Which rung.
    pub rung: Rung,
    /// Codec in the words of RFC 6381: `mp4a.40.2`.
    pub codec: String,
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
    /// Frames of the track heard in it: the first is shorter by the priming, the last is the remainder,
    /// so that all of them add up to [`Ladder::frames`].
    pub duration_samples: u32,
    /// Length of the file in bytes.
    pub bytes: u32,
}
