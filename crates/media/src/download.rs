//! Whole files for listeners.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Tags;

/// What a download is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DownloadFormat {
    /// FLAC at the master's rate and depth (at most 24 bits); only from a lossless master.
    #[serde(rename = "flac")]
    Flac,
    /// MP3 at a constant 320 kbit/s, gapless.
    #[serde(rename = "mp3-320")]
    Mp3_320,
}

impl DownloadFormat {
    /// Every format, the best first.
    pub const ALL: [Self; 2] = [Self::Flac, Self::Mp3_320];

    /// Its name in the database and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flac => "flac",
            Self::Mp3_320 => "mp3-320",
        }
    }

    /// End of the file's name, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Flac => "flac",
            Self::Mp3_320 => "mp3",
        }
    }

    /// Media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Flac => "audio/flac",
            Self::Mp3_320 => "audio/mpeg",
        }
    }

    /// Whether a lossless master is needed; from a lossy one the job is refused with `not_lossless`.
    pub const fn lossless(self) -> bool {
        matches!(self, Self::Flac)
    }

    /// The format of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Make one tagged file of a master.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadJob {
    /// The master, in any accepted format.
    pub input: PathBuf,
    /// The file to write; replaced if it exists. Its folder must exist.
    pub output: PathBuf,
    /// What to make.
    pub format: DownloadFormat,
    /// Tags to write. None of the master's own tags are taken over.
    pub tags: Tags,
    /// Front cover to embed, a JPEG or PNG file.
    pub cover: Option<PathBuf>,
}
