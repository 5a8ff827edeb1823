//! A patient four to the floor: rolling bass, stabs that open, a line of bells above.

use super::{applause, each_bar, full, hits, late, lead, pitched, tail, tied, unpitched, warm_pad};
use crate::form::{Bar, Role, Song};
use crate::score::{Echo, Insert, Note, Room, Score, Strip};
use crate::synth::drums::Drum;
use crate::synth::envelope::Adsr;
use crate::synth::osc::{Analog, Wave};

/// Places of the stabs in a bar, in beats.
const STABS: [&[f32]; 3] = [&[0.75, 1.5, 3.25], &[0.5, 2.0, 2.75], &[0.0, 0.75, 2.5, 3.25]];

/// Arranges a song for kick, bass, stabs, pad, hats and lead.
pub fn arrange(song: &Song) -> Score {
    let bars = song.bars();
    let floor: &[(f32, f32)] = &[(0.0, 0.95), (1.0, 0.9), (2.0, 0.95), (3.0, 0.9)];
    let kicks = hits(&bars, floor, |bar| {
        !(bar.role == Role::B && bar.within * 2 < bar.section_bars) && bar.role != Role::Outro
    });
    let beats = kicks.iter().map(|note| note.beat).collect();
    let sixteenths: Vec<(f32, f32)> = (0..16_u8)
        .map(|i| {
            (
                f32::from(i) * 0.25,
                if i % 4 == 2 {
                    0.2
                } else if i % 2 == 0 {
                    0.6
                } else {
                    0.4
                },
            )
        })
        .collect();
    let ticks = |bar: &Bar| full(bar) || bar.role == Role::Intro;
    let stab_room = Strip::at(-22.5).placed(-0.1, 0.4).sent(0.2, 0.34).ducked(0.4);
    let mut parts = vec![
        lead(song, &bars, -20.5),
        pitched("bass", bass(), rolling(song, &bars), Strip::at(-20.0).ducked(0.75)),
        pitched("stabs", stab(), stabs(song, &bars), stab_room.through(Insert::Sweep(700.0, 5200.0, 21.0))),
        pitched(
            "pad",
            warm_pad(900.0),
            tied(song, &bars, 0.0),
            Strip::at(-25.5).placed(0.0, 0.8).sent(0.35, 0.0).ducked(0.7).through(Insert::Chorus),
        ),
        unpitched("kick", Drum::Kick(47.0, 0.14), kicks, Strip::at(-18.5)),
        unpitched(
            "hat",
            Drum::Hat,
            hits(&bars, &sixteenths, ticks),
            Strip::at(-32.0).placed(0.2, 0.08).sent(0.05, 0.0),
        ),
        unpitched(
            "open hat",
            Drum::OpenHat,
            hits(&bars, &[(0.5, 0.7), (1.5, 0.7), (2.5, 0.7), (3.5, 0.75)], late),
            Strip::at(-30.0).placed(-0.15, 0.0).sent(0.08, 0.0),
        ),
        unpitched(
            "clap",
            Drum::Clap,
            hits(&bars, &[(1.0, 0.75), (3.0, 0.8)], full),
            Strip::at(-27.0).placed(0.05, 0.05).sent(0.25, 0.05),
        ),
        unpitched(
            "rim",
            Drum::Rim,
            hits(&bars, &[(0.75, 0.4), (2.25, 0.5), (3.75, 0.35)], late),
            Strip::at(-32.0).placed(0.4, 0.0).sent(0.2, 0.3),
        ),
    ];
    applause(song, &mut parts);
    Score {
        tempo: song.tempo,
        beats: song.beats(),
        swing: (0.06, 0.25),
        rubato: 0.0,
        loose: 0.0015,
        tail: tail(song, 2.8),
        room: Room { seconds: 2.2, damping: 0.5, gain: 0.6 },
        echo: Echo { beats: 0.75, feedback: 0.5, cutoff: 3000.0 },
        kicks: beats,
        parts,
    }
}

fn bass() -> Analog {
    Analog {
        wave: Wave::Saw,
        unison: (1, 0.0),
        envelope: Adsr { attack: 0.004, decay: 0.14, sustain: 0.5, release: 0.05 },
        cutoff: 240.0,
        sweep: (2.2, 0.07),
        resonance: 0.35,
        vibrato: (0.0, 1.0),
        sub: 0.5,
    }
}

fn stab() -> Analog {
    Analog {
        wave: Wave::Saw,
        unison: (2, 12.0),
        envelope: Adsr { attack: 0.003, decay: 0.14, sustain: 0.12, release: 0.12 },
        cutoff: 1800.0,
        sweep: (1.2, 0.1),
        resonance: 0.2,
        vibrato: (0.0, 1.0),
        sub: 0.0,
    }
}

/// Sixteenths between the kicks, with an octave now and then.
fn rolling(song: &Song, bars: &[Bar]) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        if bar.role == Role::Outro || (bar.role == Role::Intro && bar.within * 2 < bar.section_bars) {
            return;
        }
        let low = bar.bass + if bar.bass < 31 { 12 } else { 0 };
        for step in 0..(song.bar_beats() * 4.0) as usize {
            let inside = step % 4;
            if inside == 0 {
                continue;
            }
            let lifted = step == 7 || (step == 14 && late(bar));
            let pitch = if lifted { low + 12 } else { low };
            let velocity = if inside == 2 { 0.85 } else { 0.6 };
            notes.push(Note::new(bar.beat + step as f32 * 0.25, 0.2, pitch, velocity * (0.7 + 0.3 * bar.energy)));
        }
    })
}

fn stabs(song: &Song, bars: &[Bar]) -> Vec<Note> {
    let places = STABS.get(usize::from(song.pattern) % STABS.len()).copied().unwrap_or(&[]);
    each_bar(bars, |bar, notes| {
        if bar.role == Role::Outro && bar.closes() {
            return;
        }
        for at in places {
            for pitch in &bar.voicing {
                notes.push(Note::new(bar.beat + at, 0.3, *pitch, 0.4 + 0.4 * bar.energy));
            }
        }
    })
}
