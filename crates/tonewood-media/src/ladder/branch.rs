//! What becomes of decoded samples, each in a thread of its own: a rung, a progressive file, the measurements.

use std::path::Path;
use std::sync::mpsc::Receiver;

use media::{Rendition, Rung};

use super::cuts::Cuts;
use super::fan::{Chunk, Part};
use super::feed::PREROLL;
use super::segmenter::{Segmenter, empty};
use crate::analyse::{Analysed, Analysis};
use crate::cmaf::{Coding, Stream};
use crate::encode::aac::{Encoder, UNIT};
use crate::encode::flac_frames::{BLOCK, Frames, SHORTEST};
use crate::encode::m4a::Aac;
use crate::encode::mp3::{Mp3, Rate};
use crate::encode::{Whole, to_i16};
use crate::error::Error;
use crate::resample::length;

/// What the samples of a branch are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape {
    /// 1 or 2.
    pub channels: u16,
    /// Frames per second.
    pub rate: u32,
}

/// Bits per second for a lossy rung; one channel cannot use more than half of the best rung.
fn bitrate(rung: Rung, channels: u16) -> u32 {
    let bitrate = rung.bitrate().unwrap_or(0);
    if channels == 1 { bitrate.min(160_000) } else { bitrate }
}

/// The access units of a rung.
struct AacUnits {
    segmenter: Segmenter,
    /// Units that have come out.
    units: u64,
    /// Units that are wanted, once it is known.
    wanted: u64,
}

impl AacUnits {
    fn push(&mut self, unit: &[u8]) -> Result<(), Error> {
        self.units += 1;
        // What was made of the track before only warmed the encoder up.
        if self.units <= PREROLL as u64 || self.units > self.wanted {
            return Ok(());
        }
        self.segmenter.push(unit, UNIT as u32)
    }
}

/// Encodes a rung with what is before and behind the track.
pub fn aac(
    chunks: &Receiver<Chunk>,
    shape: Shape,
    cuts: Cuts,
    (rung, folder): (Rung, &Path),
) -> Result<Rendition, Error> {
    let bitrate = bitrate(rung, shape.channels);
    let mut encoder = Encoder::new(shape.channels, shape.rate, bitrate)?;
    let coding = Coding::Aac { bitrate, config: encoder.config().to_vec() };
    let stream = Stream { rate: shape.rate, channels: shape.channels, coding };
    let segmenter = Segmenter::new(folder, cuts, empty(rung, &stream, cuts.priming))?;
    let mut units = AacUnits { segmenter, units: 0, wanted: u64::MAX };
    let mut frames = 0;
    let mut samples = Vec::new();
    for chunk in chunks {
        if chunk.part == Part::Track {
            frames += frames_of(&chunk, shape);
        } else if chunk.part == Part::After {
            units.wanted = track_units(cuts, frames);
        }
        samples.clear();
        samples.extend(to_i16(&chunk.samples));
        encoder.encode(&samples, |unit| units.push(unit))?;
    }
    units.wanted = track_units(cuts, frames);
    let silence = vec![0; UNIT * usize::from(shape.channels)];
    while units.units < units.wanted {
        encoder.encode(&silence, |unit| units.push(unit))?;
    }
    units.segmenter.finish(&stream, frames, frames)
}

/// Access units of a track of `frames`: those that are dropped, and enough for the priming and all of it.
fn track_units(cuts: Cuts, frames: u64) -> u64 {
    PREROLL as u64 + (u64::from(cuts.priming) + frames).div_ceil(UNIT as u64)
}

/// Encodes the lossless rung.
pub fn flac(chunks: &Receiver<Chunk>, format: Whole, cuts: Cuts, folder: &Path) -> Result<Rendition, Error> {
    let channels = usize::from(format.channels);
    let stream = |info| Stream {
        rate: format.rate,
        channels: format.channels,
        coding: Coding::Flac { bits: format.bits, info },
    };
    let mut encoder = Frames::new(format);
    let mut segmenter = Segmenter::new(folder, cuts, empty(Rung::Flac, &stream([0; 34]), 0))?;
    let scale = (1_u32 << (format.bits - 1)) as f32;
    let whole = |sample: &f32| (sample * scale).round_ties_even().clamp(-scale, scale - 1.0) as i32;
    let (mut waiting, mut frames) = (Vec::new(), 0);
    for chunk in chunks {
        frames += (chunk.samples.len() / channels) as u64;
        waiting.extend(chunk.samples.iter().map(whole));
        let mut used = 0;
        loop {
            let block = next_block(segmenter.room()) * channels;
            let Some(samples) = waiting.get(used..used + block) else { break };
            segmenter.push(encoder.encode(samples)?, (block / channels) as u32)?;
            used += block;
        }
        waiting.drain(..used);
    }
    // The last block may be as short as it is.
    for samples in waiting.chunks(BLOCK * channels) {
        segmenter.push(encoder.encode(samples)?, (samples.len() / channels) as u32)?;
    }
    let at_ladder = length(frames, (format.rate.into(), cuts.rate.into()));
    segmenter.finish(&stream(encoder.info()), frames, at_ladder)
}

/// Length of the next block of which the end is at most `room` away: none before the cut may be too short.
fn next_block(room: u64) -> usize {
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    if room <= BLOCK || room >= BLOCK + SHORTEST { room.min(BLOCK) } else { BLOCK / 2 }
}

/// Encodes the progressive files, M4A and MP3, of a track of `frames`, without what is before and behind it; their lengths
/// in bytes. One thread for both: each costs 64 MB of the address space that a job may have.
///
/// The access units of a rung will not do for the M4A: they lie on the release's grid, so the track ends somewhere within the
/// last of them, and not every program cuts off what is behind.
pub fn files(chunks: &Receiver<Chunk>, shape: Shape, frames: u64, [m4a, mp3]: [&Path; 2]) -> Result<[u64; 2], Error> {
    let form = (shape.channels, shape.rate);
    let mut aac = Aac::create(m4a, form, bitrate(Rung::Aac128, shape.channels), frames)?;
    let mut mpeg = Mp3::create(mp3, &[], form, Rate::Kbps128)?;
    for chunk in chunks.iter().filter(|chunk| chunk.part == Part::Track) {
        aac.push(&chunk.samples)?;
        mpeg.push(&chunk.samples)?;
    }
    aac.finish(|_, _| Ok(Vec::new()))?;
    Ok([std::fs::metadata(m4a).map_err(Error::io("measure", m4a))?.len(), mpeg.finish()?])
}

/// Measures loudness, peaks, the waveform and the fingerprint.
pub fn analyse(chunks: &Receiver<Chunk>, shape: Shape) -> Result<Analysed, Error> {
    let mut analysis = Analysis::new(shape.channels, shape.rate)?;
    for chunk in chunks {
        analysis.push(&chunk.samples)?;
    }
    analysis.finish()
}

fn frames_of(chunk: &Chunk, shape: Shape) -> u64 {
    chunk.samples.len() as u64 / u64::from(shape.channels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_block_before_a_cut_is_too_short() {
        for room in 16..20_000_u64 {
            let mut left = room;
            while left > 0 {
                let block = next_block(left);
                assert!((SHORTEST..=BLOCK).contains(&block), "{room}: {block}");
                left -= block as u64;
            }
        }
    }
}
