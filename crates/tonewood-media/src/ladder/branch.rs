//! What becomes of decoded samples, each in a thread of its own: a rung, the MP3, the measurements.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use media::{Loudness, Rendition, Rung};
use mp3lame_encoder::Bitrate;

use super::segmenter::{Segmenter, track_units};
use crate::analyse::Analysis;
use crate::cmaf::{Progressive, Stream};
use crate::encode::aac::{Encoder, LEAD, UNIT};
use crate::encode::mp3::Mp3;
use crate::encode::to_i16;
use crate::error::Error;

/// Interleaved samples that several threads read.
pub type Chunk = Arc<Vec<f32>>;

/// What the samples of a branch are.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// 1 or 2.
    pub channels: u16,
    /// Frames per second.
    pub rate: u32,
}

/// What an AAC branch leaves behind.
#[derive(Debug, Default)]
pub struct AacDone {
    /// The segments, if they were wanted.
    pub rendition: Option<Rendition>,
    /// Length of the progressive file, if it was wanted.
    pub progressive_bytes: Option<u64>,
}

/// Bits per second for a rung; one channel cannot use more than half of the best rung.
fn bitrate(rung: Rung, channels: u16) -> Result<u32, Error> {
    let bitrate = rung.bitrate().ok_or_else(|| Error::Internal(format!("{rung} is not a rung of AAC")))?;
    Ok(if channels == 1 { bitrate.min(160_000) } else { bitrate })
}

/// Where the access units of a rung go.
pub struct AacOutputs {
    segmenter: Option<Segmenter>,
    progressive: Option<Progressive>,
    units: u64,
}

impl AacOutputs {
    fn push(&mut self, unit: &[u8]) -> Result<(), Error> {
        self.units += 1;
        if let Some(segmenter) = &mut self.segmenter {
            segmenter.push(unit)?;
        }
        if let Some(progressive) = &mut self.progressive {
            progressive.push(unit)?;
        }
        Ok(())
    }
}

/// Encodes a rung: `segments` and `progressive` say what to make of it.
pub fn aac(
    chunks: &Receiver<Chunk>,
    shape: Shape,
    rung: Rung,
    segments: Option<&Path>,
    progressive: Option<&Path>,
) -> Result<AacDone, Error> {
    let bitrate = bitrate(rung, shape.channels)?;
    let mut encoder = Encoder::new(shape.channels, shape.rate, bitrate)?;
    let stream = Stream { rate: shape.rate, channels: shape.channels, bitrate, config: encoder.config().to_vec() };
    let segmenter = segments.map(|folder| Segmenter::new(folder, rung, &stream)).transpose()?;
    let progressive = progressive.map(Progressive::new).transpose()?;
    let mut outputs = AacOutputs { segmenter, progressive, units: 0 };
    let mut frames = 0;
    let mut samples = vec![0; LEAD * usize::from(shape.channels)];
    encoder.encode(&samples, |unit| outputs.push(unit))?;
    for chunk in chunks {
        samples.clear();
        samples.extend(to_i16(&chunk));
        frames += (chunk.len() / usize::from(shape.channels)) as u64;
        encoder.encode(&samples, |unit| outputs.push(unit))?;
    }
    let wanted = track_units(frames);
    let silence = vec![0; UNIT * usize::from(shape.channels)];
    while outputs.units < wanted {
        encoder.encode(&silence, |unit| if outputs.units < wanted { outputs.push(unit) } else { Ok(()) })?;
    }
    Ok(AacDone {
        rendition: outputs.segmenter.map(|segmenter| segmenter.finish(frames)).transpose()?,
        progressive_bytes: outputs.progressive.map(|file| file.finish(&stream, frames)).transpose()?,
    })
}

/// Encodes the progressive MP3; its length in bytes.
pub fn mp3(chunks: &Receiver<Chunk>, shape: Shape, path: &Path) -> Result<u64, Error> {
    let mut mp3 = Mp3::create(path, &[], (shape.channels, shape.rate), Bitrate::Kbps128)?;
    for chunk in chunks {
        mp3.push(&chunk)?;
    }
    mp3.finish()
}

/// Measures loudness, peaks and the waveform.
pub fn analyse(chunks: &Receiver<Chunk>, shape: Shape) -> Result<(Loudness, Vec<u8>), Error> {
    let mut analysis = Analysis::new(shape.channels, shape.rate)?;
    for chunk in chunks {
        analysis.push(&chunk)?;
    }
    analysis.finish()
}
