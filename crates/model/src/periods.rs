//! Periods that books are kept in: months and quarters, in UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

/// What is no month or quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write a month as 2026-11 and a quarter as 2026-Q4.")]
pub struct NoPeriod;

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

/// Three months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(NaiveDate);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// The month of now.
    #[must_use]
    pub fn current() -> Self {
        Self::of(Utc::now().date_naive())
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.0
    }

    /// Its first moment, and the first one after it.
    #[must_use]
    pub fn bounds(self) -> (DateTime<Utc>, DateTime<Utc>) {
        (midnight(self.0), midnight(self.next().0))
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month so many before it.
    #[must_use]
    pub fn back(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(months)).unwrap_or(self.0))
    }

    /// "November 2026".
    #[must_use]
    pub fn name(self) -> String {
        self.0.format("%B %Y").to_string()
    }

    /// "Nov".
    #[must_use]
    pub fn short(self) -> String {
        self.0.format("%b").to_string()
    }
}

impl Quarter {
    /// The quarter of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let month = day.month0() / 3 * 3 + 1;
        Self(NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day))
    }

    /// Its first moment, and the first one after it.
    #[must_use]
    pub fn bounds(self) -> (DateTime<Utc>, DateTime<Utc>) {
        (midnight(self.0), midnight(self.next().0))
    }

    /// The quarter after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(3)).unwrap_or(self.0))
    }

    /// The quarter before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(3)).unwrap_or(self.0))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.0.year(), self.0.month0() / 3 + 1)
    }
}

impl FromStr for Month {
    type Err = NoPeriod;
    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let (year, month) = text.split_once('-').filter(|_| text.len() == 7).ok_or(NoPeriod)?;
        first_of(year, number(month)?).map(Self)
    }
}

impl FromStr for Quarter {
    type Err = NoPeriod;
    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let (year, quarter) = text.split_once("-Q").filter(|_| text.len() == 7).ok_or(NoPeriod)?;
        let quarter = number(quarter)?;
        first_of(year, quarter.checked_sub(1).ok_or(NoPeriod)? * 3 + 1).map(Self)
    }
}

fn first_of(year: &str, month: u32) -> Result<NaiveDate, NoPeriod> {
    let year = year.parse().ok().filter(|year| (2000..2200).contains(year)).ok_or(NoPeriod)?;
    NaiveDate::from_ymd_opt(year, month, 1).ok_or(NoPeriod)
}

/// Digits alone: the parser would take a sign too.
fn number(text: &str) -> Result<u32, NoPeriod> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().map_err(|_| NoPeriod) } else { Err(NoPeriod) }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_bounds_and_neighbours() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!((month.to_string(), month.name()), ("2026-12".to_owned(), "December 2026".to_owned()));
        assert_eq!(
            (month.next().to_string(), month.back(12).to_string()),
            ("2027-01".to_owned(), "2025-12".to_owned())
        );
        let (from, to) = month.bounds();
        assert_eq!(
            (from.to_rfc3339(), to.to_rfc3339()),
            ("2026-12-01T00:00:00+00:00".into(), "2027-01-01T00:00:00+00:00".into())
        );
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-00", "26-11-01", "0000-01", "2026-+1"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_quarter_too() {
        let quarter = Quarter::of(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        assert_eq!((quarter.to_string(), quarter.next().to_string()), ("2026-Q4".to_owned(), "2027-Q1".to_owned()));
        assert_eq!("2026-Q4".parse(), Ok(quarter));
        assert_eq!(quarter.previous().to_string(), "2026-Q3");
        for wrong in ["2026-Q5", "2026-Q0", "2026Q4x", "Q4-2026", ""] {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }
}
