//! Access units to segments, cut at the same samples in every rung.

use std::path::{Path, PathBuf};

use media::{Rendition, Rung, Segment};

use crate::cmaf::{self, Stream, Units};
use crate::encode::aac::{PRIMING, UNIT};
use crate::error::Error;

/// Access units in a segment of about five seconds.
pub fn segment_units(rate: u32) -> usize {
    (5.0 * f64::from(rate) / 4096.0).round() as usize * 4
}

/// Access units of a track of `frames`: enough for the priming and all of it.
pub fn track_units(frames: u64) -> u64 {
    (u64::from(PRIMING) + frames).div_ceil(UNIT as u64)
}

/// Writes the segments of one rendition into a folder.
pub struct Segmenter {
    folder: PathBuf,
    rate: u32,
    /// Complete, but what follows may be too short to stand alone.
    pending: Option<Units>,
    current: Units,
    first_unit: u64,
    rendition: Rendition,
}

impl Segmenter {
    /// Writes the init segment into `folder`, which is created.
    pub fn new(folder: &Path, rung: Rung, stream: &Stream) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        let init = cmaf::init(stream);
        let path = folder.join("init.mp4");
        std::fs::write(&path, &init).map_err(Error::io("write", &path))?;
        let rendition = Rendition {
            rung,
            codec: "mp4a.40.2".to_owned(),
            sample_rate: stream.rate,
            priming: PRIMING,
            channels: stream.channels,
            average_bandwidth: 0,
            peak_bandwidth: 0,
            bytes: init.len() as u64,
            init_bytes: init.len() as u32,
            segments: Vec::new(),
        };
        let (pending, current) = (None, Units::default());
        Ok(Self { folder: folder.to_owned(), rate: stream.rate, pending, current, first_unit: 0, rendition })
    }

    /// Takes the next access unit.
    pub fn push(&mut self, unit: &[u8]) -> Result<(), Error> {
        self.current.push(unit);
        let whole = segment_units(self.rate);
        if self.current.count() * 3 >= whole
            && let Some(pending) = self.pending.take()
        {
            let heard = pending.count() as u64 * UNIT as u64 - self.unheard();
            self.write(&pending, heard)?;
        }
        if self.current.count() == whole {
            self.pending = Some(std::mem::take(&mut self.current));
        }
        Ok(())
    }

    /// Writes what is left of a track of `frames`, and the playlist.
    pub fn finish(mut self, frames: u64) -> Result<Rendition, Error> {
        let mut last = self.pending.take().unwrap_or_default();
        last.append(std::mem::take(&mut self.current));
        let before: u64 = self.rendition.segments.iter().map(|segment| u64::from(segment.duration_samples)).sum();
        if last.count() > 0 {
            self.write(&last, frames.saturating_sub(before))?;
        }
        let rendition = &mut self.rendition;
        let bits = u128::from(rendition.bytes) * 8 * u128::from(self.rate) / u128::from(frames.max(1));
        rendition.average_bandwidth = u32::try_from(bits).unwrap_or(u32::MAX);
        // A track shorter than its priming has more bits per second than any of its segments.
        rendition.peak_bandwidth = rendition.peak_bandwidth.max(rendition.average_bandwidth);
        let path = self.folder.join("index.m3u8");
        let playlist = media::manifest::hls_media(rendition);
        std::fs::write(&path, playlist).map_err(Error::io("write", &path))?;
        Ok(self.rendition)
    }

    /// Frames of the next segment that are priming.
    fn unheard(&self) -> u64 {
        if self.first_unit == 0 { PRIMING.into() } else { 0 }
    }

    fn write(&mut self, units: &Units, heard: u64) -> Result<(), Error> {
        let number = self.rendition.segments.len();
        let bytes = cmaf::fragment(units, number as u32, self.first_unit);
        let path = self.folder.join(format!("{number}.m4s"));
        std::fs::write(&path, &bytes).map_err(Error::io("write", &path))?;
        let bits = bytes.len() as u64 * 8 * u64::from(self.rate) / (units.count() * UNIT) as u64;
        let rendition = &mut self.rendition;
        rendition.peak_bandwidth = rendition.peak_bandwidth.max(u32::try_from(bits).unwrap_or(u32::MAX));
        rendition.bytes += bytes.len() as u64;
        let duration_samples = u32::try_from(heard).unwrap_or(u32::MAX);
        rendition.segments.push(Segment { duration_samples, bytes: bytes.len() as u32 });
        self.first_unit += units.count() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Durations of the segments of a track of `frames` at 44.1 kHz.
    fn durations(frames: u64) -> Vec<u32> {
        let folder = tempfile::tempdir().unwrap();
        let stream = Stream { rate: 44_100, channels: 2, bitrate: 64_000, config: vec![0x12, 0x10] };
        let mut segmenter = Segmenter::new(folder.path(), Rung::Aac64, &stream).unwrap();
        for _ in 0..track_units(frames) {
            segmenter.push(&[7; 180]).unwrap();
        }
        let rendition = segmenter.finish(frames).unwrap();
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, rendition.segments.len() + 2);
        rendition.segments.iter().map(|segment| segment.duration_samples).collect()
    }

    #[test]
    fn segments_last_about_five_seconds_and_add_up() {
        const S: u32 = 221_184;
        assert_eq!(segment_units(44_100) * 1024, S as usize);
        assert_eq!(segment_units(48_000) * 1024, 241_664);
        assert_eq!(durations(1), [1]);
        assert_eq!(durations(1_000_000), [S - 2048, S, S, S, 117_312]);
        // A tail shorter than a third joins the last segment.
        assert_eq!(durations(2 * u64::from(S) + 50_000), [S - 2048, S + 52_048]);
        assert_eq!(durations(2 * u64::from(S) + 90_000), [S - 2048, S, 92_048]);
        // A whole number of segments leaves no empty one.
        assert_eq!(durations(2 * u64::from(S) - 2048), [S - 2048, S]);
    }
}
