//! Why a job did not end well.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A file is not accepted: what is wrong, in words for the artist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// Stable name of the reason, in snake_case, for the API and for translations (`stops_early`, `surround`, …).
    pub code: String,
    /// Sentences for the artist: what is wrong and what to do.
    pub message: String,
    /// Where in the track the trouble is, in milliseconds from its start, if it has a place.
    pub at_ms: Option<i64>,
}

impl Refusal {
    /// A refusal without a place in time.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), at_ms: None }
    }

    /// The same refusal, at `ms` milliseconds from the track's start.
    #[must_use]
    pub fn at(mut self, ms: i64) -> Self {
        self.at_ms = Some(ms);
        self
    }
}

/// A job failed.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file is at fault; tell the artist.
    #[error("the file was refused: {0}")]
    Refused(#[from] Refusal),
    /// The executable cannot be found or started.
    #[error("cannot start tonewood-media: {0}")]
    Spawn(#[source] io::Error),
    /// The executable ended without an answer: a crash, or a limit on memory or processor time.
    #[error("tonewood-media ended with {status}: {stderr_tail}")]
    Died {
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its diagnostics, at most 4 KiB.
        stderr_tail: String,
    },
    /// The wall time was used up and the executable was killed.
    #[error("tonewood-media was stopped after {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The machine is at fault (a full disk, a file that cannot be opened), not the file's content; worth another try.
    #[error("tonewood-media could not do its work: {0}")]
    Failed(String),
    /// The executable said something this client does not understand: two different versions, most likely.
    #[error("tonewood-media answered in an unknown way: {0}")]
    Protocol(String),
}

impl MediaError {
    /// What to tell the artist, if the file is (or must be taken) to blame; `None` if the house is.
    ///
    /// A crash gives the code `decoder_died`, a time limit `took_too_long`.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal.clone()),
            Self::Died { status, .. } => died(*status),
            Self::TimedOut(_) => Some(took_too_long()),
            Self::Spawn(_) | Self::Failed(_) | Self::Protocol(_) => None,
        }
    }
}

/// Exit status of a Rust program that panicked.
const PANICKED: i32 = 101;
/// Number of the signal sent when the processor time is used up (the same on every Linux architecture but MIPS-like ones).
const SIGXCPU: i32 = 24;

fn died(status: ExitStatus) -> Option<Refusal> {
    use std::os::unix::process::ExitStatusExt;
    match (status.signal(), status.code()) {
        (Some(SIGXCPU), _) => Some(took_too_long()),
        (Some(_), _) | (None, Some(PANICKED)) => Some(Refusal::new(
            "decoder_died",
            "This file broke the program that was reading it, so it is probably damaged, or far too large. \
             Export it again (sound as WAV or FLAC, a picture as JPEG or PNG) and upload that.",
        )),
        _ => None,
    }
}

fn took_too_long() -> Refusal {
    Refusal::new(
        "took_too_long",
        "Reading this file took too long and was stopped. If it lasts many hours, split it; \
         otherwise export it again (sound as WAV or FLAC, a picture as JPEG or PNG) and upload that.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    fn died_with(raw: i32) -> MediaError {
        MediaError::Died { status: ExitStatus::from_raw(raw), stderr_tail: String::new() }
    }

    #[test]
    fn a_crash_refuses_the_file() {
        for raw in [6, 9, 11, PANICKED << 8] {
            assert_eq!(died_with(raw).refusal().map(|r| r.code), Some("decoder_died".to_owned()), "{raw}");
        }
        assert_eq!(died_with(SIGXCPU).refusal().map(|r| r.code), Some("took_too_long".to_owned()));
    }

    #[test]
    fn trouble_of_the_house_is_not_blamed_on_the_file() {
        assert_eq!(died_with(2 << 8).refusal(), None);
        assert_eq!(MediaError::Failed("disk full".to_owned()).refusal(), None);
    }
}
