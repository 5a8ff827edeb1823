//! What goes over the pipes of the live commands, which run as long as a source does.
//!
//! `live-decode` turns whatever a source sends into samples of one kind; `live-encode` turns those samples into one rendition.
//! Each is a process of its own, so a broken source or a codec's crash ends one thing only, and the samples in between can be
//! given to as many encoders as there are renditions. Both take one line of JSON first, their job, and then bytes, until
//! their standard input ends; what they write to standard output are frames: a length (four bytes, little endian, of what
//! follows), a kind (one byte) and the rest.

mod client;
mod frames;

use serde::{Deserialize, Serialize};

pub use client::{LiveDecoder, LiveEncoder, Output, Samples};

use crate::{Refusal, Rung};

/// Frames per second of everything live.
pub const RATE: u32 = 48_000;
/// Channels of everything live.
pub const CHANNELS: u16 = 2;
/// Frames in a part: 0.32 s, 15 access units of AAC.
pub const PART_FRAMES: u32 = 15_360;
/// Parts in a segment of 3.84 s.
pub const PARTS: u32 = 12;
/// Frames in a segment.
pub const SEGMENT_FRAMES: u32 = PART_FRAMES * PARTS;

/// Decode a source: its bytes follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveDecodeJob {
    /// Media type of the bytes: `audio/mpeg`, `audio/aac`, `audio/ogg` (Vorbis, Opus, FLAC), `audio/flac`, `audio/webm` (Opus), or
    /// `audio/x-f32le;rate=44100;channels=2`, and other names of these that programs use. What the first bytes say counts more.
    pub content_type: String,
}

/// What `live-decode` gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Decoded {
    /// What the source is, before its first samples and whenever it changes. Kind 1, JSON.
    Facts(LiveFacts),
    /// Interleaved samples at [`RATE`] with [`CHANNELS`] channels, full scale is 1. Kind 2, little endian floats.
    Samples(Vec<f32>),
    /// What plays from here on, where the stream says so itself (Vorbis comments). Kind 3, JSON.
    Playing {
        /// Title.
        title: String,
        /// Artist.
        artist: String,
    },
    /// The bytes are not what can be played, and nothing follows. Damage is no such thing: what is damaged is passed over. Kind
    /// 4, JSON.
    Refused(Refusal),
}

/// What a source is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveFacts {
    /// Codec for people: `MP3`, `AAC`, `Vorbis`, `Opus`, `FLAC`, `PCM`.
    pub codec: String,
    /// Its frames per second.
    pub sample_rate: u32,
    /// Its channels.
    pub channels: u16,
}

/// What `live-encode` makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LiveOutput {
    /// A rung in parts and segments of CMAF. FLAC is not among them.
    Rung(Rung),
    /// A stream of MP3 frames at 192 kbit/s.
    Mp3,
    /// A stream of ADTS frames at 128 kbit/s.
    Adts,
    /// FLAC of 24 bits, a stretch of frames for each segment: their heads count samples from the beginning of the show, so that
    /// all stretches behind one header are one file, whatever is missing.
    Recording,
}

/// Encode samples: they follow, interleaved, at [`RATE`] with [`CHANNELS`] channels, as little endian floats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEncodeJob {
    /// What to make.
    pub output: LiveOutput,
    /// Number of the segment that the first sample begins; segments have [`SEGMENT_FRAMES`], the last may be shorter.
    pub first_segment: u64,
}

/// What `live-encode` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoded {
    /// The init segment, or of a recording the header of the file. Once, first. Kind 1.
    Init(Vec<u8>),
    /// A part. Kind 2: segment (u64), part (u32), frames (u32), whether it is the last of its segment (u8), bytes.
    Part {
        /// Number of its segment.
        segment: u64,
        /// Number in its segment.
        part: u32,
        /// How long it is.
        frames: u32,
        /// Whether it is the last of its segment. Where samples end exactly behind a part, it has been given before that
        /// could be known; then the end of the output says so.
        ends: bool,
        /// One `moof` and `mdat`.
        bytes: Vec<u8>,
    },
    /// Whole frames of MP3 or ADTS, at most 0.1 s of them. Kind 3.
    Chunk(Vec<u8>),
    /// All FLAC frames of a segment, when it is full or the samples end. Kind 4: segment (u64), frames (u32), bytes.
    Stretch {
        /// Number of its segment.
        segment: u64,
        /// How long it is.
        frames: u32,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// Cut a recording into files. A command like the others: one job, progress, one last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutJob {
    /// The recording: the header and all stretches in one file. Gaps in the numbers of its samples are left out.
    pub input: std::path::PathBuf,
    /// The files to write, in order: from which frame to which (`None`: to the end), of recorded time.
    pub pieces: Vec<CutPiece>,
    /// How many peaks of the whole recording to give, for a picture of it.
    pub peaks: u32,
}

/// One file of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutPiece {
    /// First frame.
    pub from: u64,
    /// The frame behind the last.
    pub until: Option<u64>,
    /// Where to write the FLAC file.
    pub output: std::path::PathBuf,
}

/// What a cut gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Frames of the whole recording, gaps left out.
    pub frames: u64,
    /// Peaks of the whole recording, 255 is full scale.
    pub peaks: Vec<u8>,
}
