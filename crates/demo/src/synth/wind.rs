//! Air and water: whistles, tides, rain and clapping hands.

use super::envelope::Adsr;
use super::filter::{OnePole, Svf};
use super::{Instrument, Tone, fade_out, sine, turn};
use crate::rng::Rng;

/// A breathy whistle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whistle {
    /// Share of breath in the tone.
    pub breath: f32,
}

impl Instrument for Whistle {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let shape = Adsr { attack: 0.05, decay: 0.3, sustain: 0.82, release: 0.12 };
        let held = tone.held();
        let frames = shape.frames(held, tone.rate);
        let mut envelope = shape.start(held, tone.rate);
        let mut air = Svf::new(tone.hertz * 2.0, 0.75, tone.rate);
        let step = tone.hertz / tone.rate;
        let (mut phase, mut bend) = (0.0_f32, 1.0);
        let gain = 0.3 * (0.3 + 0.7 * tone.velocity);
        out.reserve(frames);
        for frame in 0..frames {
            if frame % 32 == 0 {
                let time = frame as f32 / tone.rate;
                // The pitch is reached from a little below, and shakes once the note has settled.
                let scoop = -28.0 * (-time * 22.0).exp();
                let shake = 11.0 * ((time - 0.25) * 2.5).clamp(0.0, 1.0) * sine(time * 5.1);
                bend = ((scoop + shake) / 1200.0).exp2();
            }
            phase = turn(phase + step * bend);
            let level = envelope.step();
            let body = sine(phase) + 0.22 * sine(turn(2.0 * phase)) + 0.09 * sine(turn(3.0 * phase));
            let breath = air.band(rng.signed()) * self.breath * (1.2 - 0.5 * level);
            out.push((body + breath) * level * gain);
        }
    }
}

/// Water that comes and goes; one note is one wave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tide {
    /// Brightness at the crest, in Hz.
    pub crest: f32,
}

impl Instrument for Tide {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let frames = tone.held().max(1);
        let mut body = Svf::new(200.0, 0.1, tone.rate);
        let mut rumble = OnePole::new(3000.0, tone.rate);
        let crest_at = rng.range(0.34, 0.46);
        out.reserve(frames);
        let mut level = 0.0_f32;
        for frame in 0..frames {
            if frame % 32 == 0 {
                let x = frame as f32 / frames as f32;
                let swell = if x < crest_at { x / crest_at } else { (1.0 - x) / (1.0 - crest_at) };
                level = swell * swell * (3.0 - 2.0 * swell);
                body.tune(140.0 + self.crest * level * level, 0.12, tone.rate);
            }
            out.push(body.low(rumble.low(rng.signed())) * level * 0.5 * tone.velocity);
        }
        fade_out(out, 256);
    }
}

/// Drops on a roof; one note is a passage of rain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rain {
    /// Drops a second.
    pub drops: f32,
}

impl Instrument for Rain {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let frames = tone.held();
        let mut near = Svf::new(2600.0, 0.85, tone.rate);
        let mut far = Svf::new(3800.0, 0.1, tone.rate);
        let chance = self.drops / tone.rate;
        out.reserve(frames);
        let edge = tone.frames(1.2).max(1) as f32;
        for frame in 0..frames {
            let noise = rng.signed();
            let strike = if rng.chance(chance) { 6.0 * noise } else { 0.0 };
            if strike != 0.0 {
                near.tune(rng.range(1100.0, 3600.0), 0.9, tone.rate);
            }
            let fade = (frame as f32 / edge).min((frames - frame) as f32 / edge).min(1.0);
            out.push((near.band(strike) + 0.05 * far.band(noise)) * fade * tone.velocity * 0.4);
        }
    }
}

/// Hands of a small audience; one note is one round of applause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Applause;

impl Instrument for Applause {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let frames = tone.held();
        out.resize(frames, 0.0);
        for _ in 0..26 {
            let mut at = rng.range(0.0, 0.9);
            let pace = rng.range(0.2, 0.3);
            let stops = tone.seconds * rng.range(0.55, 0.98);
            let mut palm = Svf::new(rng.range(800.0, 2100.0), 0.6, tone.rate);
            let loud = rng.range(0.3, 1.0);
            while at < stops {
                let fall = (-1.0 / (0.011 * tone.rate)).exp();
                let mut level = loud * rng.range(0.6, 1.0) * (1.0 - 0.6 * at / stops);
                for sample in out.iter_mut().skip(tone.frames(at)).take(tone.frames(0.06)) {
                    *sample += palm.band(rng.signed()) * level * 0.3 * tone.velocity;
                    level *= fall;
                }
                at += pace * rng.range(0.85, 1.15);
            }
        }
        fade_out(out, tone.frames(1.5));
    }
}
