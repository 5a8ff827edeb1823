use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _, WindowFunction};

use crate::{Failed, failed};

/// Changes the rate of interleaved samples, step by step.
pub struct Rates {
    inner: Fft<f32>,
    channels: usize,
    output: Vec<f32>,
}

impl Rates {
    /// From `from` to `to` frames per second, about `step` frames at a time.
    ///
    /// # Errors
    /// If rates, step or channels are 0.
    pub fn new(from: u32, to: u32, step: usize, channels: usize) -> Result<Self, Failed> {
        let window = WindowFunction::BlackmanHarris2;
        let inner = Fft::new_custom(from as usize, to as usize, step, 2, channels, window, FixedSync::Input);
        let inner = inner.map_err(failed)?;
        let output = vec![0.0; inner.output_frames_max() * channels];
        Ok(Self { inner, channels, output })
    }

    /// Frames that the next step needs.
    pub fn wanted(&self) -> usize {
        self.inner.input_frames_next()
    }

    /// Frames that come out before the first true one.
    pub fn delay(&self) -> usize {
        self.inner.output_delay()
    }

    /// One step over the beginning of `input`, which holds at least the wanted frames; with `partial` only so many of
    /// them count. Gives how many frames were used, and the samples that came out.
    ///
    /// # Errors
    /// If `input` is too short.
    pub fn step(&mut self, input: &[f32], partial: Option<usize>) -> Result<(usize, &[f32]), Failed> {
        let channels = self.channels;
        let room = self.output.len() / channels;
        let input = InterleavedSlice::new(input, channels, input.len() / channels).map_err(failed)?;
        let mut output = InterleavedSlice::new_mut(&mut self.output, channels, room).map_err(failed)?;
        let indexing = Indexing { partial_len: partial, ..Indexing::default() };
        let (used, made) = self.inner.process_into_buffer(&input, &mut output, Some(&indexing)).map_err(failed)?;
        Ok((used, self.output.get(..made * channels).unwrap_or_default()))
    }
}
