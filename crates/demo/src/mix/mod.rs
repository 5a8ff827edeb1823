//! The mixing desk: plays a score into a finished stereo recording.

pub mod delay_line;
pub mod echo;
pub mod inserts;
pub mod limiter;
pub mod loudness;
pub mod reverb;

use crate::buffer::Stereo;
use crate::rng::Rng;
use crate::score::{Part, Score};
use crate::synth::filter::Svf;
use crate::synth::{Tone, hertz};

/// The highest sample of a finished recording: -1.5 dBFS.
pub const CEILING: f32 = 0.841_395;
/// The loudness every recording is brought to, in LUFS.
pub const TARGET_LUFS: f32 = -14.5;

/// Plays a score at a rate: parts, room, echo, then loudness, limiter and fades.
pub fn perform(score: &Score, seed: u64, rate: f32) -> Stereo {
    let frames = (score.duration() * rate) as usize;
    let mut dry = Stereo::silence(frames);
    let mut room = Stereo::silence(frames);
    let mut echo = Stereo::silence(frames);
    let mut stem = Stereo::silence(frames);
    let pump = pumping(score, frames, rate);
    for (number, part) in score.parts.iter().enumerate() {
        stem.clear();
        play_part(score, part, Rng::new(seed ^ ((number as u64 + 1) << 40)), (&mut stem, rate));
        inserts::apply(part.strip.insert, &mut stem, rate);
        if part.strip.duck > 0.0 {
            for ((left, right), down) in stem.frames_mut().zip(&pump) {
                let gain = 1.0 - part.strip.duck * down;
                *left *= gain;
                *right *= gain;
            }
        }
        let loud = loudness::of_part(&stem, rate);
        if loud <= -70.0 {
            continue;
        }
        let gain = 10_f32.powf((part.strip.level - loud) / 20.0);
        dry.add(&stem, gain);
        if part.strip.room > 0.0 {
            room.add(&stem, gain * part.strip.room);
        }
        if part.strip.echo > 0.0 {
            echo.add(&stem, gain * part.strip.echo);
        }
    }
    let beat = 60.0 / score.tempo;
    stem.clear();
    echo::run(&echo, &mut stem, rate, (score.echo.beats * beat, score.echo.feedback, score.echo.cutoff));
    dry.add(&stem, 1.0);
    room.add(&stem, 0.25);
    stem.clear();
    reverb::run(&room, &mut stem, rate, (score.room.seconds, score.room.damping));
    dry.add(&stem, score.room.gain);
    master(&mut dry, score.tail, rate);
    dry
}

/// Plays every note of a part into its stem.
fn play_part(score: &Score, part: &Part, mut rng: Rng, (stem, rate): (&mut Stereo, f32)) {
    let mut sound = Vec::new();
    for note in &part.notes {
        let start = score.seconds(note.beat);
        let end = score.seconds(note.beat + note.beats);
        let late = score.loose * rng.signed();
        let tone = Tone {
            hertz: hertz(note.pitch as f32),
            seconds: (end - start).max(0.02),
            velocity: (note.velocity * (1.0 + 0.07 * rng.signed())).clamp(0.02, 1.0),
            rate,
            seed: rng.bits(),
        };
        sound.clear();
        part.instrument.play(&tone, &mut sound);
        let spread = if part.pitched { ((note.pitch as f32 - 62.0) / 18.0).clamp(-1.0, 1.0) } else { rng.signed() };
        let at = ((start + late).max(0.0) * rate) as usize;
        stem.add_mono(at, &sound, part.strip.pan + part.strip.width * spread);
    }
}

/// How far ducked parts are down at each frame: 1.0 on the kick, back within a third of a second.
fn pumping(score: &Score, frames: usize, rate: f32) -> Vec<f32> {
    let mut down = vec![0.0_f32; if score.kicks.is_empty() { 0 } else { frames }];
    let attack = 0.006 * rate;
    let length = (0.34 * rate) as usize;
    for beat in &score.kicks {
        let at = (score.seconds(*beat) * rate) as usize;
        for (i, level) in down.iter_mut().skip(at).take(length).enumerate() {
            let x = i as f32 / length as f32;
            let shape = (i as f32 / attack).min(1.0) * (1.0 - x) * (1.0 - x);
            *level = level.max(shape);
        }
    }
    down
}

/// Takes away what is too low to hear, brings the recording to level, limits and fades it.
fn master(sound: &mut Stereo, tail: f32, rate: f32) {
    for channel in [&mut sound.left, &mut sound.right] {
        let mut rumble = Svf::new(26.0, 0.0, rate);
        channel.iter_mut().for_each(|sample| *sample = rumble.high(*sample));
    }
    let loud = loudness::integrated(&[&sound.left, &sound.right], rate);
    sound.scale(10_f32.powf((TARGET_LUFS - loud) / 20.0));
    // Rounds off the tallest peaks, so that the limiter has less to do.
    let round = |x: f32| if x.abs() < 0.6 { x } else { x.signum() * (0.6 + 0.9 * ((x.abs() - 0.6) / 0.9).tanh()) };
    sound.frames_mut().for_each(|(left, right)| (*left, *right) = (round(*left), round(*right)));
    limiter::limit(sound, CEILING, rate);
    fade(sound, tail, rate);
}

/// A short way in and a long way out, both ending at zero.
fn fade(sound: &mut Stereo, tail: f32, rate: f32) {
    let frames = sound.frames();
    let (in_length, out_length) = (0.01 * rate, (tail.max(0.5) * rate) as usize);
    for (i, (left, right)) in sound.frames_mut().enumerate() {
        let rise = (i as f32 / in_length).min(1.0);
        let left_over = ((frames - 1 - i) as f32 / out_length as f32).min(1.0);
        let gain = rise * (1.0 - (1.0 - left_over) * (1.0 - left_over));
        *left *= gain;
        *right *= gain;
    }
}
