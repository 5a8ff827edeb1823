//! FLAC with the samples of the master, bit by bit.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use flac_codec::encode::{FlacSampleWriter, Options};

use crate::error::Error;

/// A file in the making.
pub struct Flac {
    writer: FlacSampleWriter<BufWriter<File>>,
    scale: f32,
    samples: Vec<i32>,
}

impl Flac {
    /// Creates `path`, which must be empty or absent, for samples of `bits` (at most 24) at `rate`; `frames` is the
    /// exact length, if it is known.
    pub fn create(path: &Path, channels: u16, rate: u32, bits: u16) -> Result<Self, Error> {
        let file = BufWriter::new(File::create(path).map_err(Error::io("create", path))?);
        let channels = u8::try_from(channels).unwrap_or(u8::MAX);
        let writer = FlacSampleWriter::new(file, Options::best(), rate, bits.into(), channels, None);
        let writer = writer.map_err(|e| Error::internal("the FLAC encoder cannot be set up")(&e))?;
        Ok(Self { writer, scale: (1_u32 << (bits - 1)) as f32, samples: Vec::new() })
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
