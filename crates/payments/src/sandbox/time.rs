//! Periods of a subscription.

use chrono::{DateTime, Months, Utc};

use crate::Interval;

/// The same day a month or a year later, or the last of that month.
pub(super) fn after(at: DateTime<Utc>, interval: Interval) -> DateTime<Utc> {
    let months = match interval {
        Interval::Month => 1,
        Interval::Year => 12,
    };
    at.checked_add_months(Months::new(months)).unwrap_or(at)
}
