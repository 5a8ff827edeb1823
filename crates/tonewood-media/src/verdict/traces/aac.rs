use std::f64::consts::{PI, TAU};

use super::level;

/// Frames from one of AAC's blocks to the next, and of a block.
pub const HOP: usize = 1024;
const SPAN: usize = 2 * HOP;
/// The bins that are looked at: 6.5 to 12 kHz at 44.1 kHz.
const BINS: std::ops::Range<usize> = 300..556;

/// AAC's way to the spectrum, under a sine window: its other window is close enough to be found by this one too.
pub struct Frames {
    /// By frequency: how far it turns from one sample to the next.
    turns: Vec<(f64, f64)>,
    /// By bin: the factors of the two frequencies next to it.
    bins: Vec<[f64; 4]>,
}

impl Frames {
    pub fn new() -> Self {
        let turn = |frequency: usize| {
            let (sin, cos) = (TAU * frequency as f64 / SPAN as f64).sin_cos();
            (cos, sin)
        };
        let size = (1.0 / SPAN as f64).sqrt();
        let bin = |bin: usize| {
            let phase = TAU / SPAN as f64 * (bin as f64 + 0.5) * (HOP as f64 + 1.0) / 2.0;
            let half = PI / (2.0 * SPAN as f64);
            let ((below, above), by) = ((phase - half, phase + half), size);
            [-by * below.sin(), by * below.cos(), by * above.sin(), -by * above.cos()]
        };
        let frequencies = BINS.start..BINS.end + 1;
        Self { turns: frequencies.map(turn).collect(), bins: BINS.map(bin).collect() }
    }

    /// Tells for each place at which a block could begin how much is in it.
    pub fn look(&self, samples: &[f32], mut tell: impl FnMut(u64, f64)) {
        // The spectrum of a block that slides along, one sample after the other: what is new comes in, what is old goes.
        let (mut real, mut imaginary) = (vec![0.0_f64; self.turns.len()], vec![0.0_f64; self.turns.len()]);
        let old = std::iter::repeat_n(&0.0, SPAN).chain(samples);
        for (taken, (new, old)) in (1_usize..SPAN + HOP).zip(samples.iter().zip(old)) {
            let change = f64::from(new - old);
            for ((real, imaginary), (cos, sin)) in real.iter_mut().zip(&mut imaginary).zip(&self.turns) {
                let changed = *real + change;
                (*real, *imaginary) = (changed * cos - *imaginary * sin, changed * sin + *imaginary * cos);
            }
            let Some(place) = taken.checked_sub(SPAN) else { continue };
            let bin = |((factors, real), imaginary): ((&[f64; 4], &[f64]), &[f64])| match (real, imaginary) {
                ([real, next_real], [imaginary, next_imaginary]) => {
                    let [a, b, c, d] = factors;
                    a * real + b * imaginary + c * next_real + d * next_imaginary
                }
                _ => 0.0,
            };
            tell(place as u64, level(self.bins.iter().zip(real.windows(2)).zip(imaginary.windows(2)).map(bin)));
        }
    }
}
