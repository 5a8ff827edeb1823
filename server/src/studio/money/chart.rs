//! Twelve months as bars, worked out here: a picture of SVG that needs no script.

use std::collections::BTreeMap;

use model::money;
use model::periods::Month;
use model::statements::Earned;

/// How many months a chart shows.
pub const MONTHS: u32 = 12;
/// How high the bars may be.
const HEIGHT: i64 = 160;
/// How far a bar is from the next.
const STEP: i64 = 58;

/// The bars of one currency.
#[derive(Debug, Clone)]
pub struct Chart {
    /// ISO 4217.
    pub currency: String,
    /// Oldest first.
    pub bars: Vec<Bar>,
    /// Where zero is, from above.
    pub zero: i64,
    /// The largest amount in words.
    pub most: String,
    /// Everything in words.
    pub label: String,
}

/// A month.
#[derive(Debug, Clone)]
pub struct Bar {
    /// "Nov".
    pub name: String,
    /// From the left.
    pub x: i64,
    /// From above.
    pub y: i64,
    /// How high.
    pub height: i64,
    /// "November 2026: €12.00".
    pub title: String,
}

/// A chart for each currency in which something was earned in the twelve months up to `last`.
#[must_use]
pub fn charts(earned: &[Earned], last: Month) -> Vec<Chart> {
    let months: Vec<Month> = (0..MONTHS).rev().map(|back| last.back(back)).collect();
    let mut sums: BTreeMap<&str, BTreeMap<Month, i64>> = BTreeMap::new();
    for one in earned.iter().filter(|one| months.contains(&Month::of(one.month))) {
        *sums.entry(&one.currency).or_default().entry(Month::of(one.month)).or_insert(0) += one.earned_minor;
    }
    sums.into_iter().map(|(currency, sums)| chart(currency, &months, &sums)).collect()
}

fn chart(currency: &str, months: &[Month], sums: &BTreeMap<Month, i64>) -> Chart {
    let amounts = || months.iter().map(|month| sums.get(month).copied().unwrap_or(0));
    let (most, least) = (amounts().max().unwrap_or(0).max(0), amounts().min().unwrap_or(0).min(0));
    let span = i128::from(most) - i128::from(least);
    let scaled = |minor: i64| {
        let height = i128::from(minor) * i128::from(HEIGHT) / span.max(1);
        i64::try_from(height).unwrap_or(0)
    };
    let zero = scaled(most);
    let bar = |(x, (month, minor)): (i64, (&Month, i64))| Bar {
        name: month.short(),
        x,
        y: zero - scaled(minor.max(0)),
        height: scaled(minor).abs(),
        title: format!("{}: {}", month.name(), money::shown(currency, minor)),
    };
    let places = (0..).map(|place: i64| place * STEP);
    let bars: Vec<Bar> = places.zip(months.iter().zip(amounts())).map(bar).collect();
    let label = bars.iter().map(|bar| bar.title.as_str()).collect::<Vec<_>>().join(", ");
    Chart { currency: currency.to_owned(), bars, zero, most: money::shown(currency, most), label }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earned(month: &str, minor: i64) -> Earned {
        let month: Month = month.parse().unwrap();
        Earned { month: month.first(), currency: "EUR".to_owned(), earned_minor: minor, sales: 1 }
    }

    #[test]
    fn bars_stand_on_zero_and_hang_from_it() {
        let all = [earned("2026-11", 300), earned("2026-10", -100), earned("2025-11", 900)];
        let charts = charts(&all, "2026-11".parse().unwrap());
        let chart = &charts[0];
        assert_eq!((charts.len(), chart.bars.len(), chart.zero, chart.most.as_str()), (1, 12, 120, "€3.00"));
        let (last, before, first) = (&chart.bars[11], &chart.bars[10], &chart.bars[0]);
        assert_eq!((last.y, last.height, last.name.as_str()), (0, 120, "Nov"));
        assert_eq!((before.y, before.height), (120, 40));
        assert_eq!((first.height, first.title.as_str()), (0, "December 2025: €0.00"));
        assert!(super::charts(&[], "2026-11".parse().unwrap()).is_empty());
    }
}
