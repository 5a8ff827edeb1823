//! Melody from motifs: stated, moved with the harmony, varied, and brought to rest.

use crate::form::{Bar, Motif, REST, Role, Song};
use crate::notes::Chord;
use crate::rng::Rng;
use crate::score::Note;

/// What is done to a motif in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// As written.
    Plain,
    /// Shifted along the scale.
    Sequence(i32),
    /// As written, with long notes divided by neighbours.
    Ornament,
    /// Ends early on a long chord tone.
    Cadence,
}

/// The lead line of a song: nothing in the intro and outro, the first motif in A and A', the second in B.
/// Pitches are MIDI numbers around `register` (the tonic's MIDI octave shift, in semitones).
pub fn lead(song: &Song, bars: &[Bar], register: i32) -> Vec<Note> {
    let mut rng = Rng::new(song.seed ^ 0x6D65_6C6F);
    let mut notes = Vec::new();
    let mut at = 0;
    while let Some(first) = bars.get(at) {
        let section = bars.get(at..at + first.section_bars).unwrap_or(&[]);
        at += first.section_bars.max(1);
        let motif = match first.role {
            Role::Intro | Role::Outro => continue,
            Role::A | Role::A2 => song.motif_a,
            Role::B => song.motif_b,
        };
        section_line(song, section, motif, &mut rng, &mut notes);
    }
    for note in &mut notes {
        note.pitch += register;
    }
    notes
}

fn section_line(song: &Song, section: &[Bar], motif: Motif, rng: &mut Rng, notes: &mut Vec<Note>) {
    let length: f32 = motif.iter().map(|(_, beats)| beats).sum();
    let unit = (length / song.bar_beats()).ceil().max(1.0) as usize;
    let units = section.len() / unit;
    for (number, bars) in section.chunks(unit).enumerate() {
        let Some(first) = bars.first() else { continue };
        let turn = match (number + 1 == units, number % 4, first.role) {
            (true, _, _) => Turn::Cadence,
            (_, 1, Role::A2) => Turn::Ornament,
            (_, 0, Role::A2) if units == 2 => Turn::Ornament,
            (_, 1, _) => Turn::Sequence(if rng.chance(0.5) { 1 } else { -1 }),
            (_, 3, _) => Turn::Sequence(2),
            (_, 2, Role::A2) => Turn::Ornament,
            _ => Turn::Plain,
        };
        state(song, bars, motif, turn, notes);
    }
}

/// States a motif over some bars: notes on the beat go to the nearest chord tone and take the weak notes after them
/// along, so that the contour stays while the harmony moves.
fn state(song: &Song, bars: &[Bar], motif: Motif, turn: Turn, notes: &mut Vec<Note>) {
    let Some(first) = bars.first() else { return };
    let length: f32 = motif.iter().map(|(_, beats)| beats).sum();
    let mut beat = 0.0_f32;
    let mut shift = 0;
    let mut before: Option<(i32, i32)> = None;
    for (number, (degree, beats)) in motif.iter().copied().enumerate() {
        let start = beat;
        beat += beats;
        if degree == REST || start >= bars.len() as f32 * song.bar_beats() {
            continue;
        }
        let moved = degree + if let Turn::Sequence(by) = turn { by } else { 0 };
        let bar = bars.get((start / song.bar_beats()) as usize).unwrap_or(first);
        let on_beat = (start - start.round()).abs() < 0.01;
        if on_beat && beats >= 0.3 {
            shift = onto(bar.chord, moved, before) - moved;
        }
        let sung = moved + shift;
        before = Some((moved, sung));
        let velocity = 0.62 + 0.3 * bar.energy + if start.rem_euclid(song.bar_beats()) < 0.01 { 0.08 } else { 0.0 };
        let at = first.beat + start;
        if turn == Turn::Cadence && start >= length * 0.6 {
            let rest = (bars.len() as f32 * song.bar_beats() - start).max(beats);
            let goal = bars.get((start / song.bar_beats()) as usize).unwrap_or(first).chord.nearest(sung);
            notes.push(Note::new(at, rest * 0.9, song.key.pitch(goal), velocity * 0.9));
            return;
        }
        if turn == Turn::Ornament && beats >= 1.0 && number % 2 == 0 {
            let turned = sung + if degree % 2 == 0 { 1 } else { -1 };
            let third = beats / 4.0;
            notes.push(Note::new(at, beats / 2.0, song.key.pitch(sung), velocity));
            notes.push(Note::new(at + 2.0 * third, third, song.key.pitch(turned), velocity * 0.8));
            notes.push(Note::new(at + 3.0 * third, third, song.key.pitch(sung), velocity * 0.85));
        } else {
            notes.push(Note::new(at, beats * 0.96, song.key.pitch(sung), velocity));
        }
    }
}

/// The chord tone a degree on the beat goes to. Where the motif moves, the tune moves too: a tone that would repeat
/// the one before (given as written and as sung) gives way to the next chord tone in the motif's direction.
fn onto(chord: Chord, degree: i32, before: Option<(i32, i32)>) -> i32 {
    let near = chord.nearest(degree);
    match before {
        Some((written, sung)) if near == sung && written != degree => {
            chord.nearest(sung + 2 * (degree - written).signum())
        }
        _ => near,
    }
}
