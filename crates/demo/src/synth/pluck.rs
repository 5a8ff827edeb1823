//! Plucked strings after Karplus and Strong: a burst of noise goes round a delay line and loses its edge.

use super::filter::OnePole;
use super::{Instrument, Tone, fade_out};
use crate::rng::Rng;

/// A plucked string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pluck {
    /// Brightness of the pluck in Hz at full velocity.
    pub bright: f32,
    /// Seconds the note rings at middle C (to -60 dB).
    pub ring: f32,
    /// Where it is plucked, as a share of the string.
    pub position: f32,
    /// Seconds from damping to silence.
    pub release: f32,
    /// Two strings, a few cents apart, as on a mandolin.
    pub doubled: bool,
}

/// A nylon-strung guitar.
pub fn guitar() -> Pluck {
    Pluck { bright: 3800.0, ring: 3.6, position: 0.19, release: 0.18, doubled: false }
}

/// A small bright instrument with pairs of strings.
pub fn mandolin() -> Pluck {
    Pluck { bright: 6800.0, ring: 2.4, position: 0.13, release: 0.25, doubled: true }
}

/// A plucked upright bass.
pub fn upright_bass() -> Pluck {
    Pluck { bright: 1300.0, ring: 3.2, position: 0.3, release: 0.09, doubled: false }
}

/// One string going round.
struct StringLoop {
    line: Vec<f32>,
    at: usize,
    fraction: f32,
    allpass: (f32, f32),
    last: f32,
    blend: f32,
    loss: f32,
}

impl StringLoop {
    fn new(pluck: &Pluck, tone: &Tone, cents: f32, rng: &mut Rng) -> Self {
        let hertz = tone.hertz * (cents / 1200.0).exp2();
        // Higher blend is a duller loop; high strings lose treble fast enough by themselves.
        let blend = (0.32 * (261.6 / hertz).sqrt()).clamp(0.06, 0.42);
        let period = tone.rate / hertz - blend;
        let whole = (period - 0.3).floor().max(2.0);
        let delay = period - whole;
        let ring = pluck.ring * (261.6 / hertz).powf(0.45);
        let length = whole as usize;
        let mut soft = OnePole::new(pluck.bright * (0.25 + 0.75 * tone.velocity), tone.rate);
        let mut softer = OnePole::new(pluck.bright * 1.5, tone.rate);
        let burst: Vec<f32> = (0..length).map(|_| softer.low(soft.low(rng.signed()))).collect();
        let mean = burst.iter().sum::<f32>() / length as f32;
        // A string plucked at a point lacks the harmonics that have a node there.
        let shift = ((pluck.position * length as f32) as usize).max(1);
        let line: Vec<f32> = (0..length)
            .map(|i| {
                let here = burst.get(i).copied().unwrap_or(0.0);
                let there = burst.get((i + length - shift % length) % length).copied().unwrap_or(0.0);
                (here - mean) - 0.9 * (there - mean)
            })
            .collect();
        let power = (line.iter().map(|s| s * s).sum::<f32>() / length as f32).sqrt().max(1e-6);
        Self {
            line: line.into_iter().map(|s| s / power).collect(),
            at: 0,
            fraction: (1.0 - delay) / (1.0 + delay),
            allpass: (0.0, 0.0),
            last: 0.0,
            blend,
            loss: (-6.9 / (ring * hertz)).exp(),
        }
    }

    fn step(&mut self) -> f32 {
        let Some(slot) = self.line.get_mut(self.at) else { return 0.0 };
        let out = *slot;
        let smooth = (1.0 - self.blend) * out + self.blend * self.last;
        self.last = out;
        let tuned = self.fraction * (smooth - self.allpass.1) + self.allpass.0;
        self.allpass = (smooth, tuned);
        *slot = tuned * self.loss;
        self.at += 1;
        if self.at == self.line.len() {
            self.at = 0;
        }
        out
    }
}

impl Instrument for Pluck {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let held = tone.held();
        let release = tone.frames(self.release).max(64);
        let detune: &[f32] = if self.doubled { &[-3.5, 3.5] } else { &[0.0] };
        let mut strings: Vec<StringLoop> =
            detune.iter().map(|cents| StringLoop::new(self, tone, cents + 0.6 * rng.signed(), &mut rng)).collect();
        let gain = 0.16 * (0.2 + 0.8 * tone.velocity) / (detune.len() as f32).sqrt();
        let attack = 1.0 / (0.0015 * tone.rate);
        out.reserve(held + release);
        for frame in 0..held + release {
            let sum: f32 = strings.iter_mut().map(StringLoop::step).sum();
            let key = if frame < held { 1.0 } else { 1.0 - (frame - held) as f32 / release as f32 };
            out.push(sum * gain * key * key * (frame as f32 * attack).min(1.0));
        }
        fade_out(out, 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::hertz;

    /// Period by autocorrelation around the expected one, refined by a parabola.
    fn measured(sound: &[f32], expected: f32, rate: f32) -> f32 {
        let at = |lag: usize| -> f32 { sound.iter().zip(&sound[lag..]).take(20_000).map(|(a, b)| a * b).sum() };
        let centre = (rate / expected) as usize;
        let best = (centre - 3..=centre + 3).max_by(|a, b| at(*a).total_cmp(&at(*b))).unwrap();
        let (y0, y1, y2) = (at(best - 1), at(best), at(best + 1));
        rate / (best as f32 + 0.5 * (y0 - y2) / (y0 - 2.0 * y1 + y2))
    }

    #[test]
    fn strings_are_in_tune() {
        for pitch in [40.0, 52.0, 60.0, 67.0] {
            let wanted = hertz(pitch);
            let tone = Tone { hertz: wanted, seconds: 1.5, velocity: 0.8, rate: 44_100.0, seed: 7 };
            let mut sound = Vec::new();
            guitar().play(&tone, &mut sound);
            let cents = 1200.0 * (measured(&sound[4000..], wanted, 44_100.0) / wanted).log2();
            assert!(cents.abs() < 6.0, "pitch {pitch}: {cents} cents off");
        }
    }
}
