//! RIFF WAVE: chunks up to the samples.

use std::fs::File;

use super::pcm::{self, Layout, Sample};
use super::trailer::read_at;
use super::{Source, Upload};
use crate::bytes::{has, le16, le32};
use crate::error::Error;
use crate::refuse;

/// Lengths that programs write when they do not know better: they stream.
const UNKNOWN: [u32; 5] = [0xffff_ffff, 0x7fff_f000, 0x7fff_ffff, 0xffff_ffdb, 0];
/// A file with more chunks than this before its samples is not believed.
const MOST_CHUNKS: usize = 1000;

/// Opens a file that is known to begin as RIFF WAVE.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let layout = layout(&mut upload.file()?, upload.start, upload.end)?;
    pcm::open(upload, layout)
}

fn layout(file: &mut File, start: u64, end: u64) -> Result<Layout, Error> {
    let mut at = start + 12;
    let mut format = None;
    for _ in 0..MOST_CHUNKS {
        let head = read_at(file, at, 8).map_err(Error::reading)?;
        let Some(size) = le32(&head, 4) else { break };
        at += 8;
        if has(&head, 0, b"fmt ") {
            let chunk = read_at(file, at, u64::from(size).min(64)).map_err(Error::reading)?;
            format = Some(Format::read(&chunk)?);
        } else if has(&head, 0, b"data") {
            let format = format.ok_or_else(|| refuse::damaged_header("it does not say how its samples are stored"))?;
            return Ok(format.layout(at, size, end));
        }
        at += u64::from(size) + u64::from(size & 1);
    }
    Err(if at > end { refuse::stops_in_header() } else { refuse::damaged_header("it holds no samples") }.into())
}

struct Format {
    sample: Sample,
    bits: u16,
    channels: u16,
    rate: u32,
}

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xfffe;

impl Format {
    fn read(chunk: &[u8]) -> Result<Self, Error> {
        let field = |at| le16(chunk, at).ok_or_else(refuse::stops_in_header);
        let tag = match field(0)? {
            EXTENSIBLE => field(24)?,
            tag => tag,
        };
        let (channels, align, stored) = (field(2)?, field(12)?, field(14)?);
        let rate = le32(chunk, 4).ok_or_else(refuse::stops_in_header)?;
        if channels == 0 {
            return Err(refuse::damaged_header("its header says that it has no channels").into());
        }
        if channels > 2 {
            return Err(refuse::surround(channels.into()).into());
        }
        let width = align / channels;
        let sample = match (tag, stored, width) {
            (PCM, 8, 1) => Sample::U8,
            (PCM, 9..=16, 2) => Sample::IntLe(2),
            (PCM, 17..=24, 3) => Sample::IntLe(3),
            (PCM, 17..=32, 4) => Sample::IntLe(4),
            (FLOAT, 32, 4) => Sample::F32Le,
            (FLOAT, 64, 8) => Sample::F64Le,
            (PCM | FLOAT, ..) => {
                let what = format!("its header describes samples of {stored} bits in {align} bytes per frame");
                return Err(refuse::damaged_header(&what).into());
            }
            (tag, ..) => return Err(refuse::unsupported_codec(codec_name(tag)).into()),
        };
        // In the extensible form fewer bits may count than are stored.
        let valid = if le16(chunk, 0) == Some(EXTENSIBLE) { field(18)? } else { 0 };
        let bits = match sample {
            Sample::F32Le | Sample::F64Le => 32,
            _ if (1..stored).contains(&valid) => valid,
            _ => stored,
        };
        Ok(Self { sample, bits, channels, rate })
    }

    fn layout(self, start: u64, size: u32, end: u64) -> Layout {
        let frame = self.sample.bytes() as u64 * u64::from(self.channels);
        // A true zero is kept only if nothing follows.
        let unknown = UNKNOWN.contains(&size) && (size != 0 || end > start + 8);
        Layout {
            container: "wav",
            sample: self.sample,
            bits: self.bits,
            channels: self.channels,
            rate: self.rate,
            start,
            promised: (!unknown).then(|| u64::from(size) / frame.max(1)),
        }
    }
}

fn codec_name(tag: u16) -> &'static str {
    match tag {
        0x02 | 0x11 => "ADPCM in WAV",
        0x06 => "A-law in WAV",
        0x07 => "µ-law in WAV",
        0x50 | 0x55 => "MP3 in WAV",
        0x160..=0x163 => "Windows Media in WAV",
        0x2000 => "AC-3 in WAV",
        _ => "in an unusual coding, in WAV",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(tag: u16, channels: u16, align: u16, bits: u16) -> Vec<u8> {
        let mut chunk = Vec::new();
        chunk.extend(tag.to_le_bytes());
        chunk.extend(channels.to_le_bytes());
        chunk.extend(44_100_u32.to_le_bytes());
        chunk.extend(176_400_u32.to_le_bytes());
        chunk.extend(align.to_le_bytes());
        chunk.extend(bits.to_le_bytes());
        chunk
    }

    fn code(chunk: &[u8]) -> String {
        match Format::read(chunk) {
            Err(Error::Refused(refusal)) => refusal.code,
            _ => String::new(),
        }
    }

    #[test]
    fn strange_headers_are_refused() {
        assert_eq!(code(&chunk(1, 0, 4, 16)), "damaged");
        assert_eq!(code(&chunk(1, 65_535, 4, 16)), "surround");
        assert_eq!(code(&chunk(1, 2, 4, 0)), "damaged");
        assert_eq!(code(&chunk(1, 2, 4, 7)), "damaged");
        assert_eq!(code(&chunk(0x55, 2, 1, 0)), "unsupported_codec");
        assert_eq!(code(&chunk(1, 2, 4, 16)[..9]), "stops_early");
    }

    #[test]
    fn twenty_four_bits_may_lie_in_four_bytes() {
        let format = Format::read(&chunk(1, 2, 8, 24)).unwrap();
        assert_eq!((format.sample, format.bits), (Sample::IntLe(4), 24));
    }
}
