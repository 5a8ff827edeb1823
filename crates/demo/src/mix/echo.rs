//! An echo that goes from side to side and gets darker.

use super::delay_line::DelayLine;
use crate::buffer::Stereo;
use crate::synth::filter::{OnePole, Svf};

/// Fills `out` (of the same length as `send`) with the repeats of `send`, without the sound itself.
/// `seconds` apart, `feedback` of each comes again, through a low-pass at `cutoff` Hz.
pub fn run(send: &Stereo, out: &mut Stereo, rate: f32, (seconds, feedback, cutoff): (f32, f32, f32)) {
    let frames = ((seconds * rate) as usize).max(16);
    let mut lines = (DelayLine::new(frames), DelayLine::new(frames));
    let mut dark = (OnePole::new(cutoff, rate), OnePole::new(cutoff, rate));
    let mut thin = (Svf::new(160.0, 0.0, rate), Svf::new(160.0, 0.0, rate));
    let feedback = feedback.clamp(0.0, 0.85);
    // Overdriven tape: bends loud repeats, leaves soft ones alone.
    let tape = |x: f32| x / (1.0 + 0.3 * x.abs());
    for ((left, right), (in_left, in_right)) in out.frames_mut().zip(send.left.iter().zip(&send.right)) {
        let heard_left = thin.0.high(dark.0.low(lines.0.tap(frames - 1)));
        let heard_right = thin.1.high(dark.1.low(lines.1.tap(frames - 1)));
        lines.0.push(tape(0.7 * (in_left + in_right) + feedback * heard_right));
        lines.1.push(tape(heard_left));
        *left = heard_left;
        *right = heard_right;
    }
}
