//! Samples as they are: WAV and AIFF.

use std::io::{ErrorKind, Read, Seek, SeekFrom};

use super::window::Window;
use super::{Engine, Facts, Source, Trim, Upload};
use crate::error::Error;
use crate::refuse;

/// How a sample is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Unsigned, 8 bits (WAV).
    U8,
    /// Signed, 1 to 4 bytes, little endian.
    IntLe(u8),
    /// Signed, 1 to 4 bytes, big endian.
    IntBe(u8),
    /// Floating point, 4 bytes, little endian.
    F32Le,
    /// Floating point, 4 bytes, big endian.
    F32Be,
    /// Floating point, 8 bytes, little endian.
    F64Le,
    /// Floating point, 8 bytes, big endian.
    F64Be,
}

impl Sample {
    /// Bytes it takes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::IntLe(bytes) | Self::IntBe(bytes) => bytes as usize,
            Self::F32Le | Self::F32Be => 4,
            Self::F64Le | Self::F64Be => 8,
        }
    }

    /// Whether it is a floating point number.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32Le | Self::F32Be | Self::F64Le | Self::F64Be)
    }

    /// The value of a whole number, in the upper of 32 bits; of a floating point number, 24 bits of it.
    #[inline]
    fn whole(self, raw: &[u8]) -> i32 {
        let mut four = [0; 4];
        match self {
            Self::U8 => raw.first().map_or(0, |byte| (i32::from(*byte) - 128) << 24),
            Self::IntLe(_) => {
                // The sample fills the upper bytes, whatever its width; the lower ones stay zero.
                four.iter_mut().rev().zip(raw.iter().rev()).for_each(|(to, from)| *to = *from);
                i32::from_le_bytes(four)
            }
            Self::IntBe(_) => {
                four.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
                i32::from_be_bytes(four)
            }
            Self::F32Le | Self::F32Be | Self::F64Le | Self::F64Be => {
                let full = 8_388_608.0;
                ((self.value(raw) * full).round_ties_even().clamp(-full, full - 1.0) as i32) << 8
            }
        }
    }

    /// Its value; full scale is 1.
    #[expect(clippy::cast_possible_truncation, reason = "samples are measured and encoded in single precision")]
    #[inline]
    fn value(self, raw: &[u8]) -> f32 {
        let mut four = [0; 4];
        let mut eight = [0; 8];
        match self {
            Self::U8 | Self::IntLe(_) | Self::IntBe(_) => self.whole(raw) as f32 / 2_147_483_648.0,
            Self::F32Le | Self::F32Be => {
                four.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
                if self == Self::F32Le { f32::from_le_bytes(four) } else { f32::from_be_bytes(four) }
            }
            Self::F64Le | Self::F64Be => {
                eight.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
                (if self == Self::F64Le { f64::from_le_bytes(eight) } else { f64::from_be_bytes(eight) }) as f32
            }
        }
    }
}

/// What a header says about the samples in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// `wav` or `aiff`.
    pub container: &'static str,
    /// How each is stored.
    pub sample: Sample,
    /// How many bits of it count.
    pub bits: u16,
    /// Channels.
    pub channels: u16,
    /// Frames per second.
    pub rate: u32,
    /// Where the first one stands.
    pub start: u64,
    /// How many frames there are, if the header says so.
    pub promised: Option<u64>,
}

/// Opens the samples described by `layout`.
pub fn open(upload: &Upload, layout: Layout) -> Result<Source, Error> {
    let frame_bytes = layout.sample.bytes() as u64 * u64::from(layout.channels);
    let held = upload.end.saturating_sub(layout.start) / frame_bytes.max(1);
    if let Some(promised) = layout.promised.filter(|promised| *promised > held) {
        return Err(refuse::stops_early(held, Some(promised), layout.rate).into());
    }
    let frames = layout.promised.unwrap_or(held);
    let audio_bytes = frames * frame_bytes;
    let file = upload.file()?;
    let window = Window::new(file, layout.start, layout.start + audio_bytes).map_err(Error::reading)?;
    let facts = Facts {
        container: layout.container,
        codec: "pcm",
        lossless: true,
        bits: Some(layout.bits),
        float: layout.sample.is_float(),
        sample_rate: layout.rate,
        channels: layout.channels,
        audio_bytes,
    };
    let position = window.position();
    let buffer = vec![0; BLOCK * usize::from(layout.channels) * layout.sample.bytes()];
    let engine = Pcm { window, sample: layout.sample, channels: layout.channels, rate: layout.rate, buffer, frames: 0 };
    Ok(Source { facts, trim: Trim::default(), engine: Box::new(engine), position, len: 0 })
}

/// Frames per block.
const BLOCK: usize = 4096;

struct Pcm {
    window: Window,
    sample: Sample,
    channels: u16,
    rate: u32,
    buffer: Vec<u8>,
    frames: u64,
}

impl Pcm {
    /// Fills the buffer as far as the file goes.
    fn fill(&mut self) -> Result<usize, Error> {
        let mut filled = 0;
        while let Some(rest) = self.buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.window.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::reading(error)),
            }
        }
        Ok(filled)
    }
}

impl Pcm {
    fn step<T>(&mut self, out: &mut Vec<T>, value: impl Fn(Sample, &[u8]) -> T) -> Result<bool, Error> {
        let filled = self.fill()?;
        let sample = self.sample;
        let bytes = self.buffer.get(..filled).unwrap_or_default();
        let samples = bytes.chunks_exact(sample.bytes());
        if sample.is_float()
            && let Some(bad) = samples.clone().position(|raw| !sample.value(raw).is_finite())
        {
            let at = self.frames + bad as u64 / u64::from(self.channels.max(1));
            return Err(refuse::invalid_samples(at, self.rate).into());
        }
        out.clear();
        // How samples are stored is asked once and not for each of them, where it is one of the usual ways.
        match sample {
            Sample::IntLe(2) => out.extend(bytes.as_chunks::<2>().0.iter().map(|raw| value(Sample::IntLe(2), raw))),
            Sample::IntLe(3) => out.extend(bytes.as_chunks::<3>().0.iter().map(|raw| value(Sample::IntLe(3), raw))),
            Sample::F32Le => out.extend(bytes.as_chunks::<4>().0.iter().map(|raw| value(Sample::F32Le, raw))),
            _ => out.extend(samples.map(|raw| value(sample, raw))),
        }
        self.frames += out.len() as u64 / u64::from(self.channels.max(1));
        Ok(filled > 0)
    }
}

impl Engine for Pcm {
    fn decode(&mut self, out: &mut Vec<f32>) -> Result<bool, Error> {
        self.step(out, Sample::value)
    }

    fn decode_whole(&mut self, out: &mut Vec<i32>) -> Result<bool, Error> {
        self.step(out, Sample::whole)
    }

    fn skip_all_but(&mut self, keep: u64) -> Result<u64, Error> {
        let frame_bytes = self.sample.bytes() as u64 * u64::from(self.channels.max(1));
        let passed = (self.window.len() / frame_bytes).saturating_sub(self.frames + keep);
        self.frames += passed;
        self.window.seek(SeekFrom::Start(self.frames * frame_bytes)).map_err(Error::reading)?;
        Ok(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_store_a_half_gives_a_half() {
        assert_eq!(Sample::U8.value(&[192]), 0.5);
        assert_eq!(Sample::IntLe(2).value(&[0, 0x40]), 0.5);
        assert_eq!(Sample::IntBe(2).value(&[0x40, 0]), 0.5);
        assert_eq!(Sample::IntLe(3).value(&[0, 0, 0xc0]), -0.5);
        assert_eq!(Sample::IntBe(1).value(&[0x40]), 0.5);
        assert_eq!(Sample::F32Be.value(&0.5_f32.to_be_bytes()), 0.5);
        assert_eq!(Sample::F64Le.value(&0.5_f64.to_le_bytes()), 0.5);
        for sample in
            [Sample::U8.whole(&[192]), Sample::IntLe(3).whole(&[0, 0, 0x40]), Sample::IntBe(2).whole(&[0x40, 0])]
        {
            assert_eq!(sample, 1 << 30);
        }
        assert_eq!(Sample::F32Le.whole(&0.5_f32.to_le_bytes()), 1 << 30);
        assert_eq!(Sample::F32Le.whole(&1.5_f32.to_le_bytes()), i32::MAX & !0xff);
        assert_eq!(Sample::IntLe(4).whole(&[1, 0, 0, 0x80]), i32::MIN + 1);
    }
}
