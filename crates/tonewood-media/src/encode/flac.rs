//! FLAC with the samples of the master, bit by bit.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use flac_codec::encode::{FlacSampleWriter, Options};

use crate::error::Error;

/// What is encoded.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Channels.
    pub channels: u16,
    /// Frames per second.
    pub rate: u32,
    /// Bits per sample, at most 24: what samples of 32-bit floating point hold exactly.
    pub bits: u16,
}

/// A file in the making.
pub struct Flac {
    writer: FlacSampleWriter<BufWriter<File>>,
    scale: f32,
    samples: Vec<i32>,
}

impl Flac {
    /// Creates `path`; `options` hold the metadata.
    pub fn create(path: &Path, format: Format, options: Options) -> Result<Self, Error> {
        let file = BufWriter::new(File::create(path).map_err(Error::io("create", path))?);
        let channels = u8::try_from(format.channels).unwrap_or(u8::MAX);
        let writer = FlacSampleWriter::new(file, options, format.rate, format.bits.into(), channels, None);
        let writer = writer.map_err(|e| Error::internal("the FLAC encoder cannot be set up")(&e))?;
        Ok(Self { writer, scale: (1_u32 << (format.bits - 1)) as f32, samples: Vec::new() })
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        let scale = self.scale;
        let whole = |sample: &f32| (sample * scale).round_ties_even().clamp(-scale, scale - 1.0) as i32;
        self.samples.clear();
        self.samples.extend(samples.iter().map(whole));
        self.writer.write(&self.samples).map_err(|e| Error::internal("the FLAC encoder failed")(&e))
    }

    /// Writes the rest, the length and the checksum.
    pub fn finish(self) -> Result<(), Error> {
        self.writer.finalize().map_err(|e| Error::internal("the FLAC encoder failed")(&e))
    }
}
