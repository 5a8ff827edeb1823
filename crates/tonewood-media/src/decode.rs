//! A whole track, sample by sample: exactly the frames it has, without what encoders put around it.

use std::ops::Range;
use std::path::Path;

use crate::error::Error;
use crate::refuse;
use crate::source::{self, Facts, Source};

/// An upload that is being decoded.
pub struct Decoder {
    source: Source,
    block: Vec<f32>,
    whole: Vec<i32>,
    skip: u64,
    left: Option<u64>,
    frames: u64,
    /// Who is told how far it has come, and what was told last.
    progress: Option<fn(f32)>,
    told: f32,
}

impl Decoder {
    /// Opens the file at `path`.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let source = source::open(path)?;
        let (skip, left) = (source.trim.skip, source.trim.keep);
        let (block, whole) = (Vec::new(), Vec::new());
        Ok(Self { source, block, whole, skip, left, frames: 0, progress: None, told: 0.0 })
    }

    /// Tells `progress` how far it has come, 0 to 1, with every hundredth.
    #[must_use]
    pub fn telling(self, progress: fn(f32)) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// What the file is.
    pub fn facts(&self) -> &Facts {
        &self.source.facts
    }

    /// Frames given so far; at the end, the exact length.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// How far reading has come, 0 to 1.
    pub fn done(&self) -> f32 {
        let done = self.source.position.get() as f64 / self.source.len.max(1) as f64;
        done.clamp(0.0, 1.0) as f32
    }

    /// The next samples, interleaved and never empty; full scale is 1. `None` at the end.
    ///
    /// # Errors
    /// A refusal if the file is damaged, stops early or has no audio at all.
    pub fn next_block(&mut self) -> Result<Option<&[f32]>, Error> {
        loop {
            let more = self.source.engine.decode(&mut self.block)?;
            match self.wanted(more.then_some(self.block.len()))? {
                Some(wanted) if wanted.is_empty() => {}
                Some(wanted) => return Ok(self.block.get(wanted)),
                None => return Ok(None),
            }
        }
    }

    /// As [`Self::next_block`], but whole numbers, which fill the upper of their 32 bits: every bit of a lossless file.
    /// Only one of the two can be used on one file.
    ///
    /// # Errors
    /// As for [`Self::next_block`].
    pub fn next_whole(&mut self) -> Result<Option<&[i32]>, Error> {
        loop {
            let more = self.source.engine.decode_whole(&mut self.whole)?;
            match self.wanted(more.then_some(self.whole.len()))? {
                Some(wanted) if wanted.is_empty() => {}
                Some(wanted) => return Ok(self.whole.get(wanted)),
                None => return Ok(None),
            }
        }
    }

    /// Passes over everything but the last `keep` frames of the track, if that can be done without decoding it; else
    /// over nothing.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn skip_all_but(&mut self, keep: u64) -> Result<(), Error> {
        // What an encoder put around a track is counted by decoding it.
        if self.skip == 0 && self.left.is_none() {
            self.frames += self.source.engine.skip_all_but(keep)?;
        }
        Ok(())
    }

    /// Which of so many decoded samples belong to the track; `None` at the end. Decoding goes on to the end of the file,
    /// so that damage behind the last wanted frame is found as well.
    fn wanted(&mut self, decoded: Option<usize>) -> Result<Option<Range<usize>>, Error> {
        if let Some(progress) = self.progress
            && self.done() - self.told >= 0.01
        {
            self.told = self.done();
            progress(self.told);
        }
        let Some(samples) = decoded else {
            return if self.frames == 0 { Err(refuse::no_audio().into()) } else { Ok(None) };
        };
        let channels = usize::from(self.source.facts.channels);
        let frames = (samples / channels) as u64;
        let skip = self.skip.min(frames);
        self.skip -= skip;
        let keep = self.left.map_or(frames - skip, |left| left.min(frames - skip));
        self.left = self.left.map(|left| left - keep);
        self.frames += keep;
        let at = |frame: u64| usize::try_from(frame).unwrap_or(usize::MAX).saturating_mul(channels);
        Ok(Some(at(skip)..at(skip + keep)))
    }
}
