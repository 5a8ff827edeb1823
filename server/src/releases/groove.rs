//! The groove: a record as one strip of bars, each track as wide as it is long.

use model::encodings::Encoding;

use crate::releases::addresses::Addresses;
use crate::releases::record::{Entry, Record};

/// Bars of a whole record.
const BARS: i64 = 320;
/// The fewest bars of a track, so that a short one can still be told from its neighbours.
const FEWEST_BARS: i64 = 10;
/// Half the height of a bar where there is silence; the strip is 100 high.
const SILENCE: i64 = 2;

/// One track of the groove, as `components/groove.html` draws it.
#[derive(Debug, Clone)]
pub struct Strip {
    /// The track's id.
    pub id: String,
    /// Its position.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// Its MP3.
    pub mp3: String,
    /// Its length.
    pub duration_ms: i64,
    /// Its percent of the record, 1 to 100.
    pub share: usize,
    /// SVG path data: a bar at every half.
    pub wave: String,
    /// How many bars.
    pub wave_width: usize,
}

/// A track's length in milliseconds, its levels, and its percent of the record.
type Measured<'a> = ((&'a i64, &'a Vec<u8>), usize);

/// The strips of all tracks that play.
#[must_use]
pub fn strips(record: &Record, addresses: &Addresses<'_>) -> Vec<Strip> {
    of(&record.entries.iter().collect::<Vec<_>>(), addresses)
}

/// The strips of these tracks, as far as they play.
#[must_use]
pub fn of(entries: &[&Entry], addresses: &Addresses<'_>) -> Vec<Strip> {
    let playing: Vec<_> =
        entries.iter().filter_map(|entry| entry.encoding.as_ref().map(|encoding| (entry, encoding))).collect();
    let lengths: Vec<i64> = playing.iter().map(|(entry, _)| entry.duration_ms().max(1)).collect();
    let total: i64 = lengths.iter().sum::<i64>().max(1);
    let bars_of = |length: i64| usize::try_from((BARS * length / total).clamp(FEWEST_BARS, BARS)).unwrap_or(1);
    let levels: Vec<Vec<u8>> = playing
        .iter()
        .zip(&lengths)
        .map(|((_, encoding), length)| levels(&encoding.waveform, bars_of(*length)))
        .collect();
    let loudest = levels.iter().flatten().copied().max().unwrap_or(0);
    let strip = |((entry, encoding), ((length, levels), share)): ((&&Entry, &Encoding), Measured<'_>)| Strip {
        id: entry.track.id.to_string(),
        number: entry.track.position,
        title: entry.track.title.clone(),
        mp3: addresses.media(encoding).mp3,
        duration_ms: *length,
        share,
        wave: path(levels, loudest),
        wave_width: bars_of(*length),
    };
    playing.into_iter().zip(lengths.iter().zip(&levels).zip(shares(&lengths))).map(strip).collect()
}

/// What percent of the whole each length is: whole numbers from 1 that add up to 100 (more with more than 100 lengths).
fn shares(lengths: &[i64]) -> Vec<usize> {
    let total = lengths.iter().sum::<i64>().max(1);
    let mut shares: Vec<i64> = lengths.iter().map(|length| (length * 100 / total).max(1)).collect();
    let mut by_rest: Vec<usize> = (0..lengths.len()).collect();
    by_rest.sort_by_key(|index| std::cmp::Reverse(lengths.get(*index).map_or(0, |length| length * 100 % total)));
    let mut missing = 100 - shares.iter().sum::<i64>();
    for index in by_rest {
        if let Some(share) = shares.get_mut(index)
            && missing > 0
        {
            *share += 1;
            missing -= 1;
        }
    }
    while missing < 0 {
        match shares.iter_mut().max() {
            Some(widest) if *widest > 1 => *widest -= 1,
            _ => break,
        }
        missing += 1;
    }
    shares.into_iter().map(|share| usize::try_from(share).unwrap_or(1)).collect()
}

/// `bars` levels out of `peaks`, none out of none. A level is the mean of its peaks: with the highest of them, a drum on
/// every beat would make every bar as high as the next.
fn levels(peaks: &[u8], bars: usize) -> Vec<u8> {
    if peaks.is_empty() {
        return Vec::new();
    }
    let level = |bar: usize| {
        let first = bar * peaks.len() / bars;
        let behind = ((bar + 1) * peaks.len() / bars).max(first + 1);
        let window = peaks.get(first..behind.min(peaks.len())).unwrap_or_default();
        let sum: usize = window.iter().map(|peak| usize::from(*peak)).sum();
        u8::try_from(sum / window.len().max(1)).unwrap_or(u8::MAX)
    };
    (0..bars).map(level).collect()
}

/// A bar for each level, as high as the strip where it is as loud as `loudest`. No levels give no path.
fn path(levels: &[u8], loudest: u8) -> String {
    use std::fmt::Write as _;
    let mut path = String::with_capacity(levels.len() * 12);
    for (bar, level) in levels.iter().enumerate() {
        let half = (i64::from(*level) * 48 / i64::from(loudest.max(1))).clamp(SILENCE, 48);
        // Writing into a String cannot fail.
        let _ = write!(path, "M{bar}.5 {}V{}", 50 - half, 50 + half);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_a_hundred_and_none_is_nothing() {
        for lengths in
            [vec![1], vec![1, 1, 1], vec![254, 198, 341, 97, 283, 312, 226, 389, 361], vec![100_000, 1, 1, 1]]
        {
            let shares = shares(&lengths);
            assert_eq!(shares.iter().sum::<usize>(), 100, "{lengths:?}: {shares:?}");
            assert!(shares.iter().all(|share| *share >= 1));
        }
        assert_eq!(shares(&vec![5; 150]), vec![1; 150]);
        assert!(shares(&[]).is_empty());
    }

    #[test]
    fn bars_follow_the_peaks() {
        assert_eq!(path(&levels(&[0, 255], 2), 255), "M0.5 48V52M1.5 2V98");
        assert_eq!(path(&levels(&[100, 200, 0, 0], 2), 150), "M0.5 2V98M1.5 48V52");
        assert_eq!(levels(&[9], 3), [9, 9, 9]);
        assert_eq!(path(&levels(&[], 3), 9), "");
    }
}
