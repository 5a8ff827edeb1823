//! A felt piano: stretched partials that die away one by one, pairs of strings that beat, the thump of a hammer.

use super::filter::Svf;
use super::{Instrument, Tone, fade_out};
use crate::rng::Rng;

/// A piano with felt between hammers and strings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeltPiano {
    /// 0.0 muffled to 1.0 clear.
    pub clarity: f32,
    /// Seconds from key up to silence; longer with the pedal down.
    pub release: f32,
    /// Loudness of hammer and wood.
    pub thump: f32,
}

/// Four damped oscillators side by side, each a rotating vector, so that they compile to vector instructions.
#[derive(Debug, Clone, Copy)]
struct Quad {
    x: [f32; 4],
    y: [f32; 4],
    cosine: [f32; 4],
    sine: [f32; 4],
}

impl Quad {
    fn new(partials: &[Partial]) -> Self {
        let mut quad = Self { x: [0.0; 4], y: [0.0; 4], cosine: [0.0; 4], sine: [0.0; 4] };
        let slots = quad.x.iter_mut().zip(&mut quad.cosine).zip(&mut quad.sine);
        for (((x, cosine), sine), partial) in slots.zip(partials) {
            let (s, c) = partial.angle.sin_cos();
            *x = partial.amplitude;
            *cosine = c * partial.damping;
            *sine = s * partial.damping;
        }
        quad
    }

    /// Turns and damps the vectors by one frame; adds their heights to `sum`.
    fn step(&mut self, sum: &mut [f32; 4]) {
        let lanes = self.x.iter_mut().zip(&mut self.y).zip(self.cosine.iter().zip(&self.sine));
        for (((x, y), (c, s)), total) in lanes.zip(sum) {
            let (x0, y0) = (*x, *y);
            *x = x0 * c - y0 * s;
            *y = x0 * s + y0 * c;
            *total += *y;
        }
    }
}

struct Partial {
    angle: f32,
    amplitude: f32,
    damping: f32,
}

impl FeltPiano {
    fn partials(&self, tone: &Tone, rng: &mut Rng) -> Vec<Partial> {
        let register = (tone.hertz / 261.6).log2();
        let stretch = 0.000_28 * (register * 0.9).exp2();
        let bright = 0.30 + 0.42 * (1.0 - tone.velocity) + 0.35 * (1.0 - self.clarity) + 0.10 * register.max(-1.5);
        let ring = 3.4 * (-0.42 * register).exp2();
        let mut partials = Vec::with_capacity(16);
        for n in 1..=10_u8 {
            let n = f32::from(n);
            let hertz = tone.hertz * n * (1.0 + stretch * n * n).sqrt();
            if hertz > 0.42 * tone.rate || hertz > 9000.0 {
                break;
            }
            let struck = (n * std::f32::consts::PI / 7.6).sin().abs();
            let amplitude = struck * (-bright * (n - 1.0)).exp() / n.sqrt();
            let seconds = ring / (1.0 + 0.34 * (n - 1.0));
            let strings: &[f32] = if n <= 6.0 { &[-0.35, 0.45] } else { &[0.1] };
            for (i, cents) in strings.iter().enumerate() {
                let detuned = hertz * ((cents + 0.2 * rng.signed()) / 1200.0).exp2();
                // The second string rings longer and softer: the aftersound of a real piano.
                let (share, longer) = if i == 0 { (0.72, 0.8) } else { (0.4, 1.7) };
                partials.push(Partial {
                    angle: std::f32::consts::TAU * detuned / tone.rate,
                    amplitude: amplitude * share,
                    damping: (-2.2 / (seconds * longer * tone.rate)).exp(),
                });
            }
        }
        partials
    }

    fn hammer(&self, tone: &Tone, rng: &mut Rng, out: &mut [f32]) {
        let mut wood = Svf::new(180.0 + tone.hertz * 0.4, 0.3, tone.rate);
        let mut felt = Svf::new(1100.0 + 1400.0 * tone.velocity, 0.0, tone.rate);
        let fall = (-1.0 / (0.018 * tone.rate)).exp();
        let mut level = self.thump * (0.3 + tone.velocity);
        let rise = 1.0 / (0.002 * tone.rate);
        for (i, sample) in out.iter_mut().take(tone.frames(0.15)).enumerate() {
            let noise = rng.signed() * level * (i as f32 * rise).min(1.0);
            level *= fall;
            *sample += 0.6 * wood.low(noise) + 0.12 * felt.band(noise);
        }
    }
}

impl Instrument for FeltPiano {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let mut bank: Vec<Quad> = self.partials(tone, &mut rng).chunks(4).map(Quad::new).collect();
        let held = tone.held();
        let release = tone.frames(self.release).max(64);
        let attack = 1.0 / ((0.004 - 0.0025 * tone.velocity) * tone.rate);
        let gain = 0.4 * (0.12 + 0.88 * tone.velocity * tone.velocity.sqrt());
        out.reserve(held + release);
        for frame in 0..held + release {
            let mut sum = [0.0; 4];
            for quad in &mut bank {
                quad.step(&mut sum);
            }
            let key = if frame < held { 1.0 } else { 1.0 - (frame - held) as f32 / release as f32 };
            let rise = (frame as f32 * attack).min(1.0);
            out.push(sum.iter().sum::<f32>() * gain * key * key * rise);
        }
        self.hammer(tone, &mut rng, out);
        fade_out(out, 64);
    }
}
