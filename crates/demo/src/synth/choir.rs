//! Many voices on one note; the vowels come from the channel's formants.

use super::envelope::Adsr;
use super::{Instrument, Tone, sine};
use crate::rng::Rng;

/// A section of singers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choir {
    /// How a note swells and ends.
    pub envelope: Adsr,
}

/// A glottal pulse: a smooth wave with a short closing, band-limited enough below 1 kHz fundamentals.
fn glottis(phase: f32, step: f32) -> f32 {
    let falling = 2.0 * phase - 1.0;
    let edge = if phase < step {
        let t = phase / step;
        t + t - t * t - 1.0
    } else if phase > 1.0 - step {
        let t = (phase - 1.0) / step;
        t * t + t + t + 1.0
    } else {
        0.0
    };
    edge - falling
}

struct Singer {
    phase: f32,
    ratio: f32,
    wander: (f32, f32),
}

impl Instrument for Choir {
    fn play(&self, tone: &Tone, out: &mut Vec<f32>) {
        let mut rng = Rng::new(tone.seed);
        let held = tone.held();
        let frames = self.envelope.frames(held, tone.rate);
        let mut envelope = self.envelope.start(held, tone.rate);
        let mut singers: Vec<Singer> = (0..4)
            .map(|_| Singer {
                phase: rng.unit(),
                ratio: (9.0 * rng.signed() / 1200.0).exp2(),
                wander: (rng.unit(), rng.range(4.4, 5.6)),
            })
            .collect();
        let step = tone.hertz / tone.rate;
        let mut bends = [1.0_f32; 4];
        let gain = 0.12 * (0.3 + 0.7 * tone.velocity);
        out.reserve(frames);
        for frame in 0..frames {
            if frame % 32 == 0 {
                let time = frame as f32 / tone.rate;
                for (bend, singer) in bends.iter_mut().zip(&singers) {
                    let shake = 14.0 * (time * 0.9).min(1.0) * sine(singer.wander.0 + time * singer.wander.1);
                    *bend = singer.ratio * (shake / 1200.0).exp2();
                }
            }
            let mut sum = 0.0;
            for (singer, bend) in singers.iter_mut().zip(&bends) {
                let own = step * bend;
                singer.phase += own;
                if singer.phase >= 1.0 {
                    singer.phase -= 1.0;
                }
                sum += glottis(singer.phase, own);
            }
            out.push(sum * gain * envelope.step());
        }
    }
}
