//! Things as the specification shapes them. What is nothing is left out when they are written.

pub mod album;
pub mod artist;
pub mod song;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Value;

/// A moment as apps read it.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Milliseconds as whole seconds, rounded.
#[must_use]
pub const fn seconds(ms: i64) -> i64 {
    (ms + 500) / 1000
}

/// A shape with more fields.
#[must_use]
pub fn with(mut shape: Value, fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    if let Value::Object(parts) = &mut shape {
        parts.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    shape
}

/// Something with nothing but a name: a genre, a label.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct ItemDate {
    year: i32,
    month: u32,
    day: u32,
}

impl From<NaiveDate> for ItemDate {
    fn from(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month(), day: day.day() }
    }
}
