//! Dub played by a small games machine: one drop, skanks into the echo, a bass that talks.

use super::{applause, each_bar, full, hits, late, lead, pitched, tail, tied, unpitched};
use crate::form::{Bar, Role, Song};
use crate::rng::Rng;
use crate::score::{Echo, Insert, Note, Room, Score, Strip};
use crate::synth::drums::Drum;
use crate::synth::envelope::Adsr;
use crate::synth::osc::{Analog, Wave};

/// Bass lines: place in beats, length, scale degrees above the root.
const LINES: [&[(f32, f32, i32)]; 3] = [
    &[(0.0, 0.9, 0), (1.5, 0.4, 0), (2.0, 0.45, 4), (2.5, 0.45, 7), (3.5, 0.4, 4)],
    &[(0.5, 0.4, 0), (1.0, 0.9, 0), (2.5, 0.4, 2), (3.0, 0.45, 4), (3.5, 0.4, 2)],
    &[(0.0, 0.45, 0), (0.75, 0.2, 0), (1.0, 0.7, 7), (2.0, 0.45, 4), (2.75, 0.6, 4), (3.5, 0.4, -1)],
];

/// Arranges a song for pulse waves, triangle bass and a drum machine.
pub fn arrange(song: &Song) -> Score {
    let bars = song.bars();
    let mut rng = Rng::new(song.seed ^ 0x0064_7562);
    let mut parts = vec![
        lead(song, &bars, -19.5),
        pitched("bass", bass(), line(song, &bars), Strip::at(-19.0).sent(0.02, 0.0)),
        pitched(
            "skank",
            skank(),
            skanks(&bars),
            Strip::at(-24.0).placed(0.25, 0.2).sent(0.14, 0.42).through(Insert::HighPass(260.0)),
        ),
        pitched("arpeggio", glitter(), arpeggio(song, &bars), Strip::at(-27.5).placed(-0.3, 0.4).sent(0.15, 0.28)),
        pitched(
            "haze",
            haze(),
            tied(song, &bars, 0.0),
            Strip::at(-29.0).placed(0.0, 0.7).sent(0.3, 0.0).through(Insert::Chorus),
        ),
    ];
    let drop: &[(f32, f32)] = if song.pattern == 2 { &[(0.0, 0.8), (2.0, 0.95), (2.75, 0.5)] } else { &[(2.0, 0.95)] };
    let hat: &[(f32, f32)] = &[
        (0.0, 0.6),
        (0.5, 0.35),
        (1.0, 0.7),
        (1.5, 0.35),
        (2.0, 0.55),
        (2.5, 0.4),
        (3.0, 0.7),
        (3.25, 0.25),
        (3.5, 0.4),
    ];
    let drums = |bar: &Bar| full(bar) || (bar.role == Role::Intro && bar.within > 0);
    let mut crunches = hits(&bars, &[(2.0, 0.7)], full);
    crunches.extend(hits(&bars, &[(3.25, 0.4), (3.5, 0.5), (3.75, 0.65)], |bar| full(bar) && bar.closes()));
    let rims: Vec<Note> = hits(&bars, &[(0.75, 0.4), (1.5, 0.5), (3.25, 0.35)], |bar| drums(bar) && bar.index % 2 == 1)
        .into_iter()
        .filter(|_| rng.chance(0.8))
        .collect();
    parts.extend([
        unpitched("kick", Drum::Kick(49.0, 0.17), hits(&bars, drop, drums), Strip::at(-22.0).sent(0.03, 0.0)),
        unpitched("crunch", Drum::Crunch, crunches, Strip::at(-27.0).placed(-0.1, 0.05).sent(0.2, 0.25)),
        unpitched("rim", Drum::Rim, rims, Strip::at(-29.0).placed(0.35, 0.0).sent(0.2, 0.5)),
        unpitched("hat", Drum::Hat, hits(&bars, hat, full), Strip::at(-32.0).placed(-0.3, 0.1).sent(0.06, 0.0)),
    ]);
    applause(song, &mut parts);
    Score {
        tempo: song.tempo,
        beats: song.beats(),
        swing: (0.14, 0.25),
        rubato: 0.0,
        loose: 0.003,
        tail: tail(song, 2.8),
        room: Room { seconds: 1.8, damping: 0.6, gain: 0.6 },
        echo: Echo { beats: 0.75, feedback: 0.58, cutoff: 2300.0 },
        kicks: Vec::new(),
        parts,
    }
}

fn bass() -> Analog {
    Analog {
        wave: Wave::Stepped,
        unison: (1, 0.0),
        envelope: Adsr { attack: 0.006, decay: 0.5, sustain: 0.75, release: 0.06 },
        cutoff: 380.0,
        sweep: (1.8, 0.09),
        resonance: 0.15,
        vibrato: (0.0, 1.0),
        sub: 0.0,
    }
}

fn skank() -> Analog {
    Analog {
        wave: Wave::Pulse(0.5),
        unison: (1, 0.0),
        envelope: Adsr { attack: 0.004, decay: 0.07, sustain: 0.2, release: 0.07 },
        cutoff: 1500.0,
        sweep: (1.0, 0.06),
        resonance: 0.2,
        vibrato: (0.0, 1.0),
        sub: 0.0,
    }
}

fn glitter() -> Analog {
    Analog {
        wave: Wave::Pulse(0.125),
        unison: (1, 0.0),
        envelope: Adsr { attack: 0.003, decay: 0.09, sustain: 0.15, release: 0.06 },
        cutoff: 3600.0,
        sweep: (0.0, 1.0),
        resonance: 0.0,
        vibrato: (0.0, 1.0),
        sub: 0.0,
    }
}

fn haze() -> Analog {
    Analog {
        wave: Wave::Saw,
        unison: (2, 16.0),
        envelope: Adsr { attack: 0.5, decay: 1.0, sustain: 0.8, release: 0.8 },
        cutoff: 700.0,
        sweep: (0.0, 1.0),
        resonance: 0.1,
        vibrato: (6.0, 0.7),
        sub: 0.0,
    }
}

fn line(song: &Song, bars: &[Bar]) -> Vec<Note> {
    let written = LINES.get(usize::from(song.pattern) % LINES.len()).copied().unwrap_or(&[]);
    each_bar(bars, |bar, notes| {
        if bar.index + 1 == song.bar_count() {
            notes.push(Note::new(bar.beat, 3.0, bar.bass, 0.8));
            return;
        }
        if bar.role == Role::Intro && bar.within < bar.section_bars / 2 {
            return;
        }
        for (at, length, degrees) in written {
            // Every fourth bar leaves its last note out, to breathe.
            if bar.within % 4 == 3 && *at > 3.2 && bar.role != Role::A2 {
                continue;
            }
            notes.push(Note::new(bar.beat + at, *length, song.key.beside(bar.bass, *degrees), 0.6 + 0.25 * bar.energy));
        }
    })
}

fn skanks(bars: &[Bar]) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        let places: &[f32] = match bar.role {
            Role::Intro | Role::Outro => &[1.0],
            Role::B => &[0.5, 1.5, 2.5, 3.5],
            _ => &[1.0, 3.0],
        };
        for at in places {
            for pitch in &bar.voicing {
                notes.push(Note::new(bar.beat + at, 0.22, *pitch, 0.5 + 0.3 * bar.energy));
            }
        }
    })
}

fn arpeggio(song: &Song, bars: &[Bar]) -> Vec<Note> {
    let order = [0, 1, 2, 3, 4, 3, 2, 1];
    each_bar(bars, |bar, notes| {
        if !late(bar) && bar.role != Role::Outro {
            return;
        }
        let steps = (song.bar_beats() * 4.0) as usize;
        for (step, tone) in order.iter().cycle().take(steps).enumerate() {
            let accent = if step % 3 == 0 { 0.75 } else { 0.45 };
            notes.push(Note::new(bar.beat + step as f32 * 0.25, 0.2, bar.tone(*tone) + 12, accent));
        }
    })
}
