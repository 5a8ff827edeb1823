//! Voices in fog: a choir led from chord to chord, bells, a deep drone.

use super::{applause, each_bar, lead, pitched, tail, unpitched};
use crate::form::{Bar, Role, Song};
use crate::melody;
use crate::rng::Rng;
use crate::score::{Echo, Insert, Note, Part, Room, Score, Strip};
use crate::synth::choir::Choir;
use crate::synth::envelope::Adsr;
use crate::synth::fm;
use crate::synth::osc::{Analog, Wave};
use crate::synth::wind::Tide;

/// Arranges a song for choir, a solo voice or instrument, bells, drone and wind.
pub fn arrange(song: &Song) -> Score {
    let bars = song.bars();
    let mut rng = Rng::new(song.seed ^ 0x6368_6F72);
    let section = Choir { envelope: Adsr { attack: 0.55, decay: 1.0, sustain: 0.9, release: 0.9 } };
    let solo = Choir { envelope: Adsr { attack: 0.14, decay: 0.6, sustain: 0.85, release: 0.35 } };
    let descant = (melody::lead(song, &bars, 0).into_iter())
        .filter(|note| bars.get((note.beat / song.bar_beats()) as usize).is_some_and(|bar| bar.role == Role::A2))
        .collect();
    let mut parts: Vec<Part> = vec![
        lead(song, &bars, -20.0),
        pitched(
            "choir",
            section,
            chords(song, &bars),
            Strip::at(-19.5).placed(0.0, 0.75).sent(0.5, 0.0).through(Insert::Vowels),
        ),
        pitched("descant", solo, descant, Strip::at(-23.0).placed(-0.2, 0.1).sent(0.5, 0.1).through(Insert::Vowels)),
        pitched("drone", drone(), roots(song, &bars), Strip::at(-24.0).sent(0.1, 0.0)),
        pitched("bells", fm::bell(), bells(song, &bars, &mut rng), Strip::at(-27.0).placed(0.0, 0.8).sent(0.5, 0.4)),
        unpitched(
            "wind",
            Tide { crest: 900.0 },
            wind(song, &mut rng),
            Strip::at(-35.0).placed(0.0, 0.7).sent(0.2, 0.0),
        ),
    ];
    applause(song, &mut parts);
    Score {
        tempo: song.tempo,
        beats: song.beats(),
        swing: (0.0, 0.5),
        rubato: 0.04,
        loose: 0.015,
        tail: tail(song, 4.5),
        room: Room { seconds: 4.2, damping: 0.4, gain: 0.8 },
        echo: Echo { beats: 0.75, feedback: 0.45, cutoff: 3000.0 },
        kicks: Vec::new(),
        parts,
    }
}

fn drone() -> Analog {
    Analog {
        wave: Wave::Triangle,
        unison: (2, 5.0),
        envelope: Adsr { attack: 0.25, decay: 1.0, sustain: 0.9, release: 0.7 },
        cutoff: 480.0,
        sweep: (0.0, 1.0),
        resonance: 0.0,
        vibrato: (0.0, 1.0),
        sub: 0.0,
    }
}

fn chords(song: &Song, bars: &[Bar]) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        for pitch in &bar.voicing {
            notes.push(Note::new(bar.beat, song.bar_beats() * 1.02, *pitch, 0.35 + 0.55 * bar.energy));
        }
        if bar.role == Role::A2 {
            notes.push(Note::new(bar.beat, song.bar_beats(), bar.tone(1) + 12, 0.5));
        }
    })
}

fn roots(song: &Song, bars: &[Bar]) -> Vec<Note> {
    each_bar(bars, |bar, notes| {
        notes.push(Note::new(bar.beat, song.bar_beats(), bar.bass + 12, 0.6));
        notes.push(Note::new(bar.beat, song.bar_beats(), song.key.beside(bar.bass + 12, 4), 0.25 + 0.3 * bar.energy));
    })
}

/// A bell figure that repeats with the pattern number's spacing, with gaps.
fn bells(song: &Song, bars: &[Bar], rng: &mut Rng) -> Vec<Note> {
    let spacing = if song.pattern.is_multiple_of(2) { 0.5 } else { 0.75 };
    each_bar(bars, |bar, notes| {
        if bar.role == Role::Intro && bar.within == 0 {
            return;
        }
        let steps = (song.bar_beats() / spacing) as usize;
        for step in 0..steps {
            if rng.chance(0.3 + 0.4 * bar.energy) {
                let velocity = if step == 0 { 0.6 } else { rng.range(0.22, 0.45) };
                let at = bar.beat + step as f32 * spacing;
                notes.push(Note::new(at, 0.5, bar.tone((step * 3) % 5) + 12, velocity));
            }
        }
    })
}

fn wind(song: &Song, rng: &mut Rng) -> Vec<Note> {
    let gust = 7.0 * song.tempo / 60.0;
    let count = (song.beats() / (gust * 0.5)) as usize;
    (0..=count).map(|i| Note::new(i as f32 * gust * 0.5, gust, 60, rng.range(0.5, 1.0))).collect()
}
