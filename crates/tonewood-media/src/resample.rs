//! To one of the two rates of the ladder, with the exact length and nothing shifted.

use fourier::Rates;

use crate::error::Error;

/// The rate at which a track of `rate` is offered: 44,100 for its multiples and fractions, else 48,000.
pub fn ladder_rate(rate: u32) -> u32 {
    let family = 11_025;
    if rate.is_multiple_of(family) { 44_100 } else { 48_000 }
}

/// The greatest number by which both can be divided.
pub fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// How many frames `frames` become between these rates, from the first to the second: rounded, but never none.
pub fn length(frames: u64, (from, to): (u64, u64)) -> u64 {
    ((2 * frames * to + from) / (2 * from)).max(1)
}

/// Frames in half a step, about. So many keep the filter steep.
const HALF: usize = 2048;

/// Changes the rate of a stream of interleaved samples.
pub struct Resampler {
    inner: Rates,
    channels: usize,
    rates: (u64, u64),
    input: Vec<f32>,
    taken: u64,
    given: u64,
    /// Frames that come out before the first true one.
    delay: usize,
}

impl Resampler {
    /// From `from` to `to` frames per second.
    pub fn new(from: u32, to: u32, channels: u16) -> Result<Self, Error> {
        Self::with_step(from, to, channels, HALF)
    }

    /// The same with about `half` frames in half a step: fewer come out sooner, more make the filter steeper.
    pub fn with_step(from: u32, to: u32, channels: u16, half: usize) -> Result<Self, Error> {
        let channels = usize::from(channels);
        // Half a step is a whole number of frames at both rates, and an even one: the delay is half of that.
        let unit = (from / greatest_common_divisor(from, to)) as usize;
        let step = 2 * unit * half.div_ceil(unit).next_multiple_of(2);
        let inner = Rates::new(from, to, step, channels).map_err(|e| Error::internal("cannot resample")(&e))?;
        let delay = inner.delay();
        let rates = (from.into(), to.into());
        Ok(Self { inner, channels, rates, input: Vec::new(), taken: 0, given: 0, delay })
    }

    /// Whether it has taken any sample.
    pub fn is_used(&self) -> bool {
        self.taken > 0
    }

    /// Takes samples; gives those that come out to `sink`.
    pub fn push(&mut self, samples: &[f32], mut sink: impl FnMut(&[f32]) -> Result<(), Error>) -> Result<(), Error> {
        self.taken += (samples.len() / self.channels) as u64;
        self.input.extend_from_slice(samples);
        while self.input.len() / self.channels >= self.inner.wanted() {
            let used = self.step(None, &mut sink)?;
            self.input.drain(..used * self.channels);
        }
        Ok(())
    }

    /// Gives the rest: afterwards exactly as many frames have come out as the whole length times the ratio, rounded, but
    /// at least one.
    pub fn finish(mut self, mut sink: impl FnMut(&[f32]) -> Result<(), Error>) -> Result<(), Error> {
        let total = length(self.taken, self.rates);
        let left = self.input.len() / self.channels;
        // The step is as long as ever; what is missing is silence.
        self.input.resize(self.inner.wanted().max(left) * self.channels, 0.0);
        let mut partial = left;
        let mut exact = move |given: u64, samples: &[f32], channels: usize| {
            let room = usize::try_from(total - given).unwrap_or(usize::MAX).saturating_mul(channels);
            sink(samples.get(..room.min(samples.len())).unwrap_or_default())
        };
        while self.given < total {
            let (given, channels) = (self.given, self.channels);
            self.step(Some(partial), &mut |samples| exact(given, samples, channels))?;
            partial = 0;
        }
        Ok(())
    }

    /// One step; how many frames were used.
    fn step(
        &mut self,
        partial: Option<usize>,
        sink: &mut dyn FnMut(&[f32]) -> Result<(), Error>,
    ) -> Result<usize, Error> {
        let (used, samples) =
            self.inner.step(&self.input, partial).map_err(|e| Error::internal("cannot resample")(&e))?;
        let made = samples.len() / self.channels;
        let skip = self.delay.min(made);
        self.delay -= skip;
        let samples = samples.get(skip * self.channels..).unwrap_or_default();
        if !samples.is_empty() {
            sink(samples)?;
        }
        self.given += (made - skip) as u64;
        Ok(used)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resampled(from: u32, to: u32, input: &[f32]) -> Vec<f32> {
        let mut resampler = Resampler::new(from, to, 1).unwrap();
        let mut output = Vec::new();
        for part in input.chunks(1000) {
            resampler
                .push(part, |samples| {
                    output.extend_from_slice(samples);
                    Ok(())
                })
                .unwrap();
        }
        resampler
            .finish(|samples| {
                output.extend_from_slice(samples);
                Ok(())
            })
            .unwrap();
        output
    }

    #[test]
    fn the_length_is_exact_and_nothing_is_shifted() {
        for (from, to, frames) in [
            (96_000, 48_000, 100_001),
            (88_200, 44_100, 7),
            (32_000, 48_000, 40_000),
            (22_050, 44_100, 9_999),
            (192_000, 48_000, 1),
            (44_101, 48_000, 300_000),
        ] {
            let hz = 300.0;
            let wave =
                |rate: u32| move |i: usize| (i as f64 * hz / f64::from(rate) * std::f64::consts::TAU).sin() as f32;
            let input: Vec<_> = (0..frames).map(wave(from)).collect();
            let output = resampled(from, to, &input);
            assert_eq!(
                output.len(),
                (frames as f64 * f64::from(to) / f64::from(from)).round().max(1.0) as usize,
                "{from} to {to}"
            );
            let middle = output.len() / 4..output.len() * 3 / 4;
            let worst = middle.map(|i| (output[i] - wave(to)(i)).abs()).fold(0.0, f32::max);
            assert!(frames < 100 || worst < 1e-3, "{from} to {to}: {worst}");
        }
    }

    #[test]
    fn rates_have_families() {
        assert_eq!([11_025, 44_100, 88_200, 176_400].map(ladder_rate), [44_100; 4]);
        assert_eq!([8_000, 32_000, 48_000, 96_000, 192_000, 12_345].map(ladder_rate), [48_000; 6]);
    }
}
