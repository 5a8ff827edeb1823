//! The tracks before and after: only as much of them as the encoders must hear.

use std::path::Path;

use crate::decode::Decoder;
use crate::error::Error;
use crate::resample::{Resampler, greatest_common_divisor, length};

/// A master that this track continues, or that continues this track.
pub struct Neighbour<'a> {
    path: &'a Path,
    decoder: Decoder,
    /// How many channels are wanted.
    channels: u16,
}

impl<'a> Neighbour<'a> {
    /// Opens the master at `path`, of which the samples are wanted in so many channels.
    pub fn open(path: &'a Path, channels: u16) -> Result<Self, Error> {
        let decoder = Decoder::open(path).map_err(|error| ours(path, error))?;
        Ok(Self { path, decoder, channels })
    }

    /// Its frames per second.
    pub fn rate(&self) -> u32 {
        self.decoder.facts().sample_rate
    }

    /// Its last `frames` frames, interleaved, behind silence if it has fewer.
    pub fn tail(mut self, frames: usize) -> Result<Vec<f32>, Error> {
        let (path, channels) = (self.path, self.channels);
        let skipped = self.decoder.skip_all_but(frames as u64).map_err(|error| ours(path, error));
        // Where a block begins in the middle of a file is told by its look; if that deceived, everything is decoded.
        skipped.and_then(|()| self.last(frames)).or_else(|_| Self::open(path, channels)?.last(frames))
    }

    fn last(mut self, frames: usize) -> Result<Vec<f32>, Error> {
        let wanted = frames * usize::from(self.channels);
        let mut tail = vec![0.0; wanted];
        while self.next(&mut tail)? {
            // Not at every block, so that little is moved.
            if tail.len() > 3 * wanted {
                tail.drain(..tail.len() - wanted);
            }
        }
        tail.drain(..tail.len() - wanted);
        Ok(tail)
    }

    /// Its first `frames` frames, interleaved, or all if it has fewer.
    pub fn head(mut self, frames: usize) -> Result<Vec<f32>, Error> {
        let wanted = frames * usize::from(self.channels);
        let mut head = Vec::new();
        while head.len() < wanted && self.next(&mut head)? {}
        head.truncate(wanted);
        Ok(head)
    }

    /// Adds the next block; `false` at the end.
    fn next(&mut self, to: &mut Vec<f32>) -> Result<bool, Error> {
        let has = self.decoder.facts().channels;
        let Some(block) = self.decoder.next_block().map_err(|error| ours(self.path, error))? else { return Ok(false) };
        match (has, self.channels) {
            (1, 2) => to.extend(block.iter().flat_map(|sample| [*sample, *sample])),
            (2, 1) => to.extend(block.chunks_exact(2).map(|pair| pair.iter().sum::<f32>() / 2.0)),
            _ => to.extend_from_slice(block),
        }
        Ok(true)
    }
}

/// All of `samples` at another rate.
pub fn resampled(samples: &[f32], (from, to): (u32, u32), channels: u16) -> Result<Vec<f32>, Error> {
    let mut all = Vec::new();
    let mut collect = |part: &[f32]| {
        all.extend_from_slice(part);
        Ok(())
    };
    let mut resampler = Resampler::new(from, to, channels)?;
    resampler.push(samples, &mut collect)?;
    resampler.finish(&mut collect)?;
    Ok(all)
}

/// The least number of frames at `from` that become a whole number of frames at `to`, and at least `least` of them; both
/// numbers. What is cut there lies on the samples of both rates.
pub fn whole(least: usize, (from, to): (u32, u32)) -> (usize, usize) {
    let divisor = greatest_common_divisor(from, to);
    let (from, to) = ((from / divisor) as usize, (to / divisor) as usize);
    let times = least.div_ceil(to);
    (times * from, times * to)
}

/// Frames of a master of `frames` at another rate.
pub fn frames_at(frames: u64, (from, to): (u32, u32)) -> u64 {
    if from == to { frames } else { length(frames, (from.into(), to.into())) }
}

/// This track is not to blame for its neighbour.
fn ours(path: &Path, error: Error) -> Error {
    Error::Internal(format!("the track beside this one, {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_meet_at_whole_frames() {
        assert_eq!(whole(17_000, (96_000, 48_000)), (34_000, 17_000));
        assert_eq!(whole(1, (48_000, 44_100)), (160, 147));
        assert_eq!(whole(1000, (192_000, 44_100)), (4480, 1029));
        assert_eq!(whole(17, (44_100, 44_100)), (17, 17));
    }
}
