//! How long ago something was, in words.

use chrono::{DateTime, Utc};

/// "just now", "5 minutes ago", "3 days ago"; from thirty days on the date. What is said to be yet to come is just now.
#[must_use]
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let past = now - at;
    let count = |number: i64, unit: &str| format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" });
    match (past.num_minutes(), past.num_hours(), past.num_days()) {
        (..=0, _, _) => "just now".to_owned(),
        (minutes, 0, _) => count(minutes, "minute"),
        (_, hours, 0) => count(hours, "hour"),
        (_, _, days @ ..30) => count(days, "day"),
        _ => at.format("%-d %B %Y").to_string(),
    }
}

/// A moment as pages show it.
#[derive(Debug, Clone)]
pub struct When {
    /// For the `datetime` attribute.
    pub iso: String,
    /// The exact moment for people, in UTC.
    pub exact: String,
    /// How long ago it was.
    pub ago: String,
}

impl When {
    /// Of a moment, seen now.
    #[must_use]
    pub fn of(at: DateTime<Utc>) -> Self {
        Self {
            iso: at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            exact: at.format("%-d %B %Y, %H:%M UTC").to_string(),
            ago: ago(at, Utc::now()),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn the_longer_ago_the_rougher() {
        let now = Utc.with_ymd_and_hms(2026, 3, 31, 12, 0, 0).unwrap();
        let before = |seconds: i64| ago(now - chrono::Duration::seconds(seconds), now);
        assert_eq!(before(-500), "just now");
        assert_eq!(before(59), "just now");
        assert_eq!(before(60), "1 minute ago");
        assert_eq!(before(59 * 60), "59 minutes ago");
        assert_eq!(before(3600), "1 hour ago");
        assert_eq!(before(23 * 3600), "23 hours ago");
        assert_eq!(before(24 * 3600), "1 day ago");
        assert_eq!(before(29 * 86_400), "29 days ago");
        assert_eq!(before(30 * 86_400), "1 March 2026");
    }
}
