//! Instruments: each plays one tone at a time into a mono buffer.

pub mod choir;
pub mod drums;
pub mod envelope;
pub mod filter;
pub mod fm;
pub mod osc;
pub mod piano;
pub mod pluck;
pub mod wind;

/// One tone to be played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// Frequency of the note.
    pub hertz: f32,
    /// How long the key is held, in seconds. The sound may last longer.
    pub seconds: f32,
    /// Strength, 0.0 to 1.0.
    pub velocity: f32,
    /// Frames a second.
    pub rate: f32,
    /// Seed for whatever differs from tone to tone.
    pub seed: u64,
}

impl Tone {
    /// The held length in frames.
    pub fn held(&self) -> usize {
        self.frames(self.seconds)
    }

    /// A length in frames.
    pub fn frames(&self, seconds: f32) -> usize {
        (seconds.max(0.0) * self.rate) as usize
    }
}

/// Something that makes tones.
pub trait Instrument: Send + Sync {
    /// Appends the tone's samples to `out` (which is empty). Starts and ends at silence.
    fn play(&self, tone: &Tone, out: &mut Vec<f32>);
}

/// Frequency of a MIDI pitch in equal temperament, A4 = 440 Hz.
pub fn hertz(pitch: f32) -> f32 {
    440.0 * ((pitch - 69.0) / 12.0).exp2()
}

/// Adding and taking away this rounds a small number to the nearest whole one, without a library call.
const ROUNDER: f32 = 12_582_912.0;

/// Sine of a phase counted in turns (1.0 is a full circle). The error stays under -90 dB.
pub fn sine(turns: f32) -> f32 {
    let x = turns - ((turns + ROUNDER) - ROUNDER);
    let side = x.abs();
    // No branch: it would be mispredicted half the time.
    let t = side.min(0.5 - side).copysign(x) * std::f32::consts::TAU;
    let s = t * t;
    t * (1.0 + s * (-1.0 / 6.0 + s * (1.0 / 120.0 + s * (-1.0 / 5040.0 + s / 362_880.0))))
}

/// The part of a non-negative phase after the point. (`fract` is a library call on older processors.)
pub fn turn(phase: f32) -> f32 {
    phase - (phase as i32) as f32
}

/// Fades the last `frames` samples to zero.
pub fn fade_out(sound: &mut [f32], frames: usize) {
    let length = sound.len();
    let from = length.saturating_sub(frames);
    let span = (length - from).max(1) as f32;
    for (i, sample) in sound.iter_mut().skip(from).enumerate() {
        *sample *= 1.0 - (i + 1) as f32 / span;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sine_is_a_sine() {
        for i in -400..400 {
            let turns = i as f32 / 57.0;
            assert!((sine(turns) - (turns * std::f32::consts::TAU).sin()).abs() < 2e-5, "at {turns}");
        }
    }

    #[test]
    fn a4_is_440() {
        assert!((hertz(69.0) - 440.0).abs() < 1e-3);
        assert!((hertz(57.0) - 220.0).abs() < 1e-3);
    }
}
