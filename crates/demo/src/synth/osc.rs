//! Subtractive tones: band-limited waves through a swept low-pass.

use super::envelope::Adsr;
use super::filter::Svf;
use super::{Instrument, Tone, sine};
use crate::rng::Rng;

/// A wave form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wave {
    /// Bright.
    Saw,
    /// Hollow; the share of the period that is high.
    Pulse(f32),
    /// Soft, in 16 steps, as small games machines had it.
    Stepped,
    /// Soft.
    Triangle,
}

/// A subtractive synthesiser voice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Analog {
    /// The wave.
    pub wave: Wave,
    /// Number of detuned oscillators (1 to 3) and the distance between them in cents.
    pub unison: (u8, f32),
    /// Loudness over time.
    pub envelope: Adsr,
    /// Cutoff at rest in Hz, before key tracking.
    pub cutoff: f32,
    /// Octaves the cutoff is raised at the start, and the seconds in which that falls by two thirds.
    pub sweep: (f32, f32),
    /// Resonance, 0.0 to 1.0.
    pub resonance: f32,
    /// Depth of the vibrato in cents and its speed in Hz; it sets in slowly.
    pub vibrato: (f32, f32),
    /// Level of a sine an octave below.
    pub sub: f32,
}

/// Corrects a step of height 2 around its edge, so that it makes no aliases (polyBLEP).
fn blep(phase: f32, step: f32) -> f32 {
    if phase < step {
        let t = phase / step;
        t + t - t * t - 1.0
    } else if phase > 1.0 - step {
        let t = (phase - 1.0) / step;
        t * t + t + t + 1.0
    } else {
        0.0
    }
}

fn wrap(phase: f32) -> f32 {
    if phase >= 1.0 { phase - 1.0 } else { phase }
}

impl Wave {
    /// The sample at a phase in turns that moves `step` turns a frame.
    fn at(self, phase: f32, step: f32) -> f32 {
        match self {
            Self::Saw => 2.0 * phase - 1.0 - blep(phase, step),
            Self::Pulse(duty) => {
                let level = if phase < duty { 1.0 } else { -1.0 };
                // The mean of the wave is taken away, so that narrow pulses carry no DC.
                level + blep(phase, step) - blep(wrap(phase + 1.0 - duty), step) - (2.0 * duty - 1.0)
            }
            Self::Stepped => {
                let stair = (phase * 16.0).floor() / 15.0;
                (1.0 - (stair * 2.0 - 1.0).abs()) * 2.0 - 1.0 + 0.066
            }
            Self::Triangle => (1.0 - (phase * 2.0 - 1.0).abs()) * 2.0 - 1.0,
        }
    }
}

impl Instrument for Analog {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let held = tone.held();
        let frames = self.envelope.frames(held, tone.rate);
        let mut envelope = self.envelope.start(held, tone.rate);
        let mut filter = Svf::new(self.cutoff, self.resonance, tone.rate);
        let voices = self.unison.0.max(1);
        let mut oscillators: Vec<(f32, f32)> = (0..voices)
            .map(|i| {
                let offset = f32::from(i) - (f32::from(voices) - 1.0) / 2.0;
                (rng.unit(), (offset * self.unison.1 / 1200.0).exp2())
            })
            .collect();
        let gain = 0.4 / f32::from(voices).sqrt() * (0.25 + 0.75 * tone.velocity);
        let fall = (-16.0 / (self.sweep.1 * tone.rate).max(16.0)).exp();
        let mut raised = self.sweep.0 * (0.4 + 0.6 * tone.velocity);
        let (mut bend, mut time, mut below) = (1.0, 0.0_f32, 0.0);
        let track = (tone.hertz / 261.6).sqrt();
        out.reserve(frames);
        for frame in 0..frames {
            if frame % 16 == 0 {
                filter.tune(self.cutoff * track * raised.exp2(), self.resonance, tone.rate);
                raised *= fall;
                time += 16.0 / tone.rate;
                let depth = self.vibrato.0 * (time * 1.6 - 0.3).clamp(0.0, 1.0);
                bend = (depth / 1200.0 * sine(time * self.vibrato.1)).exp2();
            }
            let step = (tone.hertz * bend / tone.rate).min(0.45);
            let mut sum = 0.0;
            for (phase, ratio) in &mut oscillators {
                let own = step * *ratio;
                *phase = wrap(*phase + own);
                sum += self.wave.at(*phase, own);
            }
            below = wrap(below + step * 0.5);
            sum += self.sub * sine(below);
            out.push(filter.low(sum) * envelope.step() * gain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_carry_no_dc() {
        for wave in [Wave::Saw, Wave::Pulse(0.5), Wave::Pulse(0.125), Wave::Triangle, Wave::Stepped] {
            let step = 1.0 / 441.0;
            let mean: f32 = (0..441).map(|i| wave.at(i as f32 * step, step)).sum::<f32>() / 441.0;
            assert!(mean.abs() < 0.02, "{wave:?}: {mean}");
        }
    }
}
