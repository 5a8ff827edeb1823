//! The groove: a record as one strip of bars, each track as wide as it is long.

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
    let loudest = playing.iter().flat_map(|(_, encoding)| encoding.waveform.iter().copied()).max().unwrap_or(0);
    let strip = |((entry, encoding), (length, share)): ((&&Entry, &model::encodings::Encoding), (&i64, usize))| {
        let bars = (BARS * length / total).clamp(FEWEST_BARS, BARS);
        let bars = usize::try_from(bars).unwrap_or(1);
        Strip {
            id: entry.track.id.to_string(),
            number: entry.track.position,
            title: entry.track.title.clone(),
            mp3: addresses.media(encoding).mp3,
            duration_ms: *length,
            share,
            wave: path(&encoding.waveform, bars, loudest),
            wave_width: bars,
        }
    };
    playing.into_iter().zip(lengths.iter().zip(shares(&lengths))).map(strip).collect()
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

/// `bars` bars drawn from `peaks` (0 to 255), as high as the strip where they are as loud as `loudest`. Empty peaks give
/// no path.
#[must_use]
pub fn path(peaks: &[u8], bars: usize, loudest: u8) -> String {
    use std::fmt::Write as _;
    let mut path = String::with_capacity(bars * 12);
    if peaks.is_empty() || bars == 0 {
        return path;
    }
    for bar in 0..bars {
        let first = bar * peaks.len() / bars;
        let behind = ((bar + 1) * peaks.len() / bars).max(first + 1);
        let window = peaks.get(first..behind.min(peaks.len())).unwrap_or_default();
        // The mean, not the highest: a drum on every beat would make every bar as high as the next.
        let sum: i64 = window.iter().map(|peak| i64::from(*peak)).sum();
        let mean = sum / i64::try_from(window.len().max(1)).unwrap_or(1);
        let half = (mean * 48 / i64::from(loudest.max(1))).clamp(SILENCE, 48);
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
        for lengths in [vec![1], vec![1, 1, 1], vec![254, 198, 341, 97, 283, 312, 226, 389, 361], vec![100_000, 1, 1, 1]] {
            let shares = shares(&lengths);
            assert_eq!(shares.iter().sum::<usize>(), 100, "{lengths:?}: {shares:?}");
            assert!(shares.iter().all(|share| *share >= 1));
        }
        assert_eq!(shares(&vec![5; 150]), vec![1; 150]);
        assert!(shares(&[]).is_empty());
    }

    #[test]
    fn bars_follow_the_peaks() {
        assert_eq!(path(&[0, 255], 2, 255), "M0.5 48V52M1.5 2V98");
        assert_eq!(path(&[100, 200, 0, 0], 2, 200), "M0.5 14V86M1.5 48V52");
        assert_eq!(path(&[9], 3, 9).matches('M').count(), 3);
        assert_eq!(path(&[], 3, 9), "");
    }
}
