//! The recording: FLAC of 24 bits, of which every stretch stands by itself behind one header.

use media::live::{CHANNELS, Encoded, RATE, SEGMENT_FRAMES};

use super::encode::{Output, Pipe};
use super::flac::stream_info;
use super::flac_split::MARK;
use crate::encode::Whole;
use crate::encode::flac_frames::{BLOCK, Frames, SHORTEST};
use crate::error::Error;

/// Bits per sample.
const BITS: u16 = 24;
/// Full scale.
const FULL: f32 = (1 << (BITS - 1)) as f32;
/// Samples in a block, of all channels. Blocks fill a segment exactly.
const BLOCK_SAMPLES: usize = BLOCK * CHANNELS as usize;

const _: () = assert!((SEGMENT_FRAMES as usize).is_multiple_of(BLOCK));

/// A recording in the making.
pub struct Recording {
    encoder: Frames,
    waiting: Vec<i32>,
    segment: u64,
    /// Frames in `stretch`.
    frames: u32,
    stretch: Vec<u8>,
}

impl Recording {
    /// Writes the header; the first sample will begin segment `first`.
    pub fn begin(first: u64, pipe: &mut Pipe<'_>) -> Result<Self, Error> {
        let blocks = (u16::try_from(SHORTEST).unwrap_or(0), u16::try_from(BLOCK).unwrap_or(0));
        let info = stream_info(blocks, (RATE, CHANNELS, BITS));
        // One metadata block, the last, of 34 bytes.
        pipe.say(&Encoded::Init([MARK, &[0x80, 0, 0, 34], &info].concat()))?;
        let format = Whole { channels: CHANNELS, rate: RATE, bits: BITS };
        let encoder = Frames::starting_at(format, first * u64::from(SEGMENT_FRAMES));
        Ok(Self { encoder, waiting: Vec::new(), segment: first, frames: 0, stretch: Vec::new() })
    }

    fn encode(&mut self, block: &[i32], pipe: &mut Pipe<'_>) -> Result<(), Error> {
        self.stretch.extend_from_slice(self.encoder.encode(block)?);
        self.frames += u32::try_from(block.len() / usize::from(CHANNELS)).unwrap_or(0);
        if self.frames >= SEGMENT_FRAMES { self.write(pipe) } else { Ok(()) }
    }

    fn write(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        let bytes = std::mem::take(&mut self.stretch);
        let frames = std::mem::take(&mut self.frames);
        let segment = self.segment;
        self.segment += 1;
        pipe.say(&Encoded::Stretch { segment, frames, bytes })
    }
}

impl Output for Recording {
    fn push(&mut self, samples: &[f32], pipe: &mut Pipe<'_>) -> Result<(), Error> {
        let whole = |sample: &f32| (sample * FULL).round_ties_even().clamp(-FULL, FULL - 1.0) as i32;
        self.waiting.extend(samples.iter().map(whole));
        let mut waiting = std::mem::take(&mut self.waiting);
        let blocks = waiting.chunks_exact(BLOCK_SAMPLES);
        let left = blocks.remainder().len();
        blocks.into_iter().try_for_each(|block| self.encode(block, pipe))?;
        waiting.drain(..waiting.len() - left);
        self.waiting = waiting;
        Ok(())
    }

    fn finish(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            self.encode(&waiting, pipe)?;
        }
        if self.stretch.is_empty() { Ok(()) } else { self.write(pipe) }
    }
}
