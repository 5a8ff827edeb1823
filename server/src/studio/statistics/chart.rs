//! A line over days, worked out here: a picture of SVG that needs no script.

use std::collections::HashMap;

use chrono::NaiveDate;
use model::statistics::{Day, Span};

use super::words::grouped;

/// Where the drawing begins and ends, from the left and from above.
const LEFT: i64 = 52;
const RIGHT: i64 = 756;
const TOP: i64 = 14;
const BOTTOM: i64 = 224;
/// More points than these are put together.
const MOST_POINTS: u64 = 62;

/// A line, and the one before it.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// What a point is: "a day", "a week", "a month".
    pub each: &'static str,
    /// The line, as SVG path data.
    pub line: String,
    /// The area below it.
    pub area: String,
    /// The line of as many days before.
    pub before: String,
    /// Lines to read heights by, from above, with what they stand for.
    pub heights: Vec<(i64, String)>,
    /// Days below it: from the left, how the text stands to it, its words.
    pub days: Vec<(i64, &'static str, String)>,
    /// What came out: from the left, how the text stands to it, its title.
    pub marks: Vec<(i64, &'static str, String)>,
    /// Its points as a table: the first day of each, plays, listeners.
    pub rows: Vec<(String, i64, i64)>,
    /// What it shows, in a sentence.
    pub label: String,
}

/// The plays of a span and of as many days before it. `out` are the days on which something came out.
#[must_use]
pub fn chart(span: Span, now: &[Day], before: &[Day], out: &[(NaiveDate, String)]) -> Chart {
    let (step, each) = match span.length() {
        0..=MOST_POINTS => (1, "a day"),
        63..=400 => (7, "a week"),
        _ => (30, "a month"),
    };
    let points = points(span, now, step);
    let shadow = self::points(span.before(), before, step);
    let most = points.iter().chain(&shadow).map(|point| point.1).max().unwrap_or(0);
    let (top, rise) = scale(most);
    let place = |index: usize| across(index, points.len());
    let height = |plays: i64| BOTTOM - (BOTTOM - TOP) * plays / top;
    let line = path(points.iter().enumerate().map(|(index, point)| (place(index), height(point.1))));
    let area = format!("{line}V{BOTTOM}H{LEFT}Z");
    let shadow = path(shadow.iter().enumerate().map(|(index, point)| (place(index), height(point.1))));
    let heights = (0..=top / rise).map(|number| (height(number * rise), grouped(number * rise))).collect();
    let (best, plays) = points.iter().max_by_key(|point| point.1).map_or((span.to, 0), |point| (point.0, point.1));
    Chart {
        each,
        area,
        line,
        before: shadow,
        heights,
        days: days(&points),
        marks: marks(span, out),
        label: format!(
            "Plays {each} from {} to {}; the most, {plays}, on {}",
            name(span.from),
            name(span.to),
            name(best)
        ),
        rows: points.iter().map(|(day, plays, listeners)| (name(*day), *plays, *listeners)).collect(),
    }
}

fn points(span: Span, days: &[Day], step: u64) -> Vec<(NaiveDate, i64, i64)> {
    let known: HashMap<NaiveDate, (i64, i64)> = days.iter().map(|day| (day.day, (day.plays, day.listeners))).collect();
    let all: Vec<NaiveDate> = span.days().collect();
    // The last point is whole: what does not fit stands in the first.
    let chunks = all.rchunks(usize::try_from(step).unwrap_or(1));
    let mut points: Vec<(NaiveDate, i64, i64)> = chunks
        .map(|chunk| {
            let first = chunk.first().copied().unwrap_or(span.from);
            let sums = chunk.iter().filter_map(|day| known.get(day));
            sums.fold((first, 0, 0), |(first, plays, listeners), more| (first, plays + more.0, listeners + more.1))
        })
        .collect();
    points.reverse();
    points
}

/// A round number that is at least `most`, and how far its lines are apart: 1, 2 or 5 of a power of ten, four times or less.
fn scale(most: i64) -> (i64, i64) {
    let mut rise = 1;
    while rise * 4 < most {
        // From 1 to 2 to 5 to 10.
        let leads_with_two = rise / 10_i64.pow(rise.ilog10()) == 2;
        rise = if leads_with_two { rise / 2 * 5 } else { rise * 2 };
    }
    let lines = ((most + rise - 1) / rise).max(2);
    (lines * rise, rise)
}

fn across(index: usize, points: usize) -> i64 {
    let (index, last) = (i64::try_from(index).unwrap_or(0), i64::try_from(points).unwrap_or(1) - 1);
    LEFT + (RIGHT - LEFT) * index / last.max(1)
}

fn path(points: impl Iterator<Item = (i64, i64)>) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    for (x, y) in points {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        // Writing into a String cannot fail.
        let _ = write!(path, "{letter}{x} {y}");
    }
    path
}

/// Four days: the first, the last, and two between.
fn days(points: &[(NaiveDate, i64, i64)]) -> Vec<(i64, &'static str, String)> {
    let last = points.len().saturating_sub(1);
    let mut shown: Vec<usize> = vec![0, last / 3, last * 2 / 3, last];
    shown.dedup();
    let text = |index: usize| {
        let anchor = match index {
            0 => "start",
            index if index == last => "end",
            _ => "middle",
        };
        points.get(index).map(|point| (across(index, points.len()), anchor, name(point.0)))
    };
    shown.into_iter().filter_map(text).collect()
}

fn marks(span: Span, out: &[(NaiveDate, String)]) -> Vec<(i64, &'static str, String)> {
    let length = i64::try_from(span.length()).unwrap_or(1);
    let within = out.iter().filter(|(day, _)| (span.from..=span.to).contains(day));
    let mark = |(day, title): &(NaiveDate, String)| {
        let x = LEFT + (RIGHT - LEFT) * (*day - span.from).num_days() / (length - 1).max(1);
        let anchor = if x > (LEFT + RIGHT) / 2 { "end" } else { "start" };
        (x, anchor, format!("{} is out", title.chars().take(40).collect::<String>()))
    };
    // Names of more than these would lie over each other.
    within.take(3).map(mark).collect()
}

/// "14 November".
#[must_use]
pub fn name(day: NaiveDate) -> String {
    day.format("%-d %b").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32, plays: i64) -> Day {
        Day { day: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(), plays, listeners: plays, ..Day::default() }
    }

    #[test]
    fn heights_are_round_and_hold_everything() {
        for (most, expected) in [(0, 2), (1, 2), (3, 3), (9, 10), (47, 60), (1182, 1500), (400, 400)] {
            let (top, rise) = scale(most);
            assert!(top >= most && top % rise == 0 && top / rise <= 5, "{most}: {top} by {rise}");
            assert_eq!(top, expected, "{most}");
        }
    }

    #[test]
    fn a_week_is_seven_points_and_a_year_weeks() {
        let last = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let span = Span::up_to(last, 7);
        let out = [(last, "Low Water".to_owned())];
        let chart = self::chart(span, &[day(15, 2), day(21, 4)], &[day(14, 1)], &out);
        assert_eq!((chart.rows.len(), chart.each), (7, "a day"));
        assert!(chart.line.starts_with("M52 119L") && chart.line.ends_with("L756 14"), "{}", chart.line);
        assert_eq!(chart.marks, [(756, "end", "Low Water is out".to_owned())]);
        let year = self::chart(Span::up_to(last, 365), &[day(21, 4), day(20, 1)], &[], &[]);
        assert_eq!((year.rows.len(), year.each, year.rows.last().unwrap().1), (53, "a week", 5));
    }
}
