//! The one pass over the master: before it the end of the track before, behind it the beginning of the track after, all
//! of it at the ladder's rate for the AAC rungs, the master itself as it is for whoever wants that.

use std::path::Path;

use media::Place;

use super::fan::{Fan, Fed, Part};
use super::neighbour::{Neighbour, frames_at, resampled, whole};
use crate::decode::Decoder;
use crate::encode::aac::{DELAY, UNIT};
use crate::error::Error;
use crate::resample::Resampler;

/// Access units that encoders make of the track before and then drop: by then it does not matter any more what was
/// before them, and two encoders that started at different places agree.
pub const PREROLL: usize = 16;
/// Frames behind the track, so that its last access unit comes out.
const BEHIND: usize = DELAY as usize + 2 * UNIT;
/// Frames that a resampler must know beyond the last one that it gives.
const AHEAD: usize = 4096;

/// Frames before the track in every AAC rendition: the access units of all tracks of a release lie on one grid.
pub fn priming(place: &Place) -> u32 {
    crate::encode::aac::PRIMING + (place.start % UNIT as u64) as u32
}

/// Frames that an encoder gets before the track, so that with the delay it adds, and without the units that are dropped,
/// the priming is left.
fn lead(place: &Place) -> usize {
    PREROLL * UNIT + priming(place) as usize - DELAY as usize
}

/// Where decoded samples go.
pub struct Feed<'a> {
    /// At the master's rate, the track alone.
    pub source: &'a mut Fan,
    /// At the ladder's rate, with what is before and behind.
    pub ladder: &'a mut Fan,
    /// Channels of the master.
    pub channels: u16,
    /// The master's rate and the ladder's.
    pub rates: (u32, u32),
    /// Where the track stands.
    pub place: &'a Place,
}

impl Feed<'_> {
    /// Decodes everything; tells how much is done. Gives the exact length in frames at the ladder's rate.
    pub fn run(&mut self, decoder: &mut Decoder, progress: &mut impl FnMut(f32)) -> Result<u64, Fed> {
        let (from, to) = self.rates;
        // Nobody hears the neighbours, and nobody wants another rate, if only the master's samples are read.
        let joined = !self.ladder.is_idle();
        let resampler = if from == to || !joined { None } else { Some(Resampler::new(from, to, self.channels)?) };
        let mut output = Output { resampler, sorter: Sorter::new(self.ladder, self.channels) };
        if joined {
            before(&mut output, self.place, self.rates, self.channels)?;
        }
        let mut told = 0.0;
        while let Some(block) = decoder.next_block()? {
            self.source.push(Part::Track, block)?;
            output.push(block)?;
            let done = decoder.done();
            if done - told >= 0.01 {
                told = done;
                // The threads have still something to do when the last sample is read.
                progress(done * 0.99);
            }
        }
        let frames = frames_at(decoder.frames(), self.rates);
        self.source.flush()?;
        output.sorter.end = Some(output.sorter.start + frames);
        match self.place.next.as_deref().filter(|_| joined) {
            Some(next) => after(output, next, self.rates, self.channels)?,
            None => output.finish()?,
        }
        self.ladder.flush()?;
        Ok(frames)
    }
}

/// Sends what the encoders hear before the track.
fn before(output: &mut Output<'_>, place: &Place, (from, to): (u32, u32), channels: u16) -> Result<(), Fed> {
    let lead = lead(place);
    let silence = |frames: usize| vec![0.0; frames * usize::from(channels)];
    let Some(path) = place.previous.as_deref() else {
        output.sorter.start = lead as u64;
        return output.sorter.push(&silence(lead));
    };
    let neighbour = Neighbour::open(path, channels)?;
    let rate = neighbour.rate();
    // Its end must lie on a sample of the ladder, like the track's beginning.
    let (taken, given) = whole(lead, (rate, to));
    let tail = neighbour.tail(taken)?;
    output.sorter.start = given as u64;
    output.sorter.skip = (given - lead) as u64;
    if rate == from {
        // One stream: the resampler knows no seam.
        return output.push(&tail);
    }
    let tail = if rate == to { tail } else { resampled(&tail, (rate, to), channels)? };
    output.sorter.push(&tail)
}

/// Sends what the encoders hear behind the track.
fn after(mut output: Output<'_>, path: &Path, (from, to): (u32, u32), channels: u16) -> Result<(), Fed> {
    let neighbour = Neighbour::open(path, channels)?;
    let rate = neighbour.rate();
    let head = neighbour.head(whole(BEHIND + AHEAD, (rate, to)).0)?;
    if rate == from {
        output.push(&head)?;
        return output.finish();
    }
    let head = if rate == to { head } else { resampled(&head, (rate, to), channels)? };
    let Output { resampler, mut sorter } = output;
    if let Some(resampler) = resampler {
        finish(resampler, &mut sorter)?;
    }
    sorter.push(&head)
}

/// The way to the ladder's rate.
struct Output<'a> {
    resampler: Option<Resampler>,
    sorter: Sorter<'a>,
}

impl Output<'_> {
    fn push(&mut self, samples: &[f32]) -> Result<(), Fed> {
        let Self { resampler, sorter } = self;
        match resampler {
            Some(resampler) => stopping(sorter, |sink| resampler.push(samples, sink)),
            None => sorter.push(samples),
        }
    }

    fn finish(self) -> Result<(), Fed> {
        let Self { resampler, mut sorter } = self;
        resampler.map_or(Ok(()), |resampler| finish(resampler, &mut sorter))
    }
}

/// Gives all of the track.
fn finish(resampler: Resampler, sorter: &mut Sorter<'_>) -> Result<(), Fed> {
    stopping(sorter, |sink| resampler.finish(sink))?;
    // A track of less than half a frame is rounded up to one.
    let missing = sorter.end.unwrap_or(0).saturating_sub(sorter.at).min(1) * sorter.channels;
    sorter.push(&vec![0.0; usize::try_from(missing).unwrap_or(0)])
}

/// Lets `work` push samples. The resampler only knows errors, so a stopped thread is remembered beside it.
fn stopping(
    sorter: &mut Sorter<'_>,
    work: impl FnOnce(&mut dyn FnMut(&[f32]) -> Result<(), Error>) -> Result<(), Error>,
) -> Result<(), Fed> {
    let mut outcome = Ok(());
    let worked = work(&mut |samples| {
        if outcome.is_ok() {
            outcome = sorter.push(samples);
        }
        Ok(())
    });
    worked?;
    outcome
}

/// Says of each sample at the ladder's rate which part it belongs to.
struct Sorter<'a> {
    fan: &'a mut Fan,
    channels: u64,
    /// Frames at the very beginning that nobody needs.
    skip: u64,
    /// Where the track begins.
    start: u64,
    /// Where it ends, once that is known. No resampler gives more before it has taken the last sample.
    end: Option<u64>,
    at: u64,
}

impl<'a> Sorter<'a> {
    fn new(fan: &'a mut Fan, channels: u16) -> Self {
        Self { fan, channels: channels.into(), skip: 0, start: 0, end: None, at: 0 }
    }

    fn push(&mut self, mut samples: &[f32]) -> Result<(), Fed> {
        while !samples.is_empty() {
            let end = self.end.unwrap_or(u64::MAX);
            let (part, until) = if self.at < self.skip {
                (None, self.skip)
            } else if self.at < self.start {
                (Some(Part::Before), self.start)
            } else if self.at < end {
                (Some(Part::Track), end)
            } else if self.at < end.saturating_add(BEHIND as u64) {
                (Some(Part::After), end + BEHIND as u64)
            } else {
                return Ok(());
            };
            let frames = (until - self.at).min(samples.len() as u64 / self.channels);
            let count = usize::try_from(frames * self.channels).unwrap_or(usize::MAX);
            let (now, later) = samples.split_at_checked(count).unwrap_or((samples, &[]));
            if let Some(part) = part {
                self.fan.push(part, now)?;
            }
            self.at += frames;
            samples = later;
        }
        Ok(())
    }
}
