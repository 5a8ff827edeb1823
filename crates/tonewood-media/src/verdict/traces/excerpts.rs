/// Samples that an excerpt has at the rate it is looked at.
pub const LENGTH: usize = 3080;
/// Samples at that rate on either side, which a change of rate uses up.
pub const MARGIN: usize = 28;
/// So many are kept at most, and at least half as many of a long track.
const MOST: usize = 40;

/// A stretch of samples.
pub struct Excerpt {
    /// The number of its first sample in the track.
    pub at: u64,
    pub samples: Vec<f32>,
}

/// What two channels have in common, and where they differ: encoders treat these apart.
struct Pair {
    at: u64,
    middle: Vec<f32>,
    side: Vec<f32>,
}

/// Excerpts that lie evenly over a track, however long it becomes.
pub struct Excerpts {
    length: usize,
    kept: Vec<Pair>,
    open: Option<Pair>,
    /// Frames from one to the next.
    gap: u64,
    next: u64,
}

impl Excerpts {
    /// Of a track at `rate`.
    pub fn new(rate: u32) -> Self {
        let length = (LENGTH + 2 * MARGIN + 2) as u64 * u64::from(rate) / 44_100 + 2;
        let gap = length.max(u64::from(rate) / 5);
        let length = usize::try_from(length).unwrap_or(LENGTH);
        Self { length, kept: Vec::new(), open: None, gap, next: 0 }
    }

    /// Takes a block, the first frame of which is the `at`th, channel by channel.
    pub fn push<'a>(&mut self, channels: impl Iterator<Item = &'a [f32]> + Clone, at: u64) {
        let end = at + channels.clone().next().map_or(0, <[f32]>::len) as u64;
        while self.open.is_some() || self.next < end {
            let begin = self.next.max(at);
            let pair = self.open.get_or_insert_with(|| Pair { at: begin, middle: Vec::new(), side: Vec::new() });
            let from = usize::try_from((pair.at + pair.middle.len() as u64).saturating_sub(at)).unwrap_or(usize::MAX);
            let missing = self.length - pair.middle.len();
            let mut parts = channels.clone().map(|samples| samples.get(from..).unwrap_or_default());
            let (left, right) = (parts.next().unwrap_or_default(), parts.next());
            let taken = left.iter().take(missing);
            match right {
                Some(right) => {
                    let both = taken.zip(right);
                    pair.middle.extend(both.clone().map(|(left, right)| (left + right) / 2.0));
                    pair.side.extend(both.map(|(left, right)| (left - right) / 2.0));
                }
                None => pair.middle.extend(taken),
            }
            if pair.middle.len() < self.length {
                return;
            }
            self.close();
        }
    }

    /// The open one is whole.
    fn close(&mut self) {
        self.kept.extend(self.open.take());
        if self.kept.len() == MOST {
            let mut keep = false;
            self.kept.retain(|_| {
                keep = !keep;
                keep
            });
            self.gap *= 2;
        }
        let last = self.kept.last().map_or(0, |pair| pair.at);
        // Not at equal distances: a tone that stands has its phase anew each time.
        let scattered = last.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        self.next = last + self.gap + scattered % (self.gap / 4);
    }

    /// Of every second one the side, if there is any.
    pub fn finish(self) -> Vec<Excerpt> {
        let mut side = false;
        let choose = |pair: Pair| {
            side = !side;
            let wide = pair.side.iter().map(|sample| sample * sample).sum::<f32>() > 1e-7 * pair.side.len() as f32;
            Excerpt { at: pair.at, samples: if side && wide { pair.side } else { pair.middle } }
        };
        self.kept.into_iter().map(choose).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_spread_over_any_length() {
        for (seconds, block) in [(0, 10), (1, 4096), (30, 1000), (600, 44_100)] {
            let frames = seconds * 44_100;
            let mut excerpts = Excerpts::new(44_100);
            let ramp: Vec<f32> = (0..frames).map(|at| at as f32).collect();
            for (index, part) in ramp.chunks(block).enumerate() {
                excerpts.push([part, part].into_iter(), (index * block) as u64);
            }
            let kept = excerpts.finish();
            assert!(kept.len() < MOST, "{seconds} s: {}", kept.len());
            assert!(kept.len() >= (seconds * 3).min(MOST / 2), "{seconds} s: {}", kept.len());
            let last = kept.last().map_or(0, |excerpt| excerpt.at);
            assert!(last as f64 >= frames as f64 * 0.8 - 30_000.0, "{seconds} s: the last is at {last}");
            for excerpt in kept {
                assert_eq!(excerpt.samples[0], excerpt.at as f32, "{seconds} s");
                assert_eq!(excerpt.samples[100] - excerpt.samples[0], 100.0);
            }
        }
    }
}
