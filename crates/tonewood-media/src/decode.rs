//! A whole track, sample by sample: exactly the frames it has, without what encoders put around it.

use std::path::Path;

use crate::error::Error;
use crate::refuse;
use crate::source::{self, Facts, Source};

/// An upload that is being decoded.
pub struct Decoder {
    source: Source,
    block: Vec<f32>,
    skip: u64,
    left: Option<u64>,
    frames: u64,
}

impl Decoder {
    /// Opens the file at `path`.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let source = source::open(path)?;
        let (skip, left) = (source.trim.skip, source.trim.keep);
        Ok(Self { source, block: Vec::new(), skip, left, frames: 0 })
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
        let channels = usize::from(self.source.facts.channels);
        // Decoding goes on to the end of the file, so that damage behind the last wanted frame is found as well.
        loop {
            if !self.source.engine.decode(&mut self.block)? {
                return if self.frames == 0 { Err(refuse::no_audio().into()) } else { Ok(None) };
            }
            let frames = (self.block.len() / channels) as u64;
            let skip = self.skip.min(frames);
            self.skip -= skip;
            let keep = self.left.map_or(frames - skip, |left| left.min(frames - skip));
            self.left = self.left.map(|left| left - keep);
            self.frames += keep;
            if keep > 0 {
                let start = usize::try_from(skip).unwrap_or(usize::MAX).saturating_mul(channels);
                let end = usize::try_from(skip + keep).unwrap_or(usize::MAX).saturating_mul(channels);
                return Ok(self.block.get(start..end));
            }
        }
    }
}
