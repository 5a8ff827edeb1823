//! Streams for mounts: frames of MP3 or ADTS, some at a time.

use media::live::{CHANNELS, Encoded, RATE};
use mp3lame_encoder::{Encoder as Lame, FlushGap, InterleavedPcm, max_required_buffer_size};

use super::encode::{Output, Pipe};
use crate::encode::aac::Encoder;
use crate::encode::mp3::{Rate, build};
use crate::encode::to_i16;
use crate::error::Error;
use crate::source::frames::Framing;
use crate::source::mpeg;

/// Most frames in a chunk: under 100 ms of either kind.
const MOST: usize = 4;
/// Bits per second of AAC.
const AAC: u32 = 128_000;
/// Samples handed to LAME at once.
const STEP: usize = 8192 * CHANNELS as usize;

/// MP3 at 192 kbit/s.
pub struct Mp3 {
    encoder: Lame,
    samples: Vec<i16>,
    /// What LAME gave; it need not end with a frame.
    coded: Vec<u8>,
}

impl Mp3 {
    /// A stream that begins now.
    pub fn new() -> Result<Self, Error> {
        let encoder = build(CHANNELS, RATE, Rate::Stream192)?;
        Ok(Self { encoder, samples: Vec::new(), coded: Vec::new() })
    }

    /// Writes all whole frames.
    fn write(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        loop {
            let mut end = 0;
            for _ in 0..MOST {
                let rest = self.coded.get(end..).unwrap_or_default();
                let Some(head) = mpeg::Mp3::head(rest).filter(|head| head.len <= rest.len()) else { break };
                end += head.len;
            }
            if end == 0 {
                return Ok(());
            }
            pipe.say(&Encoded::Chunk(self.coded.drain(..end).collect()))?;
        }
    }
}

impl Output for Mp3 {
    fn push(&mut self, samples: &[f32], pipe: &mut Pipe<'_>) -> Result<(), Error> {
        for part in samples.chunks(STEP) {
            self.samples.clear();
            self.samples.extend(to_i16(part));
            self.coded.reserve(max_required_buffer_size(STEP));
            let coded = self.encoder.encode_to_vec(InterleavedPcm(&self.samples), &mut self.coded);
            coded.map_err(|e| Error::internal("the MP3 encoder failed")(&e))?;
            self.write(pipe)?;
        }
        Ok(())
    }

    fn finish(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        self.coded.reserve(max_required_buffer_size(STEP));
        let rest = self.encoder.flush_to_vec::<FlushGap>(&mut self.coded);
        rest.map_err(|e| Error::internal("the MP3 encoder failed")(&e))?;
        self.write(pipe)
    }
}

/// AAC-LC at 128 kbit/s with a header before each access unit.
pub struct Adts {
    encoder: Encoder,
    samples: Vec<i16>,
    coded: Vec<u8>,
    /// Frames in `coded`.
    count: usize,
}

impl Adts {
    /// A stream that begins now.
    pub fn new() -> Result<Self, Error> {
        let encoder = Encoder::new(CHANNELS, RATE, AAC)?;
        Ok(Self { encoder, samples: Vec::new(), coded: Vec::new(), count: 0 })
    }

    fn encode(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        let (coded, count) = (&mut self.coded, &mut self.count);
        self.encoder.encode(&self.samples, |unit| {
            coded.extend(adts_head(unit.len()));
            coded.extend_from_slice(unit);
            *count += 1;
            if *count < MOST {
                return Ok(());
            }
            *count = 0;
            pipe.say(&Encoded::Chunk(std::mem::take(coded)))
        })?;
        if !self.coded.is_empty() {
            self.count = 0;
            pipe.say(&Encoded::Chunk(std::mem::take(&mut self.coded)))?;
        }
        Ok(())
    }
}

impl Output for Adts {
    fn push(&mut self, samples: &[f32], pipe: &mut Pipe<'_>) -> Result<(), Error> {
        self.samples.clear();
        self.samples.extend(to_i16(samples));
        self.encode(pipe)
    }

    fn finish(&mut self, pipe: &mut Pipe<'_>) -> Result<(), Error> {
        // What the encoder holds back is less than three units.
        self.samples.clear();
        self.samples.resize(3 * crate::encode::aac::UNIT * usize::from(CHANNELS), 0);
        self.encode(pipe)
    }
}

/// The header of a frame whose unit has `length` bytes: MPEG-4, AAC-LC, 48,000 Hz (index 3), two channels, no checksum.
fn adts_head(length: usize) -> [u8; 7] {
    let length = length as u64 + 7;
    let bits: u64 = 0xfff1 << 40 | 1 << 38 | 3 << 34 | 2 << 30 | length << 13 | 0x7ff << 2;
    let [_, head @ ..] = bits.to_be_bytes();
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::adts::Adts as Framing;

    #[test]
    fn the_header_is_that_of_a_frame() {
        use crate::source::frames::Framing as _;
        let head = Framing::head(&adts_head(300)).unwrap();
        assert_eq!((head.len, head.payload, head.rate, head.channels), (307, 7, RATE, CHANNELS));
    }
}
