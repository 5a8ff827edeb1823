//! AIFF and AIFF-C: chunks up to the samples.

use std::fs::File;

use super::pcm::{self, Layout, Sample};
use super::trailer::read_at;
use super::{Source, Upload};
use crate::bytes::{array, be16, be32, has};
use crate::error::Error;
use crate::refuse;

/// A file with more chunks than this is not believed.
const MOST_CHUNKS: usize = 1000;

/// Opens a file that is known to begin as AIFF.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let layout = layout(&mut upload.file()?, upload.start, upload.end)?;
    pcm::open(upload, layout)
}

/// The two chunks that count may come in any order.
fn layout(file: &mut File, start: u64, end: u64) -> Result<Layout, Error> {
    let compressed = has(&read_at(file, start, 12).map_err(Error::reading)?, 8, b"AIFC");
    let mut at = start + 12;
    let (mut common, mut samples) = (None, None);
    for _ in 0..MOST_CHUNKS {
        let head = read_at(file, at, 8).map_err(Error::reading)?;
        let Some(size) = be32(&head, 4) else { break };
        at += 8;
        if has(&head, 0, b"COMM") {
            let chunk = read_at(file, at, u64::from(size).min(64)).map_err(Error::reading)?;
            common = Some(Common::read(&chunk, compressed)?);
        } else if has(&head, 0, b"SSND") {
            let offset = be32(&read_at(file, at, 4).map_err(Error::reading)?, 0).unwrap_or(0);
            samples = Some(at + 8 + u64::from(offset));
        }
        if let (Some(common), Some(start)) = (&common, samples) {
            return Ok(common.layout(start));
        }
        at += u64::from(size) + u64::from(size & 1);
    }
    Err(if at > end { refuse::stops_in_header() } else { refuse::damaged_header("it holds no samples") }.into())
}

struct Common {
    sample: Sample,
    bits: u16,
    channels: u16,
    rate: u32,
    frames: u32,
}

impl Common {
    fn read(chunk: &[u8], compressed: bool) -> Result<Self, Error> {
        let short = |at| be16(chunk, at).ok_or_else(refuse::stops_in_header);
        let (channels, bits) = (short(0)?, short(6)?);
        let frames = be32(chunk, 2).ok_or_else(refuse::stops_in_header)?;
        let rate = array(chunk, 8).map(extended).ok_or_else(refuse::stops_in_header)?;
        let coding = if compressed { array(chunk, 18).ok_or_else(refuse::stops_in_header)? } else { *b"NONE" };
        let width = u8::try_from(bits.div_ceil(8)).unwrap_or(u8::MAX);
        let sample = match (&coding, width) {
            (b"NONE" | b"twos" | b"in24" | b"in32", 1..=4) => Sample::IntBe(width),
            (b"sowt", 1..=4) => Sample::IntLe(width),
            (b"fl32" | b"FL32", _) => Sample::F32Be,
            (b"fl64" | b"FL64", _) => Sample::F64Be,
            (b"raw ", 1) => Sample::U8,
            (b"NONE" | b"twos" | b"sowt" | b"in24" | b"in32" | b"raw ", _) => {
                return Err(refuse::damaged_header(&format!("its header describes samples of {bits} bits")).into());
            }
            (other, _) => {
                let name = String::from_utf8_lossy(other).trim().to_owned();
                return Err(refuse::unsupported_codec(&format!("coded as “{name}”, in AIFF")).into());
            }
        };
        let bits = if sample.is_float() { 32 } else { bits };
        Ok(Self { sample, bits, channels, rate, frames })
    }

    fn layout(&self, start: u64) -> Layout {
        Layout {
            container: "aiff",
            sample: self.sample,
            bits: self.bits,
            channels: self.channels,
            rate: self.rate,
            start,
            promised: Some(self.frames.into()),
        }
    }
}

/// A rate in the 80-bit floating point numbers of AIFF; 0 if it is not a positive number.
fn extended(raw: [u8; 10]) -> u32 {
    let exponent = i32::from(be16(&raw, 0).unwrap_or(0)) - 16_383 - 63;
    let mantissa = array(&raw, 2).map_or(0, u64::from_be_bytes);
    match u32::try_from(-exponent) {
        Ok(shift @ 0..=63) => u32::try_from(mantissa >> shift).unwrap_or(u32::MAX),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read() {
        assert_eq!(extended([0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]), 44_100);
        assert_eq!(extended([0x40, 0x0f, 0xbb, 0x80, 0, 0, 0, 0, 0, 0]), 96_000);
        assert_eq!(extended([0xff; 10]), 0);
        assert_eq!(extended([0; 10]), 0);
    }
}
