//! Ambient piano beside the sea: broken chords, a slow pad, waves.

use super::{applause, each_bar, full, late, lead, pitched, tail, tied, unpitched, warm_pad};
use crate::form::{Bar, Role, Song};
use crate::rng::Rng;
use crate::score::{Echo, Insert, Note, Part, Room, Score, Strip};
use crate::synth::fm;
use crate::synth::piano::FeltPiano;
use crate::synth::wind::Tide;

/// Order of chord tones and places in the bar (share of the bar) of the broken chords.
const FIGURES: [&[(f32, usize)]; 4] = [
    &[(0.0, 0), (0.25, 2), (0.5, 1), (0.75, 3)],
    &[(0.0, 0), (0.125, 1), (0.25, 2), (0.375, 3), (0.5, 4), (0.625, 3), (0.75, 2), (0.875, 1)],
    &[(0.0, 0), (0.333, 2), (0.5, 3), (0.667, 1)],
    &[(0.0, 0), (0.0, 2), (0.375, 1), (0.625, 3), (0.75, 4)],
];

/// Arranges a song for felt piano, pad, bells and tide.
pub fn arrange(song: &Song) -> Score {
    let bars = song.bars();
    let mut rng = Rng::new(song.seed ^ 0x7469_6465);
    let mut parts: Vec<Part> = vec![
        lead(song, &bars, -19.0),
        pitched(
            "figures",
            soft_piano(),
            figures(song, &bars, &mut rng),
            Strip::at(-22.5).placed(-0.1, 0.35).sent(0.3, 0.0),
        ),
        pitched("low piano", soft_piano(), low(song, &bars), Strip::at(-25.0).placed(-0.1, 0.1).sent(0.2, 0.0)),
        pitched(
            "pad",
            warm_pad(620.0),
            tied(song, &bars, 0.3),
            Strip::at(-27.0).placed(0.0, 0.7).sent(0.45, 0.0).through(Insert::Chorus),
        ),
        pitched("sparks", fm::bell(), sparks(song, &bars, &mut rng), Strip::at(-31.0).placed(0.0, 0.9).sent(0.6, 0.35)),
        unpitched(
            "tide",
            Tide { crest: 1500.0 },
            waves(song, &mut rng),
            Strip::at(-32.0).placed(0.0, 0.55).sent(0.15, 0.0),
        ),
    ];
    applause(song, &mut parts);
    Score {
        tempo: song.tempo,
        beats: song.beats(),
        swing: (0.0, 0.5),
        rubato: 0.05,
        loose: 0.012,
        tail: tail(song, 4.0),
        room: Room { seconds: if song.applause { 1.9 } else { 3.4 }, damping: 0.45, gain: 0.85 },
        echo: Echo { beats: 1.5, feedback: 0.4, cutoff: 2600.0 },
        kicks: Vec::new(),
        parts,
    }
}

fn soft_piano() -> FeltPiano {
    FeltPiano { clarity: 0.45, release: 0.9, thump: 0.2 }
}

fn figures(song: &Song, bars: &[Bar], rng: &mut Rng) -> Vec<Note> {
    let figure = FIGURES.get(usize::from(song.pattern) % FIGURES.len()).copied().unwrap_or(&[]);
    let length = song.bar_beats();
    each_bar(bars, |bar, notes| {
        let last = bar.index + 1 == song.bar_count();
        for (number, (share, tone)) in figure.iter().enumerate() {
            if last && number > 0 {
                break;
            }
            if bar.role == Role::Intro && number % 2 == 1 && bar.within == 0 {
                continue;
            }
            let at = bar.beat + share * length;
            let soft = 0.34 + 0.26 * bar.energy + 0.06 * rng.signed();
            notes.push(Note::new(at, (1.0 - share) * length + 0.4, bar.tone(*tone), soft));
        }
        if last {
            // The last chord is rolled, and rings.
            for (i, pitch) in bar.voicing.iter().enumerate() {
                notes.push(Note::new(bar.beat + 0.12 * i as f32, length * 1.6, *pitch, 0.4));
            }
        }
    })
}

fn low(song: &Song, bars: &[Bar]) -> Vec<Note> {
    let length = song.bar_beats();
    each_bar(bars, |bar, notes| {
        let fifth = song.key.beside(bar.bass + 12, 4);
        notes.push(Note::new(bar.beat, length * 0.98, bar.bass + 12, 0.42 + 0.2 * bar.energy));
        if late(bar) {
            notes.push(Note::new(bar.beat + length / 2.0, length * 0.48, fifth, 0.3 + 0.15 * bar.energy));
        }
        if bar.role == Role::A2 {
            notes.push(Note::new(bar.beat, length * 0.98, bar.bass, 0.45));
        }
    })
}

fn sparks(song: &Song, bars: &[Bar], rng: &mut Rng) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        let wanted = if bar.role == Role::A2 { 3 } else { 1 };
        for _ in 0..wanted {
            if (full(bar) || bar.role == Role::Outro) && rng.chance(0.6) {
                let at = bar.beat + (rng.unit() * song.bar_beats() * 2.0).floor() / 2.0;
                let tone = bar.tone(rng.below(bar.voicing.len())) + 24;
                notes.push(Note::new(at, 1.0, tone, rng.range(0.25, 0.5)));
            }
        }
    })
}

/// Waves of six to nine seconds that overlap, so that the sea is never quite silent.
fn waves(song: &Song, rng: &mut Rng) -> Vec<Note> {
    let beats_a_second = song.tempo / 60.0;
    let mut notes = Vec::new();
    let mut at = 0.0;
    while at < song.beats() {
        let length = rng.range(6.0, 9.0) * beats_a_second;
        notes.push(Note::new(at, length, 60, rng.range(0.5, 1.0)));
        at += length * rng.range(0.5, 0.62);
    }
    notes
}
