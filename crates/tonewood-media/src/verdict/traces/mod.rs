//! The traces that an encoder leaves in the samples. It divides sound into blocks, turns each into a spectrum and rounds
//! that, and in every block much becomes nothing at all. Whoever divides what was decoded at the same places finds those
//! nothings again; a sample earlier or later they are gone. Nothing but an encoder is so particular about places, so this
//! tells also the best MP3 and AAC, which cut nothing off, and never a dull recording.

mod aac;
mod excerpts;
mod mp3;
mod rates;

use self::aac::Frames;
use self::excerpts::{Excerpt, Excerpts};
use self::mp3::Granules;
use self::rates::Rates;

/// Excerpts that are needed for a verdict.
const ENOUGH: usize = 8;
/// Excerpts below this power, -80 dBFS, say nothing: rounding to 16 bits is nearly as loud.
const FAINT: f32 = 1e-8;
/// The power that rounding leaves in every bin, about: what is below is nothing.
const ROUNDING: f64 = 2e-10;
/// How much deeper the one place must be than its neighbours: as a natural logarithm of power, and beside how much places
/// differ anyway. Sound that never was lossy reaches 0.05 and 1; the best of MP3s 0.12 and 3.
const DEEPER: f64 = 0.07;
const BESIDE: f64 = 2.0;
/// The part of the excerpts in which it must be deeper. By chance it is in one of 17, in tones that stand in one of 6.
const MANY: f64 = 0.3;

/// Looks for them in a lossless track.
pub struct Traces {
    rate: u32,
    excerpts: Excerpts,
}

impl Traces {
    /// For samples at `rate`.
    pub fn new(rate: u32) -> Self {
        Self { rate, excerpts: Excerpts::new(rate) }
    }

    /// Takes a block, the first frame of which is the `at`th of the track, channel by channel.
    pub fn push<'a>(&mut self, channels: impl Iterator<Item = &'a [f32]> + Clone, at: u64) {
        self.excerpts.push(channels, at);
    }

    /// The name of the format whose encoder was at work.
    pub fn finish(self) -> Option<&'static str> {
        let excerpts = self.excerpts.finish();
        // It may have been at another rate then: where that was changed and nothing else, the places can still be told.
        [44_100, 48_000].into_iter().find_map(|rate| {
            let rates = if rate <= self.rate { Rates::new(self.rate, rate)? } else { return None };
            encoder(excerpts.iter().map(|excerpt| rates.change(excerpt)))
        })
    }
}

/// The format that excerpts were once in, at the rate they have.
fn encoder(excerpts: impl Iterator<Item = Excerpt>) -> Option<&'static str> {
    let (mut mp3, mut aac) = (Vec::new(), Vec::new());
    let (granules, frames) = (Granules::new(), Frames::new());
    for excerpt in excerpts.filter(tells) {
        let mut levels = vec![0.0; mp3::HOP];
        granules.look(&excerpt.samples, |place, level| put(&mut levels, excerpt.at + place, level));
        mp3.push(levels);
        let mut levels = vec![0.0; aac::HOP];
        frames.look(&excerpt.samples, |place, level| put(&mut levels, excerpt.at + place, level));
        aac.push(levels);
    }
    let found = [(stands_out(&mp3), "MP3"), (stands_out(&aac), "AAC")];
    let found = found.into_iter().filter_map(|(by, name)| Some((by?, name)));
    found.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

fn put(levels: &mut [f64], place: u64, level: f64) {
    let place = place % levels.len() as u64;
    if let Some(slot) = usize::try_from(place).ok().and_then(|place| levels.get_mut(place)) {
        *slot = level;
    }
}

/// Whether an excerpt can tell anything: it is loud enough, and does not repeat itself as often as encoders divide, which
/// would make places differ by itself.
fn tells(excerpt: &Excerpt) -> bool {
    let samples = &excerpt.samples;
    let all = samples.iter().map(|sample| sample * sample).sum::<f32>();
    let repeats = |lag: usize| {
        let differences = samples.iter().zip(samples.iter().skip(lag)).map(|(now, then)| (now - then).powi(2));
        differences.sum::<f32>() < all / 50.0
    };
    all > FAINT * samples.len() as f32 && ![aac::HOP, 2 * aac::HOP, 2 * mp3::HOP].into_iter().any(repeats)
}

/// Whether one place has much less in it than all of those around it, in all excerpts together and in many by themselves, and how
/// much less beside how places differ anyway.
fn stands_out(excerpts: &[Vec<f64>]) -> Option<f64> {
    if excerpts.len() < ENOUGH {
        return None;
    }
    let places = excerpts.first()?.len();
    let mean = |place: usize| excerpts.iter().filter_map(|levels| levels.get(place)).sum::<f64>();
    let mean: Vec<f64> = (0..places).map(|place| mean(place) / excerpts.len() as f64).collect();
    let depths = depths(&mean);
    let (place, deepest) = depths.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let mut usual: Vec<f64> = depths.iter().map(|depth| depth.abs()).collect();
    usual.sort_by(f64::total_cmp);
    let beside = deepest / (1.48 * usual.get(places / 2)?).max(1e-9);
    if deepest < DEEPER || beside < BESIDE {
        return None;
    }
    // A few excerpts of a tone that stands may be as particular by chance.
    let lower = |levels: &&Vec<f64>| self::depths(levels).get(place).is_some_and(|depth| *depth > 0.0);
    let many = excerpts.iter().filter(lower).count() as f64 > MANY * excerpts.len() as f64;
    many.then_some(beside)
}

/// By how much each place is lower than the lowest of the 16 around it, without its neighbours.
fn depths(levels: &[f64]) -> Vec<f64> {
    let places = levels.len();
    let around: Vec<f64> = levels.iter().cycle().skip(places - 9 % places.max(1)).take(places + 18).copied().collect();
    let depth = |window: &[f64]| {
        let (before, rest) = window.split_at_checked(8)?;
        let ([_, middle, _], after) = rest.split_first_chunk::<3>()?;
        let lowest = before.iter().chain(after).copied().fold(f64::MAX, f64::min);
        Some(lowest - middle)
    };
    around.windows(19).filter_map(depth).collect()
}

/// The mean of the logarithms of the power of so many bins.
fn level(bins: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = bins.len() as f64;
    // A logarithm costs more than many products.
    let (sum, product, _) = bins.fold((0.0, 1.0, 0), |(sum, product, taken), bin| {
        let product = product * (bin * bin + ROUNDING);
        if taken == 15 { (sum + f64::ln(product), 1.0, 0) } else { (sum, product, taken + 1) }
    });
    (sum + f64::ln(product)) / count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise, the same every time.
    fn noise(count: usize) -> Vec<f32> {
        let mut state = 0x2545_f491_u32;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            f64::from(state >> 8) / f64::from(1 << 23) - 1.0
        };
        (0..count).map(|_| next() as f32 * 0.3).collect()
    }

    fn verdict(rate: u32, samples: &[f32]) -> Option<&'static str> {
        let mut traces = Traces::new(rate);
        for (index, block) in samples.chunks(1000).enumerate() {
            traces.push([block, block].into_iter(), index as u64 * 1000);
        }
        traces.finish()
    }

    #[test]
    fn one_place_stands_out_in_many_excerpts_or_not_at_all() {
        let flat = |lows: &[usize]| {
            let mut levels: Vec<f64> = (0..576).map(|place| f64::from(place % 7) * 0.01).collect();
            lows.iter().for_each(|low| levels[*low] = -1.0);
            levels
        };
        assert_eq!(stands_out(&vec![flat(&[]); 20]), None);
        assert!(stands_out(&vec![flat(&[300]); 20]).is_some());
        assert!(stands_out(&vec![flat(&[0]); 20]).is_some());
        assert_eq!(stands_out(&vec![flat(&[300]); ENOUGH - 1]), None, "too few excerpts");
        assert_eq!(stands_out(&vec![flat(&[300, 305]); 20]), None, "two places");
        let some = |count: usize| (0..20).map(|at| flat(if at < count { &[300] } else { &[] })).collect::<Vec<_>>();
        assert!(stands_out(&some(12)).is_some());
        assert_eq!(stands_out(&some(5)), None, "in too few of them");
    }

    #[test]
    fn sound_that_repeats_as_often_as_encoders_divide_is_no_trace() {
        for period in [64, 441, 576, 1024, 1152, 2048] {
            let pulses: Vec<f32> = (0..400_000).map(|at| if at % period == 0 { 0.6 } else { 0.0 }).collect();
            assert_eq!(verdict(44_100, &pulses), None, "pulses each {period}");
            let saw: Vec<f32> = (0..400_000).map(|at| (at % period) as f32 / period as f32 - 0.5).collect();
            assert_eq!(verdict(44_100, &saw), None, "a saw of {period}");
            let hiss = noise(400_000);
            let gate = |(at, hiss): (usize, &f32)| if at / period % 3 == 0 { *hiss } else { 0.0 };
            let gated: Vec<f32> = hiss.iter().enumerate().map(gate).collect();
            assert_eq!(verdict(44_100, &gated), None, "noise in bursts of {period}");
        }
    }

    #[test]
    fn little_is_no_verdict() {
        assert_eq!(verdict(44_100, &[]), None);
        assert_eq!(verdict(44_100, &noise(5000)), None);
        assert_eq!(verdict(12_345, &noise(50_000)), None);
        assert_eq!(verdict(44_101, &noise(100_000)), None);
        assert_eq!(verdict(48_000, &vec![0.0; 100_000]), None);
    }
}
