//! Drums from sines and noise.

use super::filter::{OnePole, Svf};
use super::{Instrument, Tone, fade_out, sine, turn};
use crate::rng::Rng;

/// A drum. The pitch of its notes is not used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drum {
    /// A bass drum: where its pitch ends (Hz) and seconds of boom.
    Kick(f32, f32),
    /// A snare drum.
    Snare,
    /// A wire brush swept and tapped on a snare; the note's length is the sweep's.
    Brush,
    /// A closed hi-hat.
    Hat,
    /// An open hi-hat.
    OpenHat,
    /// Several hands at once.
    Clap,
    /// A stick on the rim.
    Rim,
    /// Seeds in an egg.
    Shaker,
    /// A drum of a small games machine: noise in steps.
    Crunch,
}

impl Instrument for Drum {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        match *self {
            Self::Kick(end, boom) => kick(tone, end, boom, out),
            Self::Snare => snare(tone, out),
            Self::Brush => brush(tone, out),
            Self::Hat => metal(tone, 0.035, out),
            Self::OpenHat => metal(tone, 0.16, out),
            Self::Clap => clap(tone, out),
            Self::Rim => rim(tone, out),
            Self::Shaker => shaker(tone, out),
            Self::Crunch => crunch(tone, out),
        }
        let gain = 0.2 + 0.8 * tone.velocity * tone.velocity;
        out.iter_mut().for_each(|sample| *sample *= gain);
        fade_out(out, 200);
    }
}

/// A level that falls by two thirds in `seconds`.
fn falling(tone: &Tone, seconds: f32) -> impl Iterator<Item = f32> + use<> {
    let factor = (-1.0 / (seconds * tone.rate)).exp();
    std::iter::successors(Some(1.0_f32), move |level| Some(level * factor))
}

fn kick(tone: &Tone, end: f32, boom: f32, out: &mut Vec<f32>) {
    let mut phase = 0.0_f32;
    let levels = falling(tone, boom).zip(falling(tone, 0.028)).zip(falling(tone, 0.004));
    for (i, ((level, drop), click)) in levels.take(tone.frames(boom * 5.0)).enumerate() {
        phase = turn(phase + (end + 3.2 * end * drop + 900.0 * click * tone.velocity) / tone.rate);
        let rise = (i as f32 / (0.001 * tone.rate)).min(1.0);
        out.push(sine(phase) * level * rise * 0.9);
    }
}

fn snare(tone: &Tone, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut wires = Svf::new(2400.0, 0.0, tone.rate);
    let mut phase = 0.0_f32;
    for (level, skin) in falling(tone, 0.075).zip(falling(tone, 0.05)).take(tone.frames(0.4)) {
        phase = turn(phase + (182.0 + 60.0 * skin * skin) / tone.rate);
        out.push(0.5 * sine(phase) * skin + 0.5 * wires.high(rng.signed()) * level);
    }
}

fn brush(tone: &Tone, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut wires = Svf::new(3200.0, 0.15, tone.rate);
    let frames = tone.held().max(tone.frames(0.09));
    let tap = tone.velocity;
    for (i, level) in falling(tone, 0.045).take(frames).enumerate() {
        let x = i as f32 / frames as f32;
        let sweep = 0.35 * sine(x * 0.5);
        let rise = (i as f32 / (0.004 * tone.rate)).min(1.0);
        out.push(wires.band(rng.signed()) * (sweep + tap * level) * rise * 0.7);
    }
}

fn metal(tone: &Tone, seconds: f32, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut edge = Svf::new(7200.0, 0.25, tone.rate);
    let mut phases = [0.0_f32; 4];
    let steps = [2.07_f32, 3.11, 4.43, 5.29].map(|ratio| ratio * 1240.0 / tone.rate);
    for level in falling(tone, seconds).take(tone.frames(seconds * 5.0)) {
        let mut ring = 0.0;
        for (phase, step) in phases.iter_mut().zip(steps) {
            *phase = turn(*phase + step);
            ring += sine(*phase);
        }
        out.push(edge.high(0.16 * ring + 0.55 * rng.signed()) * level * 0.5);
    }
}

fn clap(tone: &Tone, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut palms = Svf::new(1250.0, 0.35, tone.rate);
    let hands = [0.0, 0.011, 0.021, 0.034];
    for (i, tail) in falling(tone, 0.085).take(tone.frames(0.45)).enumerate() {
        let time = i as f32 / tone.rate;
        let hits: f32 = hands.iter().filter(|at| time >= **at).map(|at| (-(time - at) / 0.005).exp()).sum();
        out.push(palms.band(rng.signed()) * (hits.min(1.2) + 0.5 * tail) * 0.8);
    }
}

fn rim(tone: &Tone, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut wood = Svf::new(1700.0, 0.9, tone.rate);
    let mut phase = 0.0_f32;
    for (level, snap) in falling(tone, 0.018).zip(falling(tone, 0.002)).take(tone.frames(0.12)) {
        phase = turn(phase + 480.0 / tone.rate);
        out.push(0.5 * sine(phase) * level + 1.2 * wood.band(rng.signed() * snap));
    }
}

fn shaker(tone: &Tone, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut seeds = Svf::new(5600.0, 0.4, tone.rate);
    let frames = tone.frames(0.09);
    for i in 0..frames {
        let x = i as f32 / frames as f32;
        let level = if x < 0.35 { x / 0.35 } else { (1.0 - x) / 0.65 };
        out.push(seeds.band(rng.signed()) * level * level * 0.7);
    }
}

fn crunch(tone: &Tone, out: &mut Vec<f32>) {
    let mut rng = Rng::new(tone.seed);
    let mut smooth = OnePole::new(6500.0, tone.rate);
    let hold = (tone.rate / 9000.0) as usize + 1;
    let mut value = 0.0;
    for (i, level) in falling(tone, 0.06).take(tone.frames(0.3)).enumerate() {
        if i % hold == 0 {
            value = if rng.chance(0.5) { 0.6 } else { -0.6 };
        }
        out.push(smooth.low(value) * level);
    }
}
