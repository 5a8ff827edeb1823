//! Strings round a kitchen table: picked guitar, upright bass, brushes, and a tune.

use super::{applause, each_bar, full, hits, late, lead, pitched, tail, thirds, unpitched};
use crate::form::{Bar, Role, Song};
use crate::rng::Rng;
use crate::score::{Echo, Insert, Note, Part, Room, Score, Strip};
use crate::synth::drums::Drum;
use crate::synth::pluck::{guitar, upright_bass};

/// One third of a beat.
const T: f32 = 1.0 / 3.0;

/// Strokes in a bar: place in beats, velocity.
type Strokes = &'static [(f32, f32)];

/// A guitar figure: place in beats, chord tone (from the bass, 0; 9 is the bass's fifth), velocity.
type Figure = &'static [(f32, usize, f32)];

const TRAVIS: Figure = &[
    (0.0, 0, 0.75),
    (0.5, 3, 0.45),
    (1.0, 9, 0.55),
    (1.0, 4, 0.5),
    (1.5, 2, 0.4),
    (2.0, 0, 0.65),
    (2.5, 4, 0.5),
    (3.0, 9, 0.55),
    (3.5, 3, 0.45),
];
const WALTZ: Figure = &[
    (0.0, 0, 0.75),
    (1.0, 2, 0.42),
    (1.02, 3, 0.42),
    (1.04, 4, 0.4),
    (2.0, 2, 0.36),
    (2.02, 3, 0.36),
    (2.04, 4, 0.38),
];
const JIG: Figure =
    &[(0.0, 0, 0.75), (T, 3, 0.38), (2.0 * T, 2, 0.42), (1.0, 9, 0.6), (1.0 + T, 4, 0.4), (1.0 + 2.0 * T, 3, 0.42)];
const ROLLING: Figure = &[
    (0.0, 0, 0.7),
    (0.25, 2, 0.35),
    (0.75, 3, 0.4),
    (1.0, 4, 0.5),
    (1.5, 9, 0.5),
    (1.75, 3, 0.35),
    (2.0, 0, 0.6),
    (2.25, 4, 0.42),
    (2.75, 2, 0.4),
    (3.0, 3, 0.45),
    (3.25, 4, 0.42),
    (3.5, 9, 0.5),
];

fn figure(song: &Song) -> Figure {
    match song.pattern {
        0 => TRAVIS,
        1 => WALTZ,
        2 => JIG,
        _ => ROLLING,
    }
}

/// Arranges a song for guitar, bass, brushes and a lead instrument, doubled in thirds at the end.
pub fn arrange(song: &Song) -> Score {
    let bars = song.bars();
    let mut rng = Rng::new(song.seed ^ 0x666F_6C6B);
    let tune = lead(song, &bars, -18.5);
    let second = Part { notes: thirds(song, &bars, &tune), ..lead(song, &bars, -23.0) };
    let second = Part { name: "second", strip: Strip { pan: -0.35, ..second.strip }, ..second };
    let wood = |level: f32| Strip::at(level).sent(0.2, 0.0).through(Insert::Body);
    let mut parts = vec![
        pitched("guitar", guitar(), picked(song, &bars, &mut rng), wood(-19.5).placed(-0.28, 0.15)),
        pitched("strum", guitar(), strummed(song, &bars), wood(-26.0).placed(0.4, 0.1)),
        pitched("bass", upright_bass(), walked(song, &bars), Strip::at(-19.5).sent(0.06, 0.0)),
        tune,
        second,
    ];
    parts.extend(brushes(song, &bars));
    applause(song, &mut parts);
    Score {
        tempo: song.tempo,
        beats: song.beats(),
        swing: if song.pattern == 0 { (0.12, 0.5) } else { (0.0, 0.5) },
        rubato: 0.02,
        loose: 0.009,
        tail: tail(song, 2.0),
        room: Room { seconds: 1.5, damping: 0.5, gain: 0.7 },
        echo: Echo { beats: 0.5, feedback: 0.25, cutoff: 2400.0 },
        kicks: Vec::new(),
        parts,
    }
}

fn picked(song: &Song, bars: &[Bar], rng: &mut Rng) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        if bar.index + 1 == song.bar_count() {
            notes.push(Note::new(bar.beat, song.bar_beats(), bar.bass + 12, 0.6));
            for (i, pitch) in bar.voicing.iter().enumerate() {
                notes.push(Note::new(bar.beat + 0.06 * (i + 1) as f32, song.bar_beats() * 1.5, *pitch, 0.5));
            }
            return;
        }
        for (at, tone, velocity) in figure(song) {
            let pitch = match tone {
                0 => bar.bass + 12,
                9 => song.key.beside(bar.bass + 12, 4),
                n => bar.tone(n - 1),
            };
            let ring = if *tone == 0 || *tone == 9 { 1.2 } else { 1.6 };
            let loud = velocity * (0.75 + 0.3 * bar.energy) + 0.04 * rng.signed();
            notes.push(Note::new(bar.beat + at, ring, pitch, loud));
        }
    })
}

/// Chords strummed across, in the fuller sections.
fn strummed(song: &Song, bars: &[Bar]) -> Vec<Note> {
    let places: &[f32] = match song.meter {
        2 => &[0.0, 1.0],
        3 => &[0.0],
        _ => &[0.0, 1.5, 2.5],
    };
    each_bar(bars, |bar, notes| {
        if !late(bar) {
            return;
        }
        for (number, at) in places.iter().enumerate() {
            for i in 0..bar.voicing.len() {
                let order = if number % 2 == 0 { i } else { bar.voicing.len() - 1 - i };
                let start = bar.beat + at + 0.035 * order as f32;
                notes.push(Note::new(start, 1.0, bar.tone(i) + 12, 0.42));
            }
        }
    })
}

fn walked(song: &Song, bars: &[Bar]) -> Vec<Note> {
    let half = song.bar_beats() / 2.0;
    each_bar(bars, |bar, notes| {
        if !full(bar) && bar.index + 1 != song.bar_count() {
            return;
        }
        let low = if bar.bass < 31 { bar.bass + 12 } else { bar.bass };
        let fifth = song.key.beside(low, if low > 36 { -3 } else { 4 });
        if song.meter == 3 {
            notes.push(Note::new(bar.beat, 2.6, low, 0.8));
            if bar.closes() {
                notes.push(Note::new(bar.beat + 2.0, 0.9, song.key.beside(low, 1), 0.6));
            }
            return;
        }
        notes.push(Note::new(bar.beat, half * 0.92, low, 0.8));
        notes.push(Note::new(bar.beat + half, half * 0.7, fifth, 0.66));
        if late(bar) && song.meter == 4 {
            notes.push(Note::new(
                bar.beat + 3.5,
                0.45,
                song.key.beside(fifth, if bar.within % 2 == 0 { 1 } else { -1 }),
                0.5,
            ));
        }
    })
}

fn brushes(song: &Song, bars: &[Bar]) -> Vec<Part> {
    let (taps, sweeps, shakes): (Strokes, Strokes, Strokes) = match song.meter {
        2 => (
            &[(1.0, 0.7), (2.0 - T, 0.3)],
            &[(0.0, 0.3), (1.0, 0.3)],
            &[(0.0, 0.7), (T, 0.35), (2.0 * T, 0.5), (1.0, 0.7), (1.0 + T, 0.35), (1.0 + 2.0 * T, 0.5)],
        ),
        3 => (
            &[(1.0, 0.45), (2.0, 0.5)],
            &[(0.0, 0.35)],
            &[(0.0, 0.6), (0.5, 0.25), (1.0, 0.5), (1.5, 0.25), (2.0, 0.5), (2.5, 0.3)],
        ),
        _ => (
            &[(1.0, 0.75), (2.5, 0.25), (3.0, 0.8)],
            &[(0.0, 0.3), (2.0, 0.3)],
            &[(0.0, 0.65), (0.5, 0.4), (1.0, 0.5), (1.5, 0.4), (2.0, 0.65), (2.5, 0.4), (3.0, 0.5), (3.5, 0.45)],
        ),
    };
    let kick: Strokes = if song.meter == 4 { &[(0.0, 0.7), (2.0, 0.6)] } else { &[(0.0, 0.7)] };
    let mut strokes = hits(bars, taps, full);
    strokes.extend(hits(bars, sweeps, full).into_iter().map(|note| Note { beats: 0.9, ..note }));
    vec![
        unpitched("brushes", Drum::Brush, strokes, Strip::at(-29.0).placed(0.15, 0.05).sent(0.15, 0.0)),
        unpitched(
            "shaker",
            Drum::Shaker,
            hits(bars, shakes, |bar| bar.role == Role::A2),
            Strip::at(-35.0).placed(0.45, 0.05).sent(0.1, 0.0),
        ),
        unpitched("foot", Drum::Kick(62.0, 0.09), hits(bars, kick, late), Strip::at(-25.0).sent(0.05, 0.0)),
    ]
}
