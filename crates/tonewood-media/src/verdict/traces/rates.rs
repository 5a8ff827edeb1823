use std::f64::consts::PI;

use super::excerpts::{Excerpt, LENGTH};
use crate::resample::greatest_common_divisor;

/// Samples on either side, at the lower rate, from which one is computed.
const HALF: usize = 24;
/// More places between two samples than any two usual rates have.
const MOST: u32 = 640;

/// Changes the rate of excerpts so that the samples lie where they would have lain at the other rate.
pub struct Rates {
    /// From one of the new samples to the next it is `down / up` old ones.
    up: u64,
    down: u64,
    /// By the place between two old samples: factors of those around it. Empty where nothing changes.
    kernels: Vec<Vec<f32>>,
    half: usize,
}

impl Rates {
    /// From one rate to another; `None` for rates that have too little in common.
    pub fn new(from: u32, to: u32) -> Option<Self> {
        let common = greatest_common_divisor(from, to).max(1);
        let (up, down) = (to / common, from / common);
        if up > MOST {
            return None;
        }
        let cutoff = (f64::from(to) / f64::from(from)).min(1.0);
        let half = (HALF as f64 / cutoff).ceil();
        let factor = |away: f64| {
            let x = PI * away * cutoff;
            let sinc = if x == 0.0 { 1.0 } else { x.sin() / x };
            let turn = PI * away / (half + 1.0);
            cutoff * sinc * (0.42 + 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos())
        };
        let half = half as usize;
        let kernel = |place: u32| {
            let part = f64::from(place) / f64::from(up);
            (0..2 * half).map(|tap| factor(tap as f64 + 1.0 - half as f64 - part) as f32).collect()
        };
        let kernels = if up == down { Vec::new() } else { (0..up).map(kernel).collect() };
        Some(Self { up: up.into(), down: down.into(), kernels, half })
    }

    /// An excerpt at the new rate, some samples shorter at both ends.
    pub fn change(&self, excerpt: &Excerpt) -> Excerpt {
        if self.kernels.is_empty() {
            return Excerpt { at: excerpt.at, samples: excerpt.samples.iter().take(LENGTH).copied().collect() };
        }
        let at = ((excerpt.at + self.half as u64) * self.up).div_ceil(self.down);
        let sample = |number: u64| {
            let place = number * self.down;
            let kernel = self.kernels.get(usize::try_from(place % self.up).ok()?)?;
            let from = usize::try_from(place / self.up + 1 - excerpt.at).ok()?.checked_sub(self.half)?;
            let around = excerpt.samples.get(from..from + kernel.len())?;
            Some(around.iter().zip(kernel).map(|(sample, factor)| sample * factor).sum())
        };
        Excerpt { at, samples: (at..at + LENGTH as u64).map_while(sample).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::traces::excerpts::Excerpts;

    #[test]
    fn samples_lie_where_they_would_have_lain() {
        for (from, to) in [(48_000, 44_100), (96_000, 48_000), (192_000, 44_100), (88_200, 44_100), (44_100, 44_100)] {
            let wave = |rate: u32| move |at: u64| (at as f64 / f64::from(rate) * 9_000.0 * 2.0 * PI).sin() as f32;
            let mut excerpts = Excerpts::new(from);
            let samples: Vec<f32> = (0..u64::from(from)).map(wave(from)).collect();
            excerpts.push(std::iter::once(&*samples), 0);
            let rates = Rates::new(from, to).unwrap();
            for excerpt in excerpts.finish() {
                let changed = rates.change(&excerpt);
                assert_eq!(changed.samples.len(), LENGTH, "{from} to {to}");
                let wrong = (changed.at..).zip(&changed.samples).map(|(at, it)| (wave(to)(at) - it).abs());
                let worst = wrong.fold(0.0, f32::max);
                assert!(worst < 1e-3, "{from} to {to}: {worst}");
            }
        }
    }
}
