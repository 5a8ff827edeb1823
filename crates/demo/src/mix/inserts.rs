//! Tone of a channel: chorus, filters, vowels, a wooden body.

use super::delay_line::DelayLine;
use crate::buffer::Stereo;
use crate::score::Insert;
use crate::synth::filter::Svf;
use crate::synth::{sine, turn};

/// Far below anything audible, at half the rate: keeps filters from ringing out into denormal numbers, which are slow.
const TICK: f32 = 1e-15;

/// Applies a channel's insert in place.
pub fn apply(insert: Insert, stem: &mut Stereo, rate: f32) {
    if insert != Insert::None {
        for channel in [&mut stem.left, &mut stem.right] {
            channel.iter_mut().step_by(2).for_each(|sample| *sample += TICK);
        }
    }
    match insert {
        Insert::None => {}
        Insert::Chorus => chorus(stem, rate),
        Insert::HighPass(hertz) => each(stem, || Svf::new(hertz, 0.0, rate), Svf::high),
        Insert::LowPass(hertz) => each(stem, || Svf::new(hertz, 0.0, rate), Svf::low),
        Insert::Vowels => vowels(stem, rate),
        Insert::Body => body(stem, rate),
        Insert::Sweep(low, high, seconds) => sweep(stem, rate, (low, high, seconds)),
    }
}

fn each(stem: &mut Stereo, make: impl Fn() -> Svf, run: impl Fn(&mut Svf, f32) -> f32) {
    for channel in [&mut stem.left, &mut stem.right] {
        let mut filter = make();
        for sample in channel.iter_mut() {
            *sample = run(&mut filter, *sample);
        }
    }
}

fn chorus(stem: &mut Stereo, rate: f32) {
    let mut lines = (DelayLine::new((0.03 * rate) as usize), DelayLine::new((0.03 * rate) as usize));
    let (mut slow, mut depth) = ((0.0, 0.0), 0.0_f32);
    for (frame, (left, right)) in stem.frames_mut().enumerate() {
        if frame % 16 == 0 {
            let time = frame as f32 / rate;
            let swing = |speed: f32, phase: f32| 0.5 + 0.5 * sine(turn(time * speed + phase));
            slow = (rate * (0.009 + 0.0035 * swing(0.43, 0.0)), rate * (0.011 + 0.0035 * swing(0.37, 0.4)));
            depth = 0.55;
        }
        lines.0.push(*left);
        lines.1.push(*right);
        let (dry_left, dry_right) = (*left, *right);
        *left = 0.75 * dry_left + depth * lines.1.between(slow.0);
        *right = 0.75 * dry_right + depth * lines.0.between(slow.1);
    }
}

/// Formants (Hz, gain) of "ah", "oh" and "oo".
const VOWELS: [[(f32, f32); 4]; 3] = [
    [(740.0, 1.0), (1180.0, 0.55), (2600.0, 0.22), (3400.0, 0.1)],
    [(480.0, 1.0), (860.0, 0.5), (2550.0, 0.13), (3300.0, 0.07)],
    [(340.0, 1.0), (700.0, 0.32), (2400.0, 0.06), (3200.0, 0.03)],
];

/// The formants at a place between the vowels, 0.0 to 2.0.
fn formants(place: f32) -> [(f32, f32); 4] {
    let [ah, oh, oo] = VOWELS;
    let (from, to, part) = if place < 1.0 { (ah, oh, place) } else { (oh, oo, place - 1.0) };
    let mut mixed = from;
    for ((hertz, gain), (next_hertz, next_gain)) in mixed.iter_mut().zip(to) {
        *hertz += (next_hertz - *hertz) * part;
        *gain += (next_gain - *gain) * part;
    }
    mixed
}

fn vowels(stem: &mut Stereo, rate: f32) {
    for (channel, phase) in [(&mut stem.left, 0.0), (&mut stem.right, 0.07)] {
        let mut bank: Vec<(Svf, f32)> = formants(0.0).iter().map(|(h, g)| (Svf::new(*h, 0.9, rate), *g)).collect();
        let mut warmth = Svf::new(300.0, 0.0, rate);
        for (frame, sample) in channel.iter_mut().enumerate() {
            if frame % 64 == 0 {
                let place = 1.0 + sine(turn(frame as f32 / rate * 0.061 + phase));
                for ((filter, level), (hertz, gain)) in bank.iter_mut().zip(formants(place)) {
                    filter.tune(hertz, 0.88, rate);
                    *level = gain;
                }
            }
            let x = *sample;
            let sung: f32 = bank.iter_mut().map(|(filter, level)| filter.band(x) * *level).sum();
            *sample = sung + 0.18 * warmth.low(x);
        }
    }
}

/// Air and top-plate resonances of a small guitar.
fn body(stem: &mut Stereo, rate: f32) {
    for channel in [&mut stem.left, &mut stem.right] {
        let mut air = Svf::new(118.0, 0.8, rate);
        let mut plate = Svf::new(236.0, 0.75, rate);
        let mut bridge = Svf::new(2300.0, 0.2, rate);
        let mut rumble = Svf::new(70.0, 0.0, rate);
        for sample in channel.iter_mut() {
            let x = rumble.high(*sample);
            *sample = 0.7 * x + 0.8 * air.band(x) + 0.7 * plate.band(x) + 0.25 * bridge.band(x);
        }
    }
}

fn sweep(stem: &mut Stereo, rate: f32, (low, high, seconds): (f32, f32, f32)) {
    for channel in [&mut stem.left, &mut stem.right] {
        let mut filter = Svf::new(low, 0.35, rate);
        for (frame, sample) in channel.iter_mut().enumerate() {
            if frame % 32 == 0 {
                let x = 0.5 - 0.5 * sine(turn(frame as f32 / rate / seconds + 0.25));
                filter.tune(low * (high / low).powf(x), 0.35, rate);
            }
            *sample = filter.low(*sample);
        }
    }
}
