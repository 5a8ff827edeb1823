//! M4A files: AAC and Apple Lossless, with an edit list and tags.

use std::path::Path;

use super::aac::{self, LEAD, PRIMING};
use super::{Whole, alac, to_i16};
use crate::cmaf::{Coding, Progressive, Stream};
use crate::decode::Decoder;
use crate::error::Error;
use crate::resample;

/// Frames of a track behind which there is one more access unit. ffmpeg takes the last unit for as long as the track; one
/// that is shorter than the silence before it in that unit would then not be reached at all.
const SHORT: u64 = aac::UNIT as u64 / 2;
/// Frames that are decoded of a file of which only the length is wanted.
const ENOUGH: u64 = 65_536;

/// The exact length of the file at `path` in frames at `rate`: what [`Aac::create`] must know before there is anything to
/// encode. Decodes all of it only where its parts cannot be found without.
pub fn length(path: &Path, rate: u32) -> Result<u64, Error> {
    let count = |enough: u64| {
        let mut decoder = Decoder::open(path)?;
        decoder.skip_all_but(enough)?;
        while decoder.next_block()?.is_some() {}
        Ok(resample::length(decoder.frames(), (decoder.facts().sample_rate.into(), rate.into())))
    };
    count(ENOUGH).or_else(|_: Error| count(u64::MAX))
}

/// A file of AAC in the making.
pub struct Aac {
    encoder: aac::Encoder,
    stream: Stream,
    output: Progressive,
    samples: Vec<i16>,
    priming: u32,
    frames: u64,
    units: u64,
}

impl Aac {
    /// Will write `path`, of `frames` of 1 or 2 channels at 44,100 or 48,000; `bitrate` in bits per second.
    ///
    /// So much silence stands before the track that it ends where an access unit does. Then there is nothing to cut off
    /// behind it, which not every program does.
    pub fn create(path: &Path, (channels, rate): (u16, u32), bitrate: u32, frames: u64) -> Result<Self, Error> {
        let encoder = aac::Encoder::new(channels, rate, bitrate)?;
        let stream = Stream { rate, channels, coding: Coding::Aac { bitrate, config: encoder.config().to_vec() } };
        let more = frames.wrapping_neg() % aac::UNIT as u64;
        let priming = PRIMING + more as u32;
        let output = Progressive::new(path, priming)?;
        let mut file = Self { encoder, stream, output, samples: Vec::new(), priming, frames: 0, units: 0 };
        file.silence(LEAD + more as usize, u64::MAX)?;
        Ok(file)
    }

    /// Frames before the track.
    pub fn priming(&self) -> u32 {
        self.priming
    }

    fn silence(&mut self, frames: usize, wanted: u64) -> Result<(), Error> {
        self.samples.clear();
        self.samples.resize(frames * usize::from(self.stream.channels), 0);
        self.encode(wanted)
    }

    /// Encodes what is waiting, up to so many access units.
    fn encode(&mut self, wanted: u64) -> Result<(), Error> {
        let (output, units) = (&mut self.output, &mut self.units);
        self.encoder.encode(&self.samples, |unit| {
            if *units == wanted {
                return Ok(());
            }
            *units += 1;
            output.push(unit)
        })
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.frames += samples.len() as u64 / u64::from(self.stream.channels);
        self.samples.clear();
        self.samples.extend(to_i16(samples));
        self.encode(u64::MAX)
    }

    /// Writes the file; `tags` gives an `ilst` box, or nothing, for the frames of the track and those of silence behind
    /// them.
    pub fn finish(mut self, tags: impl FnOnce(u64, u64) -> Result<Vec<u8>, Error>) -> Result<(), Error> {
        let all = u64::from(self.priming) + self.frames;
        let wanted = all.div_ceil(aac::UNIT as u64) + u64::from(self.frames <= SHORT);
        while self.units < wanted {
            self.silence(aac::UNIT, wanted)?;
        }
        let tags = tags(self.frames, self.units * aac::UNIT as u64 - all)?;
        self.output.finish(&self.stream, self.frames, &tags).map(|_| ())
    }
}

/// A file of Apple Lossless in the making.
pub struct Alac {
    encoder: alac::Encoder,
    stream: Stream,
    output: Progressive,
    waiting: Vec<i32>,
    frames: u64,
}

impl Alac {
    /// Will write `path`.
    pub fn create(path: &Path, format: Whole) -> Result<Self, Error> {
        let encoder = alac::Encoder::new(format);
        let coding = Coding::Alac { bits: format.bits, cookie: encoder.config() };
        let stream = Stream { rate: format.rate, channels: format.channels, coding };
        Ok(Self { encoder, stream, output: Progressive::new(path, 0)?, waiting: Vec::new(), frames: 0 })
    }

    /// Takes interleaved samples, which fill the upper of their 32 bits.
    pub fn push(&mut self, samples: &[i32]) -> Result<(), Error> {
        self.frames += samples.len() as u64 / u64::from(self.stream.channels);
        self.waiting.extend_from_slice(samples);
        let unit = alac::UNIT * usize::from(self.stream.channels);
        let whole = self.waiting.len() / unit * unit;
        for packet in self.waiting.chunks_exact(unit) {
            self.output.push(self.encoder.encode(packet))?;
        }
        self.waiting.drain(..whole);
        Ok(())
    }

    /// Writes the file; `tags` is an `ilst` box or nothing.
    pub fn finish(mut self, tags: &[u8]) -> Result<(), Error> {
        if !self.waiting.is_empty() {
            self.output.push(self.encoder.encode(&self.waiting))?;
        }
        self.output.finish(&self.stream, self.frames, tags).map(|_| ())
    }
}
