//! Whole files for listeners.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Tags;

/// What a download is encoded as.
///
/// Lossless formats keep the master's rate and every bit of integer samples: masters of up to 16 bits become files of
/// 16 bits, up to 24 of 24, more of 32. Of a floating point master WAV keeps floating point numbers; the others hold it
/// rounded to 24 bits. Lossy formats are made at 44,100 or 48,000 Hz, MP3 also at 32,000, Opus always at 48,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DownloadFormat {
    /// FLAC.
    #[serde(rename = "flac")]
    Flac,
    /// WAV, up to 4 GiB; longer ones are refused with `too_long_for_format`.
    #[serde(rename = "wav")]
    Wav,
    /// AIFF, up to 4 GiB; longer ones are refused with `too_long_for_format`.
    #[serde(rename = "aiff")]
    Aiff,
    /// Apple Lossless in M4A.
    #[serde(rename = "alac")]
    Alac,
    /// MP3 at a constant 320 kbit/s, gapless.
    #[serde(rename = "mp3-320")]
    Mp3_320,
    /// MP3 at LAME's best variable bit rate (about 245 kbit/s), gapless.
    #[serde(rename = "mp3-v0")]
    Mp3V0,
    /// AAC-LC at 256 kbit/s in M4A, gapless.
    #[serde(rename = "aac-256")]
    Aac,
    /// Opus at about 160 kbit/s in Ogg.
    #[serde(rename = "opus-160")]
    Opus,
}

impl DownloadFormat {
    /// Every format: the lossless ones, then the others by falling bit rate.
    pub const ALL: [Self; 8] =
        [Self::Flac, Self::Wav, Self::Aiff, Self::Alac, Self::Mp3_320, Self::Aac, Self::Mp3V0, Self::Opus];

    /// Its name in the database and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flac => "flac",
            Self::Wav => "wav",
            Self::Aiff => "aiff",
            Self::Alac => "alac",
            Self::Mp3_320 => "mp3-320",
            Self::Mp3V0 => "mp3-v0",
            Self::Aac => "aac-256",
            Self::Opus => "opus-160",
        }
    }

    /// End of the file's name, without a dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Flac => "flac",
            Self::Wav => "wav",
            Self::Aiff => "aiff",
            Self::Alac | Self::Aac => "m4a",
            Self::Mp3_320 | Self::Mp3V0 => "mp3",
            Self::Opus => "opus",
        }
    }

    /// Media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Flac => "audio/flac",
            Self::Wav => "audio/wav",
            Self::Aiff => "audio/aiff",
            Self::Alac | Self::Aac => "audio/mp4",
            Self::Mp3_320 | Self::Mp3V0 => "audio/mpeg",
            Self::Opus => "audio/ogg",
        }
    }

    /// Whether a lossless master is needed; from a lossy one the job is refused with `not_lossless`.
    pub const fn lossless(self) -> bool {
        self.kbps().is_none()
    }

    /// Usual kbit/s of a stereo track in a lossy format; `None` for a lossless one.
    pub const fn kbps(self) -> Option<u32> {
        match self {
            Self::Flac | Self::Wav | Self::Aiff | Self::Alac => None,
            Self::Mp3_320 => Some(320),
            Self::Aac => Some(256),
            Self::Mp3V0 => Some(245),
            Self::Opus => Some(160),
        }
    }

    /// The formats worth making of a lossy master of `kbps`: those that are smaller than itself, the best first. A
    /// larger one would hold the same losses and some more.
    pub fn smaller_than(kbps: u32) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |format| format.kbps().is_some_and(|own| own < kbps))
    }

    /// The format of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Make one tagged file of a master.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_formats() {
        for format in DownloadFormat::ALL {
            assert_eq!(DownloadFormat::from_name(format.name()), Some(format));
            assert_eq!(serde_json::to_value(format).unwrap(), format.name());
        }
    }

    #[test]
    fn nothing_larger_is_made_of_a_lossy_master() {
        let names = |kbps| DownloadFormat::smaller_than(kbps).map(DownloadFormat::name).collect::<Vec<_>>();
        assert_eq!(names(320), ["aac-256", "mp3-v0", "opus-160"]);
        assert_eq!(names(256), ["mp3-v0", "opus-160"]);
        assert_eq!(names(192), ["opus-160"]);
        assert!(names(160).is_empty());
    }
}
