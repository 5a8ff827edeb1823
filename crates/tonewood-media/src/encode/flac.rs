//! FLAC with the samples of the master, bit by bit.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use flac_codec::encode::{FlacSampleWriter, Options};

use super::Whole;
use crate::error::Error;

/// A file in the making.
pub struct Flac {
    writer: FlacSampleWriter<BufWriter<File>>,
    bits: u16,
    samples: Vec<i32>,
}

impl Flac {
    /// Creates `path`; `options` hold the metadata.
    pub fn create(path: &Path, format: Whole, options: Options) -> Result<Self, Error> {
        let file = BufWriter::new(File::create(path).map_err(Error::io("create", path))?);
        let channels = u8::try_from(format.channels).unwrap_or(u8::MAX);
        let writer = FlacSampleWriter::new(file, options, format.rate, format.bits.into(), channels, None);
        let writer = writer.map_err(|e| Error::internal("the FLAC encoder cannot be set up")(&e))?;
        Ok(Self { writer, bits: format.bits, samples: Vec::new() })
    }

    /// Takes interleaved samples, which fill the upper of their 32 bits.
    pub fn push(&mut self, samples: &[i32]) -> Result<(), Error> {
        let shift = 32 - self.bits;
        self.samples.clear();
        self.samples.extend(samples.iter().map(|sample| sample >> shift));
        self.writer.write(&self.samples).map_err(|e| Error::internal("the FLAC encoder failed")(&e))
    }

    /// Writes the rest, the length and the checksum.
    pub fn finish(self) -> Result<(), Error> {
        self.writer.finalize().map_err(|e| Error::internal("the FLAC encoder failed")(&e))
    }
}
