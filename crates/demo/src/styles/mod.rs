//! Arrangers: each turns a song's recipe into parts in the manner of one genre.

pub mod choir;
pub mod drift;
pub mod dub;
pub mod dusk;
pub mod folk;
pub mod techno;

use crate::form::{Bar, Lead, Role, Song};
use crate::melody;
use crate::score::{Insert, Note, Part, Strip};
use crate::synth::Instrument;
use crate::synth::envelope::Adsr;
use crate::synth::osc::{Analog, Wave};
use crate::synth::piano::FeltPiano;
use crate::synth::wind::{Applause, Whistle};
use crate::synth::{fm, pluck};

/// A part of pitched notes.
fn pitched(name: &'static str, instrument: impl Instrument + 'static, notes: Vec<Note>, strip: Strip) -> Part {
    Part { name, instrument: Box::new(instrument), notes, strip, pitched: true }
}

/// A part of drums or noises.
fn unpitched(name: &'static str, instrument: impl Instrument + 'static, notes: Vec<Note>, strip: Strip) -> Part {
    Part { name, instrument: Box::new(instrument), notes, strip, pitched: false }
}

/// Notes for every bar, written by a closure.
fn each_bar(bars: &[Bar], mut write: impl FnMut(&Bar, &mut Vec<Note>)) -> Vec<Note> {
    let mut notes = Vec::new();
    for bar in bars {
        write(bar, &mut notes);
    }
    notes
}

/// The bars' chords held through, with tones that two chords share tied over. `overlap` beats lead into the next chord.
fn tied(song: &Song, bars: &[Bar], overlap: f32) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let mut sounding: Vec<(i32, usize)> = Vec::new();
    for bar in bars {
        let mut next = Vec::with_capacity(bar.voicing.len());
        for pitch in &bar.voicing {
            let held = sounding.iter().find(|(before, _)| before == pitch).map(|(_, at)| *at);
            if let Some(note) = held.and_then(|at| notes.get_mut(at)) {
                note.beats += song.bar_beats();
            } else {
                notes.push(Note::new(bar.beat, song.bar_beats() + overlap, *pitch, 0.35 + 0.5 * bar.energy));
            }
            next.push((*pitch, held.unwrap_or(notes.len() - 1)));
        }
        sounding = next;
    }
    notes
}

/// Hits of a drum, as places in the bar (beats) and velocities, in bars a filter lets through.
fn hits(bars: &[Bar], pattern: &[(f32, f32)], plays: impl Fn(&Bar) -> bool) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        if plays(bar) {
            notes.extend(
                pattern.iter().map(|(at, v)| Note::new(bar.beat + at, 0.25, 60, v * (0.75 + 0.25 * bar.energy))),
            );
        }
    })
}

/// Whether the whole ensemble plays.
fn full(bar: &Bar) -> bool {
    matches!(bar.role, Role::A | Role::B | Role::A2)
}

/// Everything but a hushed beginning and end.
fn late(bar: &Bar) -> bool {
    matches!(bar.role, Role::B | Role::A2)
}

/// A softly swelling pad.
fn warm_pad(cutoff: f32) -> Analog {
    Analog {
        wave: Wave::Saw,
        unison: (3, 13.0),
        envelope: Adsr { attack: 0.9, decay: 1.5, sustain: 0.85, release: 1.6 },
        cutoff,
        sweep: (0.0, 1.0),
        resonance: 0.05,
        vibrato: (4.0, 4.6),
        sub: 0.0,
    }
}

/// A round bass without edges.
fn round_bass() -> Analog {
    Analog {
        wave: Wave::Triangle,
        unison: (1, 0.0),
        envelope: Adsr { attack: 0.008, decay: 0.6, sustain: 0.7, release: 0.07 },
        cutoff: 420.0,
        sweep: (1.4, 0.12),
        resonance: 0.05,
        vibrato: (0.0, 1.0),
        sub: 0.0,
    }
}

/// Reeds of a squeezebox.
fn reeds() -> Analog {
    Analog {
        wave: Wave::Pulse(0.34),
        unison: (2, 11.0),
        envelope: Adsr { attack: 0.035, decay: 0.4, sustain: 0.86, release: 0.09 },
        cutoff: 1900.0,
        sweep: (0.4, 0.3),
        resonance: 0.1,
        vibrato: (5.0, 5.2),
        sub: 0.0,
    }
}

/// The lead voice of a small games machine.
fn chip() -> Analog {
    Analog {
        wave: Wave::Pulse(0.25),
        unison: (1, 0.0),
        envelope: Adsr { attack: 0.004, decay: 0.35, sustain: 0.6, release: 0.08 },
        cutoff: 4200.0,
        sweep: (0.5, 0.2),
        resonance: 0.0,
        vibrato: (16.0, 5.6),
        sub: 0.0,
    }
}

/// The lead melody on the song's instrument, at a level in LUFS.
fn lead(song: &Song, bars: &[Bar], level: f32) -> Part {
    let strip = Strip::at(level).placed(0.06, 0.12).sent(0.3, 0.12);
    let line = |register| melody::lead(song, bars, register);
    match song.lead {
        Lead::Piano => {
            let piano = FeltPiano { clarity: 0.75, release: 0.5, thump: 0.16 };
            pitched("lead", piano, line(12), strip.sent(0.34, 0.06))
        }
        Lead::Bell => pitched("lead", fm::bell(), line(12), strip.sent(0.4, 0.22)),
        Lead::Whistle => pitched("lead", Whistle { breath: 0.3 }, line(12), strip.sent(0.36, 0.12)),
        Lead::Reed => pitched("lead", reeds(), line(0), strip.sent(0.26, 0.05)),
        Lead::Pluck => pitched("lead", pluck::mandolin(), line(12), strip.sent(0.24, 0.05).through(Insert::Body)),
        Lead::Chip => pitched("lead", chip(), line(12), strip.sent(0.14, 0.3)),
        Lead::Keys => pitched("lead", fm::electric_piano(), line(12), strip.sent(0.24, 0.18).through(Insert::Chorus)),
    }
}

/// A second voice a third below the lead, in the last statement only.
fn thirds(song: &Song, bars: &[Bar], lead: &Part) -> Vec<Note> {
    let sings = |beat: f32| bars.get((beat / song.bar_beats()) as usize).is_some_and(|bar| bar.role == Role::A2);
    (lead.notes.iter().filter(|note| sings(note.beat)))
        .map(|note| Note { pitch: song.key.beside(note.pitch, -2), velocity: note.velocity * 0.8, ..*note })
        .collect()
}

/// A room of people clapping over the tail, if the song was played for one.
fn applause(song: &Song, parts: &mut Vec<Part>) {
    if song.applause {
        let length = 9.0 * song.tempo / 60.0;
        let notes = vec![Note::new(song.beats() - 0.5, length, 60, 0.8)];
        parts.push(unpitched("applause", Applause, notes, Strip::at(-27.0).sent(0.3, 0.0)));
    }
}

/// Seconds of tail after the last bar.
fn tail(song: &Song, quiet: f32) -> f32 {
    if song.applause { 7.0 } else { quiet }
}
