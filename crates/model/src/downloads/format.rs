//! Download formats: what they are called, how they end, and which of them a master is offered in.

use crate::masters::Master;

/// The most bytes of samples in a WAV or AIFF file, whose sizes have 32 bits: 4 GiB, and room for the tags and the cover.
const MOST_COUNTED: i64 = (4 << 30) - (64 << 20);

crate::sql_types::words! {
    /// What a track can be downloaded as, in the order they are offered.
    DownloadFormat {
        /// The master itself, where it is lossy: nothing made from it would be better.
        Original = "original",
        /// As the master has it, without loss; from lossless masters only.
        Flac = "flac",
        /// MP3 at a constant 320 kbit/s.
        Mp3 = "mp3-320",
        /// MP3 at the highest variable quality, about 245 kbit/s.
        Mp3V0 = "mp3-v0",
        /// AAC at 256 kbit/s in an m4a file.
        Aac = "aac-256",
        /// Opus at 160 kbit/s.
        Opus = "opus-160",
        /// Apple Lossless; from lossless masters only.
        Alac = "alac",
        /// Uncompressed; from lossless masters only.
        Wav = "wav",
        /// Uncompressed, as Apple wrote it; from lossless masters only.
        Aiff = "aiff",
    }
}

impl DownloadFormat {
    /// The formats most people come for: offered first, and made before anybody asks.
    pub const FIRST: [Self; 2] = [Self::Flac, Self::Mp3];

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "Original file",
            Self::Flac => "FLAC",
            Self::Mp3 => "MP3 320",
            Self::Mp3V0 => "MP3 V0",
            Self::Aac => "AAC 256",
            Self::Opus => "Opus 160",
            Self::Alac => "ALAC",
            Self::Wav => "WAV",
            Self::Aiff => "AIFF",
        }
    }

    /// What it is good for, in a few words; empty where the name says it.
    #[must_use]
    pub const fn note(self) -> &'static str {
        match self {
            Self::Original => "As the artist uploaded it",
            Self::Flac => "Lossless",
            Self::Mp3 => "Plays everywhere",
            Self::Mp3V0 => "Smaller, hardly a difference",
            Self::Aac => "For Apple devices",
            Self::Opus => "Smallest at its quality",
            Self::Alac => "Lossless, for Apple devices",
            Self::Wav => "Lossless, large",
            Self::Aiff => "Lossless, large",
        }
    }

    /// Whether it keeps every bit of a lossless master.
    #[must_use]
    pub const fn is_lossless(self) -> bool {
        matches!(self, Self::Flac | Self::Alac | Self::Wav | Self::Aiff)
    }

    /// How the name of its file ends, without the dot.
    #[must_use]
    pub fn extension(self, master: &Master) -> &str {
        self.own_extension().unwrap_or(&master.extension)
    }

    /// The same for what is made; none for the master itself.
    #[must_use]
    pub const fn own_extension(self) -> Option<&'static str> {
        Some(match self {
            Self::Original => return None,
            Self::Flac => "flac",
            Self::Mp3 | Self::Mp3V0 => "mp3",
            Self::Aac | Self::Alac => "m4a",
            Self::Opus => "opus",
            Self::Wav => "wav",
            Self::Aiff => "aiff",
        })
    }

    /// The media type of its file.
    #[must_use]
    pub fn media_type(self, master: &Master) -> &'static str {
        match self.extension(master) {
            "flac" => "audio/flac",
            "mp3" => "audio/mpeg",
            "m4a" | "mp4" | "m4b" => "audio/mp4",
            "aac" => "audio/aac",
            "ogg" | "oga" | "opus" => "audio/ogg",
            "wav" => "audio/wav",
            "aif" | "aiff" => "audio/aiff",
            _ => "application/octet-stream",
        }
    }

    /// Kilobits a second for two channels; none where that depends on the music.
    #[must_use]
    pub const fn kbps(self) -> Option<i64> {
        match self {
            Self::Mp3 => Some(320),
            Self::Aac => Some(256),
            Self::Mp3V0 => Some(245),
            Self::Opus => Some(160),
            Self::Original | Self::Flac | Self::Alac | Self::Wav | Self::Aiff => None,
        }
    }

    /// About how many bytes it will have; none where nobody can tell beforehand.
    #[must_use]
    pub fn estimate(self, master: &Master) -> Option<i64> {
        match self {
            Self::Original => Some(master.bytes),
            Self::Wav | Self::Aiff => {
                let bytes_a_sample = match master.bits.unwrap_or(16) {
                    ..=16 => 2,
                    17..=24 => 3,
                    _ => 4,
                };
                Some(master.frames * i64::from(master.channels) * bytes_a_sample)
            }
            _ => Some(self.kbps()? * master.duration_ms / 8),
        }
    }

    /// Whether a file of this format can be long enough for the master: WAV and AIFF end at 4 GiB, two hours of 24 bits at
    /// 96 kHz. What is longer is there as FLAC and ALAC, with the same samples.
    #[must_use]
    pub fn holds(self, master: &Master) -> bool {
        match self {
            Self::Wav | Self::Aiff => self.estimate(master).is_none_or(|bytes| bytes <= MOST_COUNTED),
            _ => true,
        }
    }
}

/// The formats a track of this master is offered in: those that can hold it. A lossy master is offered as itself, and as what
/// is a good deal smaller: a copy of a copy that saves nothing serves nobody.
#[must_use]
pub fn formats_of(master: &Master) -> Vec<DownloadFormat> {
    let offered = |format: &DownloadFormat| match (master.lossless, format) {
        (lossless, DownloadFormat::Original) => !lossless,
        (true, format) => format.holds(master),
        (false, format) => format.kbps().is_some_and(|kbps| kbps * 5 <= bitrate_kbps(master) * 4),
    };
    DownloadFormat::ALL.iter().copied().filter(offered).collect()
}

/// The formats a whole release with these masters is offered in: each track in the format or, where it is lossy, as it is.
#[must_use]
pub fn formats_of_all(masters: &[Master]) -> Vec<DownloadFormat> {
    let each: Vec<Vec<DownloadFormat>> = masters.iter().map(formats_of).collect();
    let all_lossy = masters.iter().all(|master| !master.lossless);
    let has = |formats: &Vec<DownloadFormat>, format| formats.contains(&format);
    let offered = |format: &DownloadFormat| {
        let is_suited = all_lossy || *format != DownloadFormat::Original;
        let is_had = |formats| has(formats, *format) || has(formats, DownloadFormat::Original);
        is_suited && each.iter().any(|formats| has(formats, *format)) && each.iter().all(is_had)
    };
    DownloadFormat::ALL.iter().copied().filter(offered).collect()
}

/// Kilobits a second of a lossy master: as probed, else from its size, which pictures in its tags make too large.
#[must_use]
pub fn bitrate_kbps(master: &Master) -> i64 {
    match master.bitrate_kbps {
        Some(kbps) => i64::from(kbps),
        None => master.bytes * 8 / master.duration_ms.max(1),
    }
}
