//! The link between servers (the edge) and the worker that owns a show: one TCP connection for each thing asked.
//!
//! Who connects writes one line of JSON, an [`Request`], and reads one line, an [`Answer`]. What follows depends on what was
//! asked: frames of a rendition, the bytes of a source, lines of [`Status`].

mod frame;
mod talk;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use frame::{Frame, FrameError, read_frame, write_frame};
pub use talk::{LinkError, ask, ask_owner, read_line, read_request, write_line};

/// Longest line in bytes.
pub const LONGEST_LINE: u64 = 64 << 10;

/// What is asked, and the secret that both sides know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// The secret, compared in constant time.
    pub token: String,
    /// The show.
    pub show: Uuid,
    /// What is asked.
    pub ask: Ask,
}

/// What a server can ask of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// All that comes out of a rendition (or of the mount), from what is kept on: frames follow.
    Pull {
        /// [`Rendition::name`].
        rendition: String,
        /// The last part that is known already from this address: what came before and it are left out. To another address
        /// goes `None`: an owner that takes over from one that died begins after the last segment that was kept, so its
        /// first parts may bear numbers that the old one gave already; they take the place of those.
        after: Option<(u64, u32)>,
    },
    /// To feed the show: the bytes of the source follow from the asker until either side ends; the worker sends one line, an
    /// [`Answer`], more when it stops taking them.
    Feed(SourceFacts),
    /// To be told how the show is doing: lines of [`Status`] follow, ten a second while something plays.
    Watch,
    /// Have a sound card of that worker feed the show.
    Capture {
        /// As `tonewood live devices` names it.
        device: String,
    },
    /// What plays now, as the source says.
    Playing {
        /// Title; may be empty.
        title: String,
        /// Artist; may be empty.
        artist: String,
    },
    /// A mark of the artist's, now.
    Mark {
        /// What begins here.
        title: String,
        /// Whose it is; may be empty.
        artist: String,
    },
    /// Let the source go; the show waits for another.
    Release,
    /// The show is over.
    End,
}

/// What a source is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFacts {
    /// `icecast`, `rtmp`, `browser` or `capture`.
    pub kind: String,
    /// What it calls itself; at most 120 characters.
    pub client: String,
    /// Media type of its bytes: `audio/mpeg`, `audio/aac`, `audio/ogg`, `audio/flac`, `audio/webm`, or interleaved floats,
    /// `audio/x-f32le;rate=48000;channels=2`.
    pub content_type: String,
    /// Whether it may take the place of one that is there.
    pub takes_over: bool,
    /// Which of its sender's lines it is: it takes its own place, if the one before is not known to be dead. Empty: none.
    #[serde(default)]
    pub line: String,
}

/// What the worker says to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Done,
    /// Another worker owns the show: ask at its address.
    Elsewhere {
        /// Where it is.
        address: String,
    },
    /// Nobody owns the show, or it has no such rendition.
    Nothing,
    /// Somebody feeds the show already.
    Busy,
    /// The bytes are of a kind that cannot be played, or another reason in words.
    Refused {
        /// A sentence for people.
        reason: String,
    },
}

/// How a show is doing: for the artist, while it happens.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// What feeds it: `icecast`, `rtmp`, `browser`, `capture`, `rotation`; none while nobody does.
    pub source: Option<String>,
    /// What the source calls itself.
    pub client: String,
    /// Codec, rate, channels of the source, for people: `MP3, 44.1 kHz, stereo`.
    pub format: String,
    /// Seconds since the show began.
    pub seconds: u64,
    /// Loudest sample since the last line, left and right, in dBFS; -120 for silence.
    pub peak_dbfs: [f32; 2],
    /// Momentary loudness (EBU R 128) in LUFS; -120 for silence.
    pub momentary_lufs: f32,
    /// Clipped samples in the last ten seconds.
    pub clipped: u32,
    /// How much less than real time came in over the last ten seconds, in milliseconds: the source is too slow.
    pub behind_ms: i64,
    /// Milliseconds of silence put in for what a sound card lost.
    pub lost_ms: u64,
    /// What is wrong, as sentences with the way out; empty when all is well.
    pub problems: Vec<String>,
    /// What plays.
    pub title: String,
    /// Whose it is.
    pub artist: String,
    /// Whether it is being recorded.
    pub records: bool,
    /// Seconds until the show ends for want of a source.
    pub ends_in_seconds: Option<u64>,
}

/// What comes out of a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rendition {
    /// AAC-LC at 64 kbit/s in CMAF.
    Aac64,
    /// AAC-LC at 128 kbit/s in CMAF.
    Aac128,
    /// AAC-LC at 320 kbit/s in CMAF.
    Aac320,
    /// The stream of the mount: MP3 or ADTS, as [`Frame::Mount`] says.
    Mount,
}

impl Rendition {
    /// Those in segments, the cheapest first.
    pub const LADDER: [Self; 3] = [Self::Aac64, Self::Aac128, Self::Aac320];

    /// Its name in addresses, in storage and on the link.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aac64 => "aac-64",
            Self::Aac128 => "aac-128",
            Self::Aac320 => "aac-320",
            Self::Mount => "mount",
        }
    }

    /// The rendition of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Aac64, Self::Aac128, Self::Aac320, Self::Mount].into_iter().find(|one| one.name() == name)
    }

    /// Bits per second; of the mount unknown.
    #[must_use]
    pub const fn bitrate(self) -> Option<u32> {
        match self {
            Self::Aac64 => Some(64_000),
            Self::Aac128 => Some(128_000),
            Self::Aac320 => Some(320_000),
            Self::Mount => None,
        }
    }
}
