//! Slow beats at a window: electric piano, round bass, brushes, rain.

use super::{applause, each_bar, full, hits, late, lead, pitched, round_bass, tail, unpitched};
use crate::form::{Bar, Role, Song};
use crate::rng::Rng;
use crate::score::{Echo, Insert, Note, Room, Score, Strip};
use crate::synth::drums::Drum;
use crate::synth::fm;
use crate::synth::wind::Rain;

/// Arranges a song for electric piano, bass, drums, rain and a lead instrument.
pub fn arrange(song: &Song) -> Score {
    let bars = song.bars();
    let mut rng = Rng::new(song.seed ^ 0x6475_736B);
    let keys = Strip::at(-20.5).placed(-0.12, 0.45).sent(0.2, 0.06).through(Insert::Chorus);
    let kick: &[(f32, f32)] = if song.pattern == 0 {
        &[(0.0, 0.9), (1.75, 0.5), (2.5, 0.75)]
    } else {
        &[(0.0, 0.9), (0.75, 0.5), (2.5, 0.8)]
    };
    let drums = |bar: &Bar| full(bar) || (bar.role == Role::Intro && bar.closes());
    let hat: Vec<(f32, f32)> = (0..8_u8).map(|i| (f32::from(i) * 0.5, if i % 2 == 0 { 0.65 } else { 0.4 })).collect();
    let mut snares = hits(&bars, &[(1.0, 0.7), (3.0, 0.75)], drums);
    snares.extend(hits(&bars, &[(2.25, 0.22), (3.75, 0.28)], late).into_iter().filter(|_| rng.chance(0.7)));
    let length = song.beats() + 4.0 * song.tempo / 60.0;
    let mut parts = vec![
        lead(song, &bars, -19.0),
        pitched("keys", fm::electric_piano(), comping(song, &bars, &mut rng), keys),
        pitched("bass", round_bass(), bass(song, &bars), Strip::at(-20.0).sent(0.02, 0.0)),
        pitched("answers", fm::bell(), answers(&bars, &mut rng), Strip::at(-28.0).placed(0.3, 0.4).sent(0.4, 0.4)),
        unpitched("kick", Drum::Kick(52.0, 0.13), hits(&bars, kick, drums), Strip::at(-21.0).sent(0.02, 0.0)),
        unpitched(
            "snare",
            Drum::Snare,
            snares,
            Strip::at(-25.0).placed(0.05, 0.03).sent(0.22, 0.0).through(Insert::LowPass(5200.0)),
        ),
        unpitched("hat", Drum::Hat, hits(&bars, &hat, full), Strip::at(-34.0).placed(0.3, 0.08).sent(0.05, 0.0)),
        unpitched("rain", Rain { drops: 9.0 }, vec![Note::new(0.0, length, 60, 0.7)], Strip::at(-36.0).sent(0.2, 0.0)),
    ];
    applause(song, &mut parts);
    Score {
        tempo: song.tempo,
        beats: song.beats(),
        swing: (0.2, 0.25),
        rubato: 0.0,
        loose: 0.007,
        tail: tail(song, 4.0),
        room: Room { seconds: 1.7, damping: 0.6, gain: 0.65 },
        echo: Echo { beats: 0.75, feedback: 0.4, cutoff: 2000.0 },
        kicks: Vec::new(),
        parts,
    }
}

fn comping(song: &Song, bars: &[Bar], rng: &mut Rng) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        let last = bar.index + 1 == song.bar_count();
        let places: &[(f32, f32)] = match (last, bar.role) {
            (true, _) => &[(0.0, 4.5)],
            (_, Role::Intro | Role::Outro) => &[(0.0, 2.8)],
            (_, Role::B) => &[(0.0, 1.4), (1.5, 0.8), (2.75, 1.1)],
            _ => &[(0.0, 1.8), (2.5, 1.3)],
        };
        for (at, length) in places {
            for (i, pitch) in bar.voicing.iter().enumerate() {
                let rolled = 0.02 * i as f32;
                let velocity = 0.42 + 0.25 * bar.energy + 0.06 * rng.signed();
                notes.push(Note::new(bar.beat + at + rolled, *length, *pitch, velocity));
            }
        }
    })
}

fn bass(song: &Song, bars: &[Bar]) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        let low = bar.bass + if bar.bass < 31 { 12 } else { 0 };
        if bar.index + 1 == song.bar_count() {
            notes.push(Note::new(bar.beat, 3.5, low, 0.7));
            return;
        }
        if !full(bar) {
            return;
        }
        let fifth = song.key.beside(low, 4);
        notes.push(Note::new(bar.beat, 1.4, low, 0.8));
        notes.push(Note::new(bar.beat + 1.75, 0.4, low, 0.55));
        notes.push(Note::new(bar.beat + 2.5, 0.9, fifth, 0.7));
        if late(bar) {
            notes.push(Note::new(
                bar.beat + 3.5,
                0.4,
                song.key.beside(low, if bar.index % 2 == 0 { 2 } else { -1 }),
                0.6,
            ));
        }
    })
}

/// Little figures that answer the tune at the end of every other bar.
fn answers(bars: &[Bar], rng: &mut Rng) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        if late(bar) && bar.within % 2 == 1 {
            for step in 0..3_u8 {
                let tone = bar.tone(usize::from(step) + rng.below(2)) + 12;
                notes.push(Note::new(bar.beat + 2.5 + 0.5 * f32::from(step), 0.5, tone, 0.45));
            }
        }
    })
}
