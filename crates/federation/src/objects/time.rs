//! Moments and lengths as documents write them.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// How a length is written. No form is read by everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duration {
    /// As a number of seconds, for Funkwhale.
    Integer,
    /// As `PT213S` (ISO 8601), as ActivityStreams has it, for everybody else.
    Iso,
}

impl Duration {
    /// The form that software with this name in NodeInfo reads.
    #[must_use]
    pub fn for_software(name: &str) -> Self {
        if name.eq_ignore_ascii_case("funkwhale") { Self::Integer } else { Self::Iso }
    }

    /// A length in milliseconds, in whole seconds.
    #[must_use]
    pub fn write(self, ms: i64) -> Value {
        match self {
            Self::Integer => json!(seconds(ms)),
            Self::Iso => json!(format!("PT{}S", seconds(ms))),
        }
    }
}

/// `2026-11-21T09:00:00Z`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// "4:14", "1:02:09".
pub(super) fn clock(ms: i64) -> String {
    let seconds = seconds(ms);
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// "45 s", "17 min", "1 h 12 min".
pub(super) fn roughly(ms: i64) -> String {
    let seconds = seconds(ms);
    let minutes = (seconds + 30) / 60;
    match (minutes / 60, minutes % 60) {
        (0, _) if seconds < 60 => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Rounded; no length is less than none.
fn seconds(ms: i64) -> i64 {
    (ms.max(0) + 500) / 1000
}
