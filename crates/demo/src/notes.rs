//! Keys, chords and voice leading. Everything is diatonic: a pitch is a scale degree of a key, so that no part can
//! leave the scale.

/// The seven-note scales in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Major.
    Ionian,
    /// Minor with a raised sixth.
    Dorian,
    /// Major with a raised fourth.
    Lydian,
    /// Major with a lowered seventh.
    Mixolydian,
    /// Natural minor.
    Aeolian,
}

impl Mode {
    /// Semitones above the tonic, degree by degree.
    pub fn steps(self) -> [i32; 7] {
        match self {
            Self::Ionian => [0, 2, 4, 5, 7, 9, 11],
            Self::Dorian => [0, 2, 3, 5, 7, 9, 10],
            Self::Lydian => [0, 2, 4, 6, 7, 9, 11],
            Self::Mixolydian => [0, 2, 4, 5, 7, 9, 10],
            Self::Aeolian => [0, 2, 3, 5, 7, 8, 10],
        }
    }
}

/// A tonic and a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// MIDI number of the tonic, near middle C (56 to 70); melodies count their degrees from it.
    pub tonic: i32,
    /// The scale.
    pub mode: Mode,
}

impl Key {
    /// MIDI pitch of a scale degree: 0 is the tonic, 7 the octave above, -1 the leading note below.
    pub fn pitch(self, degree: i32) -> i32 {
        let step = self.mode.steps().get(degree.rem_euclid(7) as usize).copied().unwrap_or(0);
        self.tonic + 12 * degree.div_euclid(7) + step
    }

    /// The scale degree of a MIDI pitch; none if the pitch is not in the scale.
    pub fn degree(self, pitch: i32) -> Option<i32> {
        let above = pitch - self.tonic;
        let step = self.mode.steps().iter().position(|step| *step == above.rem_euclid(12))?;
        i32::try_from(step).ok().map(|step| step + 7 * above.div_euclid(12))
    }

    /// The pitch some scale degrees away (a third below is -2); the pitch itself if it is not in the scale.
    pub fn beside(self, pitch: i32, degrees: i32) -> i32 {
        self.degree(pitch).map_or(pitch, |degree| self.pitch(degree + degrees))
    }

    /// Whether a MIDI pitch belongs to the scale.
    pub fn contains(self, pitch: i32) -> bool {
        self.mode.steps().contains(&(pitch - self.tonic).rem_euclid(12))
    }
}

/// What is stacked on a chord's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Root, third, fifth.
    Triad,
    /// Root, third, fifth, seventh.
    Seventh,
    /// Root, third, fifth, ninth.
    Ninth,
}

/// A diatonic chord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    /// Scale degree of the root, 0 to 6.
    pub root: i32,
    /// What is stacked on it.
    pub colour: Colour,
}

impl Chord {
    /// Scale degrees of the chord's tones, from the root up.
    pub fn degrees(self) -> Vec<i32> {
        let stack: &[i32] = match self.colour {
            Colour::Triad => &[0, 2, 4],
            Colour::Seventh => &[0, 2, 4, 6],
            Colour::Ninth => &[0, 2, 4, 8],
        };
        stack.iter().map(|third| self.root + third).collect()
    }

    /// The chord tone nearest to a degree: the root, third or fifth in any octave. Ties go down.
    pub fn nearest(self, degree: i32) -> i32 {
        let belongs = |d: i32| matches!((d - self.root).rem_euclid(7), 0 | 2 | 4);
        [0, -1, 1, -2, 2].into_iter().map(|shift| degree + shift).find(|d| belongs(*d)).unwrap_or(degree)
    }

    /// Every close or open position of the chord whose tones lie between two MIDI pitches.
    fn voicings(self, key: Key, low: i32, high: i32) -> Vec<Vec<i32>> {
        let mut tones: Vec<i32> = self.degrees().iter().map(|degree| degree.rem_euclid(7)).collect();
        tones.sort_unstable();
        let mut found = Vec::new();
        for octave in -4..4 {
            for inversion in 0..tones.len() {
                let mut pitches: Vec<i32> = (tones.iter().enumerate())
                    .map(|(i, degree)| key.pitch(degree + 7 * octave) + if i < inversion { 12 } else { 0 })
                    .collect();
                pitches.sort_unstable();
                let mut open = pitches.clone();
                if let Some(second) = open.get_mut(1) {
                    *second -= 12;
                }
                open.sort_unstable();
                for candidate in [pitches, open] {
                    let inside = candidate.iter().all(|p| (low..=high).contains(p));
                    let clear =
                        candidate.windows(2).all(|w| matches!(w, [a, b] if b - a >= if *a < 55 { 3 } else { 1 }));
                    if inside && clear {
                        found.push(candidate);
                    }
                }
            }
        }
        found
    }

    /// The position that moves the fewest semitones from the one before; the most central one to begin with.
    pub fn voice(self, key: Key, range: (i32, i32), before: &[i32]) -> Vec<i32> {
        let centre = (range.0 + range.1) / 2;
        let cost = |candidate: &Vec<i32>| -> i32 {
            let drift = candidate.iter().map(|p| (p - centre).abs()).sum::<i32>();
            let moved = if before.is_empty() {
                0
            } else {
                candidate.iter().zip(before).map(|(a, b)| (a - b).abs()).sum::<i32>()
            };
            4 * moved + drift
        };
        let all = self.voicings(key, range.0, range.1);
        all.into_iter()
            .min_by_key(cost)
            .unwrap_or_else(|| self.degrees().iter().map(|degree| key.pitch(*degree)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key { tonic: 62, mode: Mode::Dorian };

    #[test]
    fn degrees_wrap_by_octaves() {
        assert_eq!(KEY.pitch(0), 62);
        assert_eq!(KEY.pitch(7), 74);
        assert_eq!(KEY.pitch(-1), 60);
        assert_eq!(KEY.pitch(2), 65);
    }

    #[test]
    fn voices_stay_in_scale_and_move_little() {
        let mut before = Vec::new();
        for root in [0, 3, 6, 2, 5, 1, 4, 0] {
            let chord = Chord { root, colour: Colour::Seventh };
            let voicing = chord.voice(KEY, (50, 76), &before);
            assert_eq!(voicing.len(), 4);
            assert!(voicing.iter().all(|p| KEY.contains(*p)));
            if !before.is_empty() {
                let moved: i32 = voicing.iter().zip(&before).map(|(a, b): (&i32, &i32)| (a - b).abs()).sum();
                assert!(moved <= 12, "{before:?} -> {voicing:?}");
            }
            before = voicing;
        }
    }

    #[test]
    fn nearest_tone_belongs_to_the_chord() {
        let chord = Chord { root: 4, colour: Colour::Triad };
        for degree in -9..9 {
            let tone = chord.nearest(degree);
            assert!(matches!((tone - 4).rem_euclid(7), 0 | 2 | 4));
            assert!((tone - degree).abs() <= 1);
        }
    }
}
