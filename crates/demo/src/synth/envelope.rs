//! How a tone begins, holds and ends.

/// Attack, decay, sustain and release.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adsr {
    /// Seconds to full level.
    pub attack: f32,
    /// Seconds in which two thirds of the way to the sustain level are gone.
    pub decay: f32,
    /// Level held, 0.0 to 1.0.
    pub sustain: f32,
    /// Seconds from key up to silence.
    pub release: f32,
}

/// A running [`Adsr`].
#[derive(Debug, Clone)]
pub struct Envelope {
    shape: Adsr,
    frame: f32,
    attack_step: f32,
    decay_factor: f32,
    held: f32,
    release: f32,
    level: f32,
    at_release: f32,
}

impl Adsr {
    /// Starts the envelope for a key held `held` frames at `rate` frames a second.
    pub fn start(self, held: usize, rate: f32) -> Envelope {
        Envelope {
            shape: self,
            frame: 0.0,
            attack_step: 1.0 / (self.attack * rate).max(24.0),
            decay_factor: (-1.0 / (self.decay * rate).max(1.0)).exp(),
            held: held as f32,
            release: (self.release * rate).max(48.0),
            level: 0.0,
            at_release: 0.0,
        }
    }

    /// Frames until silence for a key held `held` frames.
    pub fn frames(self, held: usize, rate: f32) -> usize {
        held + (self.release * rate).max(48.0) as usize
    }
}

impl Envelope {
    /// The level of the next frame.
    pub fn step(&mut self) -> f32 {
        self.frame += 1.0;
        if self.frame <= self.held {
            let rise = self.frame * self.attack_step;
            self.level = if rise < 1.0 {
                rise * rise * (3.0 - 2.0 * rise)
            } else {
                self.shape.sustain + (self.level - self.shape.sustain) * self.decay_factor
            };
            self.at_release = self.level;
        } else {
            let left = (1.0 - (self.frame - self.held) / self.release).max(0.0);
            self.level = self.at_release * left * left;
        }
        self.level
    }
}
