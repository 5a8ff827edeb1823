//! The recipe of a piece (key, tempo, harmony, motifs, form) and its unfolding into bars.

use crate::notes::{Chord, Colour, Key};
use crate::score::Score;

/// Part of a song form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sets the place; no melody.
    Intro,
    /// First statement.
    A,
    /// Contrast.
    B,
    /// The first idea again, varied and fuller.
    A2,
    /// Takes leave.
    Outro,
}

/// A motif's rest, instead of a degree.
pub const REST: i32 = i32::MIN;

/// A motif: scale degree (0 the tonic above middle C, or [`REST`]) and length in beats.
pub type Motif = &'static [(i32, f32)];

/// The instrument that sings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// Felt piano.
    Piano,
    /// Glassy bell.
    Bell,
    /// Breathy whistle.
    Whistle,
    /// Squeezed reeds.
    Reed,
    /// Bright plucked string.
    Pluck,
    /// Pulse wave of a small games machine.
    Chip,
    /// Electric piano.
    Keys,
}

/// Everything that makes a piece what it is.
#[derive(Debug, Clone, Copy)]
pub struct Song {
    /// Seed of every chance in composition, performance and sound.
    pub seed: u64,
    /// Quarter notes (or dotted ones, for the arranger to say) a minute.
    pub tempo: f32,
    /// Beats in a bar.
    pub meter: u8,
    /// Tonic and mode.
    pub key: Key,
    /// How chords are coloured.
    pub colour: Colour,
    /// Chord roots of the first idea, one a bar, repeated as needed.
    pub a: &'static [i32],
    /// Chord roots of the contrast.
    pub b: &'static [i32],
    /// Motif of the first idea.
    pub motif_a: Motif,
    /// Motif of the contrast.
    pub motif_b: Motif,
    /// Sections and their lengths in bars.
    pub form: &'static [(Role, u16)],
    /// The instrument that sings.
    pub lead: Lead,
    /// Which of the arranger's patterns is played.
    pub pattern: u8,
    /// Whether an audience claps at the end.
    pub applause: bool,
    /// Turns the recipe into parts.
    pub arrange: fn(&Song) -> Score,
}

/// One bar of a song, unfolded.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Position in the song, from 0.
    pub index: usize,
    /// Position in its section, from 0.
    pub within: usize,
    /// Length of its section in bars.
    pub section_bars: usize,
    /// Where it starts, in beats.
    pub beat: f32,
    /// The section's role.
    pub role: Role,
    /// How much is going on, 0.0 to 1.0; grows inside a section.
    pub energy: f32,
    /// The harmony.
    pub chord: Chord,
    /// The chord's pitches between about G3 and E5, led from the bar before.
    pub voicing: Vec<i32>,
    /// MIDI pitch of the root between E1 and D♯2, for a bass.
    pub bass: i32,
}

impl Bar {
    /// The voicing's pitch number `i`, counted round and up by octaves, for arpeggios.
    pub fn tone(&self, i: usize) -> i32 {
        let count = self.voicing.len().max(1);
        let octave = i32::try_from(i / count).unwrap_or(0);
        self.voicing.get(i % count).copied().unwrap_or(self.bass + 24) + 12 * octave
    }

    /// Whether this is the last bar of its section.
    pub fn closes(&self) -> bool {
        self.within + 1 == self.section_bars
    }
}

impl Song {
    /// Beats in a bar, as a length.
    pub fn bar_beats(&self) -> f32 {
        f32::from(self.meter)
    }

    /// Number of bars.
    pub fn bar_count(&self) -> usize {
        self.form.iter().map(|(_, bars)| usize::from(*bars)).sum()
    }

    /// Length in beats.
    pub fn beats(&self) -> f32 {
        self.bar_count() as f32 * self.bar_beats()
    }

    /// Every bar in order, with harmony and voice leading worked out.
    pub fn bars(&self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::with_capacity(self.bar_count());
        let last_section = self.form.len().saturating_sub(1);
        for (number, (role, length)) in self.form.iter().enumerate() {
            let length = usize::from(*length);
            for within in 0..length {
                let ending = number == last_section && within + 1 == length;
                let roots = if *role == Role::B { self.b } else { self.a };
                let root = if ending { 0 } else { roots.get(within % roots.len().max(1)).copied().unwrap_or(0) };
                let chord = Chord { root, colour: self.colour };
                let before = bars.last().map_or(&[][..], |bar| bar.voicing.as_slice());
                let voicing = chord.voice(self.key, (53, 76), before);
                let index = bars.len();
                bars.push(Bar {
                    index,
                    within,
                    section_bars: length,
                    beat: index as f32 * self.bar_beats(),
                    role: *role,
                    energy: energy(*role, within, length),
                    chord,
                    voicing,
                    bass: 28 + (self.key.pitch(root) - 28).rem_euclid(12),
                });
            }
        }
        bars
    }
}

/// How full a bar sounds: every section swells a little, the last statement most.
fn energy(role: Role, within: usize, length: usize) -> f32 {
    let through = (within as f32 + 0.5) / length.max(1) as f32;
    match role {
        Role::Intro => 0.3 + 0.2 * through,
        Role::A => 0.55 + 0.1 * through,
        Role::B => 0.65 + 0.2 * through,
        Role::A2 => 0.85 + 0.15 * through,
        Role::Outro => 0.5 - 0.2 * through,
    }
}
