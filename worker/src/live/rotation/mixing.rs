//! One track into the next: the end of a track is kept back until it is known what follows, then both are heard at once, as
//! loud together as each alone.

use media::live::RATE;

/// Channels in a frame.
const FRAME: usize = 2;
/// From here on a sample of two tracks at once is bent, to full scale at [`CEILING`].
const BEND: f32 = 0.7;
/// -1 dBFS.
const CEILING: f32 = 0.891_25;

/// How many frames of a track with this length are kept back for a fade of `crossfade_ms`: not more than half of it.
#[must_use]
pub(super) fn kept_back(crossfade_ms: u64, duration_ms: u64) -> usize {
    let ms = crossfade_ms.min(duration_ms / 2);
    usize::try_from(ms * u64::from(RATE) / 1000).unwrap_or(0)
}

/// What is kept back of a track while it plays.
#[derive(Debug, Default)]
pub(super) struct Tail {
    samples: Vec<f32>,
}

impl Tail {
    /// Takes more of the track and gives what may be heard, when `keep` frames stay.
    pub(super) fn push(&mut self, samples: &[f32], keep: usize) -> Vec<f32> {
        self.samples.extend_from_slice(samples);
        let ready = self.samples.len().saturating_sub(keep * FRAME);
        self.samples.drain(..ready).collect()
    }

    /// Gives what is heard before a fade of at most `fade` frames; the rest is what fades.
    pub(super) fn shorten(&mut self, fade: usize) -> Vec<f32> {
        self.push(&[], fade)
    }

    /// How many frames it has.
    pub(super) const fn frames(&self) -> usize {
        self.samples.len() / FRAME
    }

    /// Mixes the beginning of the next track into all of it, and is empty then. What the next one lacks is silence.
    pub(super) fn mix(&mut self, head: &[f32]) -> Vec<f32> {
        let frames = self.frames();
        let mut mixed = std::mem::take(&mut self.samples);
        let mut head = head.iter();
        for (at, frame) in mixed.chunks_mut(FRAME).enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a fade has less than a million frames")]
            let turn = ((at as f32 + 0.5) / frames as f32) * std::f32::consts::FRAC_PI_2;
            let (coming, going) = turn.sin_cos();
            for sample in frame {
                *sample = bent(*sample * going + head.next().copied().unwrap_or(0.0) * coming);
            }
        }
        mixed
    }
}

/// Two tracks may be louder together than each is let be.
fn bent(sample: f32) -> f32 {
    let over = sample.abs() - BEND;
    if over <= 0.0 { sample } else { (BEND + (CEILING - BEND) * (over / (CEILING - BEND)).tanh()).copysign(sample) }
}

/// What a track is multiplied with so that it is heard at -14 LUFS, and its true peak at -1 dBTP at most.
#[must_use]
pub(super) fn gain(lufs: Option<f64>, true_peak_dbtp: Option<f64>) -> f32 {
    const WANTED_LUFS: f64 = -14.0;
    const MOST_DBTP: f64 = -1.0;
    // A track without loudness is silence; one without a peak is not to be made louder.
    let wanted = lufs.map_or(0.0, |lufs| WANTED_LUFS - lufs);
    let most = MOST_DBTP - true_peak_dbtp.unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "a factor needs no more than seven digits")]
    let gain = 10_f64.powf(wanted.min(most).clamp(-60.0, 30.0) / 20.0) as f32;
    gain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_frame_is_lost_and_none_comes_twice() {
        let mut tail = Tail::default();
        let track: Vec<f32> = (0..2000).map(|n| n as f32).collect();
        let mut heard = Vec::new();
        for piece in track.chunks(130) {
            heard.extend(tail.push(piece, 300));
        }
        assert_eq!((heard.len(), tail.frames()), (1400, 300));
        heard.extend(tail.shorten(100));
        assert_eq!((heard.as_slice(), tail.frames()), (&track[..1800], 100));
        assert_eq!(tail.mix(&[0.5; 200]).len(), 200);
        assert_eq!(tail.frames(), 0);
        assert!(tail.mix(&[0.5; 200]).is_empty());
    }

    #[test]
    fn a_fade_keeps_the_power_and_the_ceiling() {
        let mut tail = Tail::default();
        // Two sounds that have nothing to do with each other: one plays where the other does not.
        tail.push(&[0.5, 0.0].repeat(1000), 1000);
        let mixed = tail.mix(&[0.0, 0.5].repeat(1000));
        let powers = mixed.chunks(2).map(|frame| frame[0].powi(2) + frame[1].powi(2));
        assert!(powers.into_iter().all(|power| (power - 0.25).abs() < 1e-3));
        tail.push(&[0.89; 2000], 1000);
        assert!(tail.mix(&[0.89; 2000]).iter().all(|sample| *sample <= CEILING));
    }

    #[test]
    fn tracks_are_as_loud_as_each_other_unless_their_peaks_forbid_it() {
        let db = |lufs, peak| 20.0 * f64::from(gain(lufs, peak)).log10();
        assert!((db(Some(-8.0), Some(0.5)) + 6.0).abs() < 0.01);
        assert!((db(Some(-20.0), Some(-10.0)) - 6.0).abs() < 0.01);
        assert!((db(Some(-20.0), Some(-3.0)) - 2.0).abs() < 0.01);
        assert!((db(None, None) + 1.0).abs() < 0.01);
    }

    #[test]
    fn a_fade_is_at_most_half_of_a_track() {
        assert_eq!(kept_back(3000, 240_000), 144_000);
        assert_eq!(kept_back(15_000, 4000), 96_000);
    }
}
