//! Tops that are cut off: several samples in a row at full scale.

/// Fewer in a row can be chance.
const RUN: u64 = 3;

/// Counts them in one channel.
#[derive(Debug)]
pub struct Clipping {
    full: f32,
    /// How many samples there were at full scale up to now, and on which side.
    run: (u64, bool),
    runs: u64,
    first: Option<u64>,
}

impl Clipping {
    /// For samples of so many bits.
    pub fn new(bits: Option<u16>, float: bool) -> Self {
        let steps = f32::from(bits.unwrap_or(16).clamp(2, 24) - 1).exp2();
        Self { full: if float { 1.0 } else { 1.0 - 1.0 / steps }, run: (0, false), runs: 0, first: None }
    }

    /// Takes samples with this peak, the first of them the `at`th of the track.
    pub fn push(&mut self, samples: &[f32], peak: f32, at: u64) {
        if peak < self.full {
            self.run.0 = 0;
            return;
        }
        for (frame, sample) in (at..).zip(samples) {
            let (length, above) = self.run;
            if sample.abs() < self.full {
                self.run.0 = 0;
            } else if length > 0 && above == (*sample > 0.0) {
                self.run.0 += 1;
            } else {
                self.run = (1, *sample > 0.0);
            }
            if self.run.0 == RUN {
                self.runs += 1;
                self.first.get_or_insert(frame + 1 - RUN);
            }
        }
    }

    /// How many tops.
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// The frame where the first begins.
    pub fn first(&self) -> Option<u64> {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_runs_count() {
        let top = 32_767.0 / 32_768.0;
        let mut clipping = Clipping::new(Some(16), false);
        clipping.push(&[0.0, top, top, 0.5, top, -1.0, top], 1.0, 0);
        assert_eq!((clipping.runs(), clipping.first()), (0, None));
        clipping.push(&[top, top, top, top, 0.1, -1.0, -1.0], 1.0, 7);
        clipping.push(&[-1.0, 0.0], 1.0, 14);
        assert_eq!((clipping.runs(), clipping.first()), (2, Some(6)));
    }
}
