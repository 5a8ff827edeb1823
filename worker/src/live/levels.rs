//! How loud a source is: peaks, clipped samples, and momentary loudness as EBU R 128 has it. Counted over the samples
//! themselves, so it does not matter how often somebody looks.

use std::collections::VecDeque;

/// Frames in a block, 100 ms: the step of all that is shown.
const BLOCK: u32 = media::live::RATE / 10;
/// Blocks of the momentary loudness, 400 ms.
const MOMENT: usize = 4;
/// Blocks of the peak, so that nobody who looks ten times a second misses one.
const PEAK: usize = 2;
/// Blocks in which clipped samples are counted, 10 s.
const CLIPPED: usize = 100;
/// What silence is, in dB.
const SILENCE: f32 = -120.0;
/// Full scale, as the loudest 16-bit sample has it.
const FULL: f32 = 32_767.0 / 32_768.0;

/// The two filters of K-weighting at 48 kHz (ITU-R BS.1770): feed forward, then feedback.
const SHELF: [f64; 5] =
    [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85, -1.690_659_293_182_41, 0.732_480_774_215_85];
const HIGH_PASS: [f64; 5] = [1.0, -2.0, 1.0, -1.990_047_454_833_98, 0.990_072_250_366_21];

/// A filter with what it remembers.
#[derive(Debug, Clone, Copy, Default)]
struct Biquad {
    first: f64,
    second: f64,
}

impl Biquad {
    fn step(&mut self, [b0, b1, b2, a1, a2]: [f64; 5], x: f64) -> f64 {
        let y = b0.mul_add(x, self.first);
        self.first = b1.mul_add(x, a1.mul_add(-y, self.second));
        self.second = b2.mul_add(x, -a2 * y);
        y
    }
}

/// What one block of 100 ms had.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    frames: u32,
    peak: [f32; 2],
    clipped: u32,
    energy: f64,
}

/// Measures a stream of samples.
#[derive(Debug, Default)]
pub struct Levels {
    filters: [[Biquad; 2]; 2],
    current: Block,
    done: VecDeque<Block>,
}

/// What was measured last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Loudest sample of the last 0.2 s, left and right, in dBFS; -120 for silence.
    pub peak_dbfs: [f32; 2],
    /// Momentary loudness in LUFS; -120 for silence.
    pub momentary_lufs: f32,
    /// Clipped samples in the last ten seconds.
    pub clipped: u32,
}

impl Levels {
    /// Takes interleaved stereo samples.
    pub fn take(&mut self, samples: &[f32]) {
        for frame in samples.as_chunks::<2>().0 {
            let channels = frame.iter().zip(&mut self.filters).zip(&mut self.current.peak);
            for ((sample, [shelf, high_pass]), peak) in channels {
                // A filter that has swallowed a NaN never recovers.
                let sample = if sample.is_finite() { *sample } else { 0.0 };
                *peak = peak.max(sample.abs());
                self.current.clipped += u32::from(sample.abs() >= FULL);
                let weighted = high_pass.step(HIGH_PASS, shelf.step(SHELF, f64::from(sample)));
                self.current.energy = weighted.mul_add(weighted, self.current.energy);
            }
            self.current.frames += 1;
            if self.current.frames == BLOCK {
                self.done.push_back(std::mem::take(&mut self.current));
                if self.done.len() > CLIPPED {
                    self.done.pop_front();
                }
            }
        }
    }

    /// What the last whole blocks had.
    #[must_use]
    pub fn level(&self) -> Level {
        let last = |count: usize| self.done.iter().rev().take(count);
        let peaks = last(PEAK).fold([0.0_f32; 2], |[l, r], block| [l.max(block.peak[0]), r.max(block.peak[1])]);
        let (energy, frames) = last(MOMENT)
            .fold((0.0, 0.0), |(energy, frames), block| (energy + block.energy, frames + f64::from(block.frames)));
        Level {
            peak_dbfs: peaks.map(|peak| decibels(f64::from(peak) * f64::from(peak))),
            momentary_lufs: if frames > 0.0 { loudness(energy / frames) } else { SILENCE },
            clipped: self.done.iter().map(|block| block.clipped).sum(),
        }
    }
}

/// Power to decibels, silence at the lowest.
fn decibels(power: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a meter needs no more than seven digits")]
    let decibels = (10.0 * power.max(1e-20).log10()) as f32;
    decibels.max(SILENCE)
}

fn loudness(power: f64) -> f32 {
    (decibels(power) - 0.691).max(SILENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sine of 997 Hz in both channels.
    fn tone(seconds: f64, amplitude: f64) -> Vec<f32> {
        let frames = (seconds * 48_000.0) as u32;
        let sample = |at: u32| ((f64::from(at) / 48_000.0 * 997.0 * std::f64::consts::TAU).sin() * amplitude) as f32;
        (0..frames).flat_map(|at| [sample(at); 2]).collect()
    }

    #[test]
    fn a_tone_is_as_loud_as_the_recommendation_says() {
        let mut levels = Levels::default();
        // A stereo sine of 997 Hz at -23 dBFS reads -23 LUFS.
        levels.take(&tone(1.0, 10_f64.powf(-23.0 / 20.0)));
        let level = levels.level();
        assert!((level.momentary_lufs + 23.0).abs() < 0.1, "{level:?}");
        assert!(level.peak_dbfs.iter().all(|peak| (peak + 23.0).abs() < 0.1), "{level:?}");
        assert_eq!(level.clipped, 0);
    }

    #[test]
    fn clipping_is_counted_for_ten_seconds() {
        let mut levels = Levels::default();
        levels.take(&vec![1.0; 9_600]);
        assert_eq!(levels.level().clipped, 9_600);
        levels.take(&tone(10.0, 0.1));
        assert_eq!(levels.level().clipped, 0);
    }

    #[test]
    fn silence_and_nonsense_are_silent() {
        let mut levels = Levels::default();
        assert_eq!(levels.level().momentary_lufs, SILENCE);
        levels.take(&vec![f32::NAN; 96_000]);
        assert_eq!(levels.level(), Level { peak_dbfs: [SILENCE; 2], momentary_lufs: SILENCE, clipped: 0 });
    }
}
