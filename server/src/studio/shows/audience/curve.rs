//! Listeners over time as a picture of SVG that needs no script.

use chrono::{DateTime, Utc};

/// How wide it is.
const WIDTH: i64 = 696;
/// How high it is.
const HEIGHT: i64 = 160;

/// The picture, and the same as a table.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The line as an SVG path.
    pub line: String,
    /// What lies below it.
    pub area: String,
    /// The most listeners at once in it.
    pub most: i64,
    /// Its first hour.
    pub first: String,
    /// Its last hour.
    pub last: String,
    /// Everything in a sentence.
    pub label: String,
    /// When and how many.
    pub rows: Vec<(String, i64)>,
}

/// The curve through these points, in order; `None` for fewer than two.
#[must_use]
pub fn of(points: &[(DateTime<Utc>, i64)]) -> Option<Curve> {
    let ((first, _), (last, end)) = (points.first()?, points.last()?);
    let span = (*last - *first).num_milliseconds();
    if span <= 0 {
        return None;
    }
    let most = points.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let place = |(at, count): &(DateTime<Utc>, i64)| {
        ((*at - *first).num_milliseconds() * WIDTH / span, HEIGHT - count * HEIGHT / most)
    };
    let line: String = points
        .iter()
        .map(place)
        .enumerate()
        .map(|(n, (x, y))| format!("{}{x} {y}", if n == 0 { 'M' } else { 'L' }))
        .collect();
    let day = |at: &DateTime<Utc>| at.format("%-d %b, %H:%M").to_string();
    Some(Curve {
        area: format!("{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z"),
        line,
        most,
        first: day(first),
        last: day(last),
        label: format!("From {} to {} UTC: at most {most} at once, {end} at the end.", day(first), day(last)),
        rows: points.iter().map(|(at, count)| (at.format("%Y-%m-%d %H:%M:%S").to_string(), *count)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_curve_goes_from_edge_to_edge() {
        let at = |minute| Utc.with_ymd_and_hms(2026, 11, 21, 20, minute, 0).unwrap();
        let curve = of(&[(at(0), 0), (at(30), 10), (at(59), 5)]).unwrap();
        assert_eq!(curve.line, "M0 160L353 0L696 80");
        assert!(curve.area.ends_with("L696 160L0 160Z"));
        assert_eq!((curve.most, curve.first.as_str()), (10, "21 Nov, 20:00"));
        assert!(of(&[(at(0), 3)]).is_none() && of(&[]).is_none());
    }
}
