//! Peaks between the samples, by four-fold oversampling (ITU-R BS.1770), only where they can matter.

use std::f32::consts::PI;

/// Samples from which a point between two of them is computed.
const TAPS: usize = 12;
/// Points between two samples.
const POINTS: usize = 3;
/// Nothing is computed between samples that are smaller than this part of what is looked for: music does not rise that
/// far between two samples.
const NEAR: f32 = 0.6;
/// What is looked for at least: -1 dBTP.
const FLOOR: f32 = 0.891;
/// Samples that are passed over together.
const STEP: usize = 64;

/// Finds the highest in one channel.
pub struct TruePeak {
    filters: [[f32; TAPS]; POINTS],
    /// The last samples of the block before, then those of this one.
    samples: Vec<f32>,
    oversample: bool,
    peak: f32,
    at: u64,
}

impl TruePeak {
    /// For samples at `rate`. From 176,400 on the samples themselves are dense enough.
    pub fn new(rate: u32) -> Self {
        let filters = std::array::from_fn(|point| filter((point + 1) as f32 / (POINTS + 1) as f32));
        Self { filters, samples: vec![0.0; TAPS - 1], oversample: rate < 176_400, peak: 0.0, at: 0 }
    }

    /// Takes the samples of a block, the first of them the `at`th of the track.
    pub fn push(&mut self, block: &[f32], at: u64) {
        self.samples.extend_from_slice(block);
        let samples = std::mem::take(&mut self.samples);
        let points = samples.len().saturating_sub(TAPS - 1);
        for start in (0..points).step_by(STEP) {
            let end = (start + STEP).min(points);
            // The two samples around a point stand in the middle of those it is computed from.
            let middle = samples.get(start + TAPS / 2 - 1..=end + TAPS / 2 - 1).unwrap_or_default();
            if super::peak(middle) >= NEAR * self.peak.max(FLOOR) {
                let span = samples.get(start..end + TAPS - 1).unwrap_or_default();
                self.search(span, (at + start as u64).saturating_sub(TAPS as u64 / 2));
            }
        }
        self.samples = samples;
        self.samples.drain(..points);
    }

    fn search(&mut self, span: &[f32], at: u64) {
        for (frame, window) in (at..).zip(span.windows(TAPS)) {
            let [.., before, after, _, _, _, _, _] = window else { continue };
            let near = before.abs().max(after.abs());
            if near < NEAR * self.peak.max(FLOOR) {
                continue;
            }
            let mut highest = near;
            if self.oversample {
                for filter in &self.filters {
                    let point: f32 = filter.iter().zip(window).map(|(factor, sample)| factor * sample).sum();
                    highest = highest.max(point.abs());
                }
            }
            if highest > self.peak {
                (self.peak, self.at) = (highest, frame);
            }
        }
    }

    /// The highest, in dBTP; not exact below -1.
    pub fn peak(&self) -> f64 {
        20.0 * f64::from(self.peak).log10()
    }

    /// The frame where it is.
    pub fn at(&self) -> u64 {
        self.at
    }
}

/// Factors for the point at this part of the way between the two samples in the middle: a sinc under a Hann window.
fn filter(part: f32) -> [f32; TAPS] {
    let half = (TAPS / 2) as f32;
    let mut filter = std::array::from_fn(|tap| {
        let x = tap as f32 - (half - 1.0) - part;
        let sinc = if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
        sinc * (PI * x / (2.0 * half)).cos().powi(2)
    });
    let sum: f32 = filter.iter().sum();
    filter.iter_mut().for_each(|factor| *factor /= sum);
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_between_its_samples_is_found() {
        // At a quarter of the rate, 45 degrees off, no sample is higher than 0.707.
        let tone: Vec<f32> = (0..4000).map(|i| (i as f32 * PI / 2.0 + PI / 4.0).sin()).collect();
        for block in [7, 64, 1000] {
            let mut peak = TruePeak::new(44_100);
            tone.chunks(block).enumerate().for_each(|(i, part)| peak.push(part, (i * block) as u64));
            assert!(peak.peak().abs() < 0.3, "{} in blocks of {block}", peak.peak());
        }
    }

    #[test]
    fn a_single_peak_is_found_where_it_is() {
        let mut samples = vec![0.0; 1000];
        samples[700] = 0.95;
        let mut peak = TruePeak::new(48_000);
        peak.push(&samples[..702], 0);
        peak.push(&samples[702..], 702);
        assert!((peak.peak() - -0.45).abs() < 0.1, "{}", peak.peak());
        assert!(peak.at().abs_diff(700) <= 1, "{}", peak.at());
    }
}
