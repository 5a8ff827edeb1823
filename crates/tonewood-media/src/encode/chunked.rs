//! WAV and AIFF: samples as they are, in a file of chunks. What counts them stands in front and is written last.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Whole;
use crate::error::Error;
use crate::refuse;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Little endian; floating point numbers can be kept.
    Wav {
        /// Whether samples are floating point numbers of 32 bits.
        float: bool,
    },
    /// Big endian.
    Aiff,
}

/// A file in the making.
pub struct Chunked {
    kind: Kind,
    format: Whole,
    path: PathBuf,
    file: BufWriter<File>,
    /// Chunks behind the samples.
    behind: Vec<u8>,
    bytes: Vec<u8>,
    frames: u64,
}

impl Chunked {
    /// Creates `path`; `behind` are whole chunks, such as tags, of even length.
    pub fn create(path: &Path, kind: Kind, format: Whole, behind: Vec<u8>) -> Result<Self, Error> {
        let mut file = BufWriter::new(File::create(path).map_err(Error::io("create", path))?);
        let head = match kind {
            Kind::Wav { float } => wav_head(format, float, 0, 0),
            Kind::Aiff => aiff_head(format, 0, 0),
        };
        file.write_all(&head).map_err(Error::io("write", path))?;
        Ok(Self { kind, format, path: path.to_owned(), file, behind, bytes: Vec::new(), frames: 0 })
    }

    /// Takes interleaved samples, which fill the upper of their 32 bits.
    pub fn push(&mut self, samples: &[i32]) -> Result<(), Error> {
        let width = usize::from(self.format.bits / 8);
        self.bytes.clear();
        for sample in samples {
            if self.kind == Kind::Aiff {
                self.bytes.extend(sample.to_be_bytes().iter().take(width));
            } else {
                self.bytes.extend(sample.to_le_bytes().iter().skip(4 - width));
            }
        }
        self.write(samples.len())
    }

    /// Takes interleaved samples, floating point numbers as they are.
    pub fn push_float(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.bytes.clear();
        self.bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        self.write(samples.len())
    }

    fn write(&mut self, samples: usize) -> Result<(), Error> {
        self.frames += samples as u64 / u64::from(self.format.channels);
        // Sizes have 32 bits, and some room is left for what stands around the samples.
        if self.data_bytes() + self.behind.len() as u64 + 1024 > u64::from(u32::MAX) {
            return Err(refuse::too_long_for_format().into());
        }
        self.file.write_all(&self.bytes).map_err(Error::io("write", &self.path))
    }

    fn data_bytes(&self) -> u64 {
        self.frames * u64::from(self.format.channels) * u64::from(self.format.bits / 8)
    }

    /// Writes what follows the samples, and their number in front.
    pub fn finish(mut self) -> Result<(), Error> {
        let path = std::mem::take(&mut self.path);
        self.write_rest().map_err(Error::io("write", &path))
    }

    fn write_rest(mut self) -> io::Result<()> {
        let data = u32::try_from(self.data_bytes()).unwrap_or(u32::MAX);
        if data % 2 == 1 {
            self.file.write_all(&[0])?;
        }
        self.file.write_all(&self.behind)?;
        let end = u32::try_from(self.file.stream_position()?).unwrap_or(u32::MAX);
        let frames = u32::try_from(self.frames).unwrap_or(u32::MAX);
        let head = match self.kind {
            Kind::Wav { float } => wav_head(self.format, float, frames, end),
            Kind::Aiff => aiff_head(self.format, frames, end),
        };
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&head)?;
        self.file.flush()
    }
}

fn wav_head(format: Whole, float: bool, frames: u32, end: u32) -> Vec<u8> {
    let align = format.channels * (format.bits / 8);
    let mut out = b"RIFF".to_vec();
    out.extend(end.saturating_sub(8).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(if float { 18_u32 } else { 16 }.to_le_bytes());
    out.extend(if float { 3_u16 } else { 1 }.to_le_bytes());
    out.extend(format.channels.to_le_bytes());
    out.extend(format.rate.to_le_bytes());
    out.extend((format.rate * u32::from(align)).to_le_bytes());
    out.extend(align.to_le_bytes());
    out.extend(format.bits.to_le_bytes());
    if float {
        // No extension follows, and the number of frames is told once more, as it must be for all but whole numbers.
        out.extend([0, 0]);
        out.extend(b"fact\x04\0\0\0");
        out.extend(frames.to_le_bytes());
    }
    out.extend(b"data");
    out.extend((frames * u32::from(align)).to_le_bytes());
    out
}

fn aiff_head(format: Whole, frames: u32, end: u32) -> Vec<u8> {
    let mut out = b"FORM".to_vec();
    out.extend(end.saturating_sub(8).to_be_bytes());
    out.extend(b"AIFFCOMM\0\0\0\x12");
    out.extend(format.channels.to_be_bytes());
    out.extend(frames.to_be_bytes());
    out.extend(format.bits.to_be_bytes());
    out.extend(extended(format.rate));
    out.extend(b"SSND");
    out.extend((frames * u32::from(format.channels * (format.bits / 8)) + 8).to_be_bytes());
    out.extend([0; 8]);
    out
}

/// A whole number above zero as an 80-bit floating point number.
fn extended(number: u32) -> [u8; 10] {
    let shift = number.max(1).leading_zeros();
    let exponent = u16::try_from(16_383 + 31 - shift).unwrap_or(0);
    let mantissa = u64::from(number) << (shift + 32);
    let mut out = [0; 10];
    out.iter_mut()
        .zip(exponent.to_be_bytes().into_iter().chain(mantissa.to_be_bytes()))
        .for_each(|(to, from)| *to = from);
    out
}

/// A chunk with its header, filled up to an even length.
pub fn chunk(kind: Kind, name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let size = if kind == Kind::Aiff { size.to_be_bytes() } else { size.to_le_bytes() };
    let mut out = [&name[..], &size, content].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_floating_point_numbers_in_aiff() {
        assert_eq!(extended(44_100), [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
        assert_eq!(extended(96_000), [0x40, 0x0f, 0xbb, 0x80, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn chunks_have_an_even_length() {
        assert_eq!(chunk(Kind::Aiff, *b"NAME", b"abc"), b"NAME\0\0\0\x03abc\0");
        assert_eq!(chunk(Kind::Wav { float: false }, *b"id3 ", b"ab"), b"id3 \x02\0\0\0ab");
    }
}
