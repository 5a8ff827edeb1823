//! Frequency modulation: electric piano and bells.

use super::{Instrument, Tone, fade_out, sine, turn};

/// A pair of operators: a sine bent by a sine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Carrier's multiple of the note's frequency.
    pub carrier: f32,
    /// Modulator's multiple.
    pub modulator: f32,
    /// Depth of modulation in turns, at full velocity.
    pub depth: f32,
    /// Seconds in which the modulation falls by two thirds.
    pub dulling: f32,
    /// Seconds in which the loudness falls by two thirds, for middle C.
    pub decay: f32,
    /// Loudness against the other pair.
    pub level: f32,
}

/// Two pairs, and a tremolo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fm {
    /// The body and the tine.
    pub pairs: [Pair; 2],
    /// Seconds from key up to silence.
    pub release: f32,
    /// Depth (0.0 to 1.0) and speed (Hz) of the tremolo.
    pub tremolo: (f32, f32),
}

/// An electric piano: soft body, short tine.
pub fn electric_piano() -> Fm {
    Fm {
        pairs: [
            Pair { carrier: 1.0, modulator: 1.0, depth: 0.22, dulling: 0.9, decay: 1.5, level: 1.0 },
            Pair { carrier: 1.0, modulator: 14.0, depth: 0.11, dulling: 0.12, decay: 0.5, level: 0.35 },
        ],
        release: 0.22,
        tremolo: (0.18, 4.2),
    }
}

/// A glassy bell that rings on.
pub fn bell() -> Fm {
    Fm {
        pairs: [
            Pair { carrier: 1.0, modulator: 3.5, depth: 0.16, dulling: 0.5, decay: 1.3, level: 1.0 },
            Pair { carrier: 2.0, modulator: 5.4, depth: 0.07, dulling: 0.25, decay: 0.6, level: 0.3 },
        ],
        release: 1.6,
        tremolo: (0.0, 1.0),
    }
}

/// A running [`Pair`].
struct Running {
    phases: (f32, f32),
    steps: (f32, f32),
    depth: f32,
    dull: f32,
    level: f32,
    fall: f32,
}

impl Running {
    fn new(pair: &Pair, tone: &Tone) -> Self {
        let factor = |seconds: f32| (-1.0 / (seconds * tone.rate)).exp();
        let turn = tone.hertz / tone.rate;
        let bright = (0.25 + 0.75 * tone.velocity) * (523.0 / tone.hertz.max(130.0)).sqrt().min(1.2);
        // A modulator above half the rate would fold back: it falls silent instead.
        let audible = if turn * pair.modulator < 0.4 { 1.0 } else { 0.0 };
        Self {
            phases: (0.0, 0.0),
            steps: (turn * pair.carrier, turn * pair.modulator),
            depth: pair.depth * bright * audible,
            dull: factor(pair.dulling),
            level: pair.level,
            fall: factor(pair.decay * (261.6 / tone.hertz).sqrt()),
        }
    }

    fn step(&mut self) -> f32 {
        self.phases.0 = turn(self.phases.0 + self.steps.0);
        self.phases.1 = turn(self.phases.1 + self.steps.1);
        self.depth *= self.dull;
        self.level *= self.fall;
        sine(self.phases.0 + self.depth * sine(self.phases.1)) * self.level
    }
}

impl Instrument for Fm {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let held = tone.held();
        let frames = held + tone.frames(self.release);
        let mut pairs = self.pairs.map(|pair| Running::new(&pair, tone));
        let gain = 0.5 * (0.15 + 0.85 * tone.velocity * tone.velocity);
        let release = tone.frames(self.release).max(1) as f32;
        let attack = 1.0 / (0.002 * tone.rate);
        let tremolo = self.tremolo.1 / tone.rate;
        out.reserve(frames);
        for frame in 0..frames {
            let now = frame as f32;
            let key = if frame < held { 1.0 } else { 1.0 - (frame - held) as f32 / release };
            let rise = (now * attack).min(1.0);
            let shake = 1.0 - self.tremolo.0 * 0.5 * (1.0 + sine(turn(now * tremolo)));
            let sum: f32 = pairs.iter_mut().map(Running::step).sum();
            out.push(sum * gain * key * key * rise * shake);
        }
        fade_out(out, 64);
    }
}
