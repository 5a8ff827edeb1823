//! Samples as they are, from a browser or from a program of our own.

use super::decode::Dialect;
use super::out::Out;
use super::refusals;
use crate::error::Error;

/// Little endian floats.
pub struct Raw {
    rate: u32,
    channels: u16,
    /// Bytes of a frame of which the rest is still to come.
    left: Vec<u8>,
    samples: Vec<f32>,
}

impl Raw {
    /// As `content_type` says: `audio/x-f32le;rate=44100;channels=2`. The rate must be said, channels are two.
    pub fn new(content_type: &str) -> Result<Self, Error> {
        let value = |name: &str| {
            let mut pairs = content_type.split(';').skip(1).filter_map(|pair| pair.trim().split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.trim())
        };
        let rate = value("rate").and_then(|rate| rate.parse().ok());
        let channels = value("channels").map_or(Some(2), |channels| channels.parse().ok());
        match (rate, channels) {
            (Some(rate), Some(channels)) => Ok(Self { rate, channels, left: Vec::new(), samples: Vec::new() }),
            _ => Err(refusals::unknown_type(content_type).into()),
        }
    }
}

impl Dialect for Raw {
    fn push(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        out.facts("PCM", self.rate, self.channels)?;
        self.left.extend_from_slice(bytes);
        let frame = 4 * usize::from(self.channels);
        let whole = self.left.len() / frame * frame;
        let (samples, _) = self.left.get(..whole).unwrap_or_default().as_chunks();
        self.samples.clear();
        self.samples.extend(samples.iter().map(|four| f32::from_le_bytes(*four)));
        self.left.drain(..whole);
        out.samples(&self.samples)
    }

    fn end(&mut self, _out: &mut Out<'_>) -> Result<(), Error> {
        Ok(())
    }
}
