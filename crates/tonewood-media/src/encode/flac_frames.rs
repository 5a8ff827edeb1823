//! FLAC frame by frame, for streams that are cut: blocks of any length, each numbered by its first sample.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use flac_codec::encode::{FlacStreamWriter, Options};

use super::Whole;
use crate::error::Error;

/// Frames in a usual block.
pub const BLOCK: usize = 4096;
/// Frames that every block but the last of a stream must have.
pub const SHORTEST: usize = 16;

/// Greatest number that a frame's header can hold.
const MOST_SAMPLES: u64 = (1 << 36) - 1;

/// Rates that have a name in a frame's header.
const NAMED: [u32; 11] = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000];

/// What the encoder writes and this module takes.
#[derive(Debug, Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An encoder for one stream.
pub struct Frames {
    writer: FlacStreamWriter<Shared>,
    written: Shared,
    format: Whole,
    frame: Vec<u8>,
    /// Samples of each channel so far.
    samples: u64,
    /// Least and most bytes of a frame.
    bytes: (u32, u32),
    /// Least and most samples of a block; the last is not asked.
    blocks: (u16, u16),
    last: Option<u16>,
}

impl Frames {
    /// An encoder for samples of at most 24 bits.
    pub fn new(format: Whole) -> Self {
        Self::starting_at(format, 0)
    }

    /// An encoder for what begins with this sample of a stream. Frames can count up to 2^36, two weeks; then they begin
    /// again.
    pub fn starting_at(format: Whole, sample: u64) -> Self {
        let written = Shared::default();
        let writer = FlacStreamWriter::new(written.clone(), Options::default());
        Self {
            writer,
            written,
            format,
            frame: Vec::new(),
            samples: sample,
            bytes: (u32::MAX, 0),
            blocks: (u16::MAX, 0),
            last: None,
        }
    }

    /// The frame of a block of interleaved samples, at most [`BLOCK`] of each channel, and, unless it is the last of the
    /// stream, at least [`SHORTEST`].
    pub fn encode(&mut self, samples: &[i32]) -> Result<&[u8], Error> {
        let Whole { channels, rate, bits } = self.format;
        let block = samples.len() / usize::from(channels);
        let channels = u8::try_from(channels).unwrap_or(u8::MAX);
        // Any rate without a name is left out of the header below; then decoders take it from the stream's.
        let named = NAMED.contains(&rate);
        self.written.0.borrow_mut().clear();
        let encoded = self.writer.write(if named { rate } else { 44_100 }, channels, bits.into(), samples);
        encoded.map_err(|e| Error::internal("the FLAC encoder failed")(&e))?;
        renumber(&self.written.0.borrow(), self.samples & MOST_SAMPLES, named, &mut self.frame)
            .ok_or_else(|| Error::Internal("the FLAC encoder gave a strange frame".to_owned()))?;
        self.samples += block as u64;
        let bytes = u32::try_from(self.frame.len()).unwrap_or(u32::MAX);
        self.bytes = (self.bytes.0.min(bytes), self.bytes.1.max(bytes));
        if let Some(last) = self.last.replace(u16::try_from(block).unwrap_or(u16::MAX)) {
            self.blocks = (self.blocks.0.min(last), self.blocks.1.max(last));
        }
        Ok(&self.frame)
    }

    /// The STREAMINFO block of everything encoded so far. It has no checksum of the samples: every frame has its own.
    pub fn info(&self) -> [u8; 34] {
        let floor = SHORTEST as u16;
        let last = self.last.unwrap_or(floor).max(floor);
        let (least, most) = if self.blocks.1 == 0 { (last, last) } else { (self.blocks.0, self.blocks.1.max(last)) };
        let mut out = [least.to_be_bytes(), most.to_be_bytes()].concat();
        for bytes in [self.bytes.0.min(self.bytes.1), self.bytes.1] {
            out.extend(bytes.to_be_bytes().iter().skip(1));
        }
        let Whole { channels, rate, bits } = self.format;
        let packed = u64::from(rate) << 44 | u64::from(channels - 1) << 41 | u64::from(bits - 1) << 36 | self.samples;
        out.extend(packed.to_be_bytes());
        let mut info = [0; 34];
        info.iter_mut().zip(out).for_each(|(to, from)| *to = from);
        info
    }
}

/// Puts `frame`, which was encoded as one of blocks of the same length, into `out` as one that begins at `sample`. The
/// rate stays in its header if it is `named`. `None` if `frame` is not a frame.
fn renumber(frame: &[u8], sample: u64, named: bool, out: &mut Vec<u8>) -> Option<()> {
    let [sync, strategy, sizes, channels] = *frame.first_chunk()?;
    let number = match frame.get(4)?.leading_ones() {
        0 => 1,
        ones => ones as usize,
    };
    // Lengths that are not in the table of lengths follow the number.
    let length = match sizes >> 4 {
        6 => 1,
        7 => 2,
        _ => 0,
    };
    let behind = 4 + number + length;
    out.clear();
    out.extend([sync, strategy | 1, if named { sizes } else { sizes & 0xf0 }, channels]);
    coded_number(sample, out);
    out.extend_from_slice(frame.get(4 + number..behind)?);
    out.push(crc8(out));
    out.extend_from_slice(frame.get(behind + 1..frame.len().checked_sub(2)?)?);
    out.extend(crc16(out).to_be_bytes());
    Some(())
}

/// The remainder of every byte, of 16 bits.
#[expect(clippy::indexing_slicing, reason = "there is no other way to fill a table when compiling")]
const REMAINDERS: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut rest = (byte as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            rest = if rest >> 15 == 1 { rest << 1 ^ 0x8005 } else { rest << 1 };
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
    }
    table
};

/// The checksum of a frame.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc: u16, byte| crc16_step(crc, *byte))
}

/// The checksum of a frame with one more byte; of a whole frame with its checksum it is 0.
pub fn crc16_step(crc: u16, byte: u8) -> u16 {
    let [high, low] = crc.to_be_bytes();
    REMAINDERS.get(usize::from(high ^ byte)).copied().unwrap_or(0) ^ u16::from(low) << 8
}

/// The checksum of a frame's header.
pub fn crc8(bytes: &[u8]) -> u8 {
    let step = |crc: u8| if crc >> 7 == 1 { crc << 1 ^ 0x07 } else { crc << 1 };
    bytes.iter().fold(0, |crc, byte| (0..8).fold(crc ^ byte, |crc, _| step(crc)))
}

/// A number of up to 36 bits in the manner of UTF-8.
fn coded_number(number: u64, out: &mut Vec<u8>) {
    // A byte holds 7 bits; two hold 11, and each more five more.
    let more = match number {
        0..0x80 => return out.push(number as u8),
        _ => (1..7).find(|more| number >> (5 * more + 6) == 0).unwrap_or(6),
    };
    let head = 0xff_u64 << (7 - more) & 0xff | number >> (6 * more);
    out.push(head as u8);
    out.extend((0..more).rev().map(|at| (0x80 | number >> (6 * at) & 0x3f) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_coded_as_in_utf_8() {
        let coded = |number| {
            let mut out = Vec::new();
            coded_number(number, &mut out);
            out
        };
        for letter in ['A', 'é', '€', '𝄞'] {
            assert_eq!(coded(u64::from(u32::from(letter))), letter.to_string().as_bytes());
        }
        assert_eq!(coded((1 << 31) - 1), [0xfd, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf]);
        assert_eq!(coded(1 << 31), [0xfe, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80]);
        assert_eq!(coded((1 << 36) - 1), [0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf]);
    }

    #[test]
    fn the_stream_is_described() {
        let mut frames = Frames::new(Whole { channels: 2, rate: 96_000, bits: 24 });
        for block in [4096, 100, 3] {
            frames.encode(&vec![5; block * 2]).unwrap();
        }
        let info = frames.info();
        assert_eq!(info[..4], [0, 100, 0x10, 0]);
        // 20 bits of rate, 3 of channels, 5 of bits, 36 of samples.
        assert_eq!(info[10..18], [0x17, 0x70, 0x03, 0x70, 0, 0, 0x10, 0x67]);
    }
}
