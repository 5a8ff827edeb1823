//! Where a track is cut into segments: at the same instants in every rung.

use crate::encode::aac::UNIT;

/// Access units in a segment of about five seconds.
fn units(rate: u32) -> u64 {
    (5.0 * f64::from(rate) / 4096.0).round() as u64 * 4
}

/// The cuts of one track. AAC can be cut only between access units, so these say where; the others follow.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    /// Rate of the AAC rungs.
    pub rate: u32,
    /// Their priming.
    pub priming: u32,
}

impl Cuts {
    /// Frames of a whole segment, at the rate of the AAC rungs.
    pub fn segment(self) -> u64 {
        units(self.rate) * UNIT as u64
    }

    /// Frames of the track, at `rate`, before the `number`th cut, from 1.
    pub fn at(self, number: u64, rate: u32) -> u64 {
        let frames = (number * self.segment()).saturating_sub(self.priming.into());
        let (from, to) = (u64::from(self.rate), u64::from(rate));
        (2 * frames * to + from) / (2 * from)
    }

    /// Whether what follows the `number`th cut is long enough to be a segment, a third of a whole one, in a track of so
    /// many `frames` at the rate of the AAC rungs.
    pub fn tail_stands(self, number: u64, frames: u64) -> bool {
        let tail = frames.saturating_sub(self.at(number, self.rate));
        tail * 3 >= self.segment()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rates_are_cut_at_the_same_instants() {
        let cuts = Cuts { rate: 44_100, priming: 2711 };
        assert_eq!(cuts.segment(), 221_184);
        assert_eq!(Cuts { rate: 48_000, priming: 2048 }.segment(), 241_664);
        assert_eq!([1, 2].map(|number| cuts.at(number, 44_100)), [218_473, 439_657]);
        assert_eq!([1, 2].map(|number| cuts.at(number, 88_200)), [436_946, 879_314]);
        assert_eq!(cuts.at(1, 96_000), 475_587);
    }

    #[test]
    fn a_short_tail_does_not_stand() {
        let cuts = Cuts { rate: 44_100, priming: 2048 };
        let before = 2 * 221_184 - 2048;
        assert!(!cuts.tail_stands(2, before + 73_727));
        assert!(cuts.tail_stands(2, before + 73_728));
    }
}
