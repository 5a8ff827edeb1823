//! A limiter that looks ahead: no sample leaves above the ceiling, and nothing is cut off.

use std::collections::VecDeque;

use crate::buffer::Stereo;

/// Keeps every sample within ±`ceiling`. Gain is lowered over 5 ms before a peak and recovers over about 120 ms.
pub fn limit(sound: &mut Stereo, ceiling: f32, rate: f32) {
    let window = ((0.005 * rate) as usize).max(1);
    let recover = 1.0 - (-1.0 / (0.12 * rate)).exp();
    let mut held = 1.0_f32;
    let wanted: Vec<f32> = (sound.left.iter().zip(&sound.right))
        .map(|(left, right)| {
            let peak = left.abs().max(right.abs());
            let needed = if peak > ceiling { ceiling / peak } else { 1.0 };
            held = needed.min(held + (1.0 - held) * recover);
            held
        })
        .collect();
    let lowest = sliding_minimum(&wanted, window);
    // The mean over a window of minima that each cover the peak is at most what the peak needs.
    let mut recent: VecDeque<f32> = std::iter::repeat_n(1.0, window).collect();
    let mut sum = window as f64;
    for ((left, right), low) in sound.frames_mut().zip(&lowest) {
        recent.push_back(*low);
        sum += f64::from(*low) - f64::from(recent.pop_front().unwrap_or(1.0));
        let gain = ((sum / window as f64) as f32).min(1.0);
        *left = (*left * gain).clamp(-ceiling, ceiling);
        *right = (*right * gain).clamp(-ceiling, ceiling);
    }
}

/// For every frame, the least value from it to `window - 1` frames ahead.
fn sliding_minimum(values: &[f32], window: usize) -> Vec<f32> {
    let mut least: Vec<f32> = Vec::with_capacity(values.len());
    let mut candidates: VecDeque<(usize, f32)> = VecDeque::new();
    let ahead = values.iter().copied().chain(std::iter::repeat_n(1.0, window - 1)).enumerate();
    for (i, value) in ahead {
        while candidates.back().is_some_and(|(_, last)| *last >= value) {
            candidates.pop_back();
        }
        candidates.push_back((i, value));
        let Some(frame) = (i + 1).checked_sub(window) else { continue };
        while candidates.front().is_some_and(|(at, _)| *at < frame) {
            candidates.pop_front();
        }
        least.push(candidates.front().map_or(1.0, |(_, value)| *value));
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_the_ceiling_without_clipping() {
        let mut sound = Stereo::silence(20_000);
        for (i, sample) in sound.left.iter_mut().enumerate() {
            *sample = (i as f32 * 0.05).sin() * if (8000..9000).contains(&i) { 3.0 } else { 0.4 };
        }
        let before = sound.clone();
        limit(&mut sound, 0.84, 48_000.0);
        assert!(sound.peak() <= 0.84);
        assert!(sound.peak() > 0.8);
        // Before the look-ahead nothing is touched, and gain never jumps.
        assert_eq!(before.left[..7000], sound.left[..7000]);
    }

    #[test]
    fn minimum_looks_ahead() {
        assert_eq!(sliding_minimum(&[1.0, 0.5, 1.0, 1.0], 2), vec![0.5, 0.5, 1.0, 1.0]);
    }
}
