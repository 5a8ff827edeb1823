//! Coded units to segments, cut at the same instants in every rung.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use media::{Rendition, Rung, Segment};

use super::cuts::Cuts;
use crate::cmaf::{self, Stream, Units};
use crate::error::Error;

/// Writes the segments of one rendition into a folder.
pub struct Segmenter {
    folder: PathBuf,
    cuts: Cuts,
    /// Complete, but what follows may be too short to stand alone.
    pending: Option<Units>,
    current: Units,
    /// Frames in `current`.
    filled: u64,
    /// How many cuts have been passed.
    passed: u64,
    /// Frames, priming included, that have been written.
    written: u64,
    rendition: Rendition,
}

impl Segmenter {
    /// Will write into `folder`, which is created. The units of the rendition, of which the beginning is filled in by
    /// the caller, are cut at `cuts`.
    pub fn new(folder: &Path, cuts: Cuts, rendition: Rendition) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        Ok(Self {
            folder: folder.to_owned(),
            cuts,
            pending: None,
            current: Units::default(),
            filled: 0,
            passed: 0,
            written: 0,
            rendition,
        })
    }

    /// Frames, priming included, that may be pushed before the next cut.
    pub fn room(&self) -> u64 {
        let pending = self.pending.as_ref().map_or(0, Units::duration);
        self.next_cut().saturating_sub(self.written + pending + self.filled)
    }

    /// Where the next cut is, priming included.
    fn next_cut(&self) -> u64 {
        self.cuts.at(self.passed + 1, self.rendition.sample_rate) + u64::from(self.rendition.priming)
    }

    /// Takes the next unit, which lasts `duration` frames and does not reach over a cut.
    pub fn push(&mut self, unit: &[u8], duration: u32) -> Result<(), Error> {
        let room = self.room();
        if u64::from(duration) > room {
            return Err(Error::Internal(format!("a unit of {} reaches over a cut", self.rendition.rung)));
        }
        self.current.push(unit, duration);
        self.filled += u64::from(duration);
        // Half of a segment is more than the third that a tail must have, whatever of it is padding.
        if self.filled > room.saturating_sub(u64::from(duration))
            && let Some(pending) = self.pending.take()
        {
            let heard = pending.duration() - self.unheard();
            self.write(&pending, heard)?;
        }
        if u64::from(duration) == room {
            self.passed += 1;
            self.filled = 0;
            self.pending = Some(std::mem::take(&mut self.current));
        }
        Ok(())
    }

    /// Writes what is left of a track of `frames` at its own rate, `at_ladder` at the rate of the AAC rungs, then the init
    /// segment and the playlist.
    pub fn finish(mut self, stream: &Stream, frames: u64, at_ladder: u64) -> Result<Rendition, Error> {
        let mut last = self.pending.take().unwrap_or_default();
        if !last.is_empty() && !self.current.is_empty() && self.cuts.tail_stands(self.passed, at_ladder) {
            let heard = last.duration() - self.unheard();
            self.write(&std::mem::take(&mut last), heard)?;
        }
        last.append(std::mem::take(&mut self.current));
        let heard = frames.saturating_sub(self.rendition.frames());
        if !last.is_empty() {
            self.write(&last, heard)?;
        }
        let init = cmaf::init(stream);
        self.put("init.mp4", &[&init])?;
        let rendition = &mut self.rendition;
        rendition.init_bytes = init.len() as u32;
        rendition.bytes += init.len() as u64;
        rendition.average_bandwidth = bandwidth(rendition.bytes, frames, rendition.sample_rate);
        // A track shorter than its priming has more bits per second than any of its segments.
        rendition.peak_bandwidth = rendition.peak_bandwidth.max(rendition.average_bandwidth);
        let playlist = media::manifest::hls_media(rendition);
        self.put("index.m3u8", &[playlist.as_bytes()])?;
        Ok(self.rendition)
    }

    /// Frames of the next segment that are priming.
    fn unheard(&self) -> u64 {
        if self.written == 0 { self.rendition.priming.into() } else { 0 }
    }

    fn write(&mut self, units: &Units, heard: u64) -> Result<(), Error> {
        let number = self.rendition.segments.len();
        let head = cmaf::fragment(units, number as u32, self.written);
        let bytes = (head.len() + units.data.len()) as u64;
        self.put(&format!("{number}.m4s"), &[&head, &units.data])?;
        let rendition = &mut self.rendition;
        let peak = bandwidth(bytes, units.duration(), rendition.sample_rate);
        rendition.peak_bandwidth = rendition.peak_bandwidth.max(peak);
        rendition.bytes += bytes;
        let duration_samples = u32::try_from(heard).unwrap_or(u32::MAX);
        rendition.segments.push(Segment { duration_samples, bytes: bytes as u32 });
        self.written += units.duration();
        Ok(())
    }

    fn put(&self, name: &str, parts: &[&[u8]]) -> Result<(), Error> {
        let path = self.folder.join(name);
        let write = |path| {
            let mut file = File::create(path)?;
            parts.iter().try_for_each(|part| file.write_all(part))
        };
        write(&path).map_err(Error::io("write", &path))
    }
}

/// A rendition of which nothing has been written.
pub fn empty(rung: Rung, stream: &Stream, priming: u32) -> Rendition {
    let codec = if rung == Rung::Flac { "flac" } else { "mp4a.40.2" };
    Rendition {
        rung,
        codec: codec.to_owned(),
        sample_rate: stream.rate,
        priming,
        channels: stream.channels,
        average_bandwidth: 0,
        peak_bandwidth: 0,
        bytes: 0,
        init_bytes: 0,
        segments: Vec::new(),
    }
}

/// Bits per second of `bytes` that last `frames`.
fn bandwidth(bytes: u64, frames: u64, rate: u32) -> u32 {
    let bits = u128::from(bytes) * 8 * u128::from(rate) / u128::from(frames.max(1));
    u32::try_from(bits).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cmaf::Coding;

    const S: u32 = 221_184;

    /// Durations of the segments of a track of `frames` at 44.1 kHz, in units of at most `unit`, at `times` that rate.
    fn durations(frames: u64, priming: u32, unit: u64, times: u32) -> Vec<u32> {
        let folder = tempfile::tempdir().unwrap();
        let coding = Coding::Aac { bitrate: 64_000, config: vec![0x12, 0x10] };
        let stream = Stream { rate: 44_100 * times, channels: 2, coding };
        let cuts = Cuts { rate: 44_100, priming };
        let aac = times == 1;
        let own = if aac { priming } else { 0 };
        let mut segmenter = Segmenter::new(folder.path(), cuts, empty(Rung::Aac64, &stream, own)).unwrap();
        let all = u64::from(own) + frames * u64::from(times);
        let mut at = 0;
        while at < all {
            let duration = if aac { unit } else { unit.min(segmenter.room()).min(all - at) };
            segmenter.push(&[7; 180], duration as u32).unwrap();
            at += duration;
        }
        let rendition = segmenter.finish(&stream, frames * u64::from(times), frames).unwrap();
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, rendition.segments.len() + 2);
        rendition.segments.iter().map(|segment| segment.duration_samples).collect()
    }

    #[test]
    fn segments_last_about_five_seconds_and_add_up() {
        let whole = u64::from(S);
        for (frames, expected) in [
            (1, vec![1]),
            (1_000_000, vec![S - 2048, S, S, S, 117_312]),
            // A tail shorter than a third joins the last segment.
            (2 * whole + 50_000, vec![S - 2048, S + 52_048]),
            (2 * whole - 2048 + 73_727, vec![S - 2048, S + 73_727]),
            (2 * whole - 2048 + 73_728, vec![S - 2048, S, 73_728]),
            (2 * whole + 90_000, vec![S - 2048, S, 92_048]),
            // A whole number of segments leaves no empty one.
            (2 * whole - 2048, vec![S - 2048, S]),
            (2 * whole - 2047, vec![S - 2048, S + 1]),
        ] {
            assert_eq!(durations(frames, 2048, 1024, 1), expected, "{frames}");
            let doubled: Vec<_> = expected.iter().map(|frames| frames * 2).collect();
            assert_eq!(durations(frames, 2048, 4096, 2), doubled, "{frames}");
        }
        assert_eq!(durations(1_000_000, 3071, 1024, 1), [S - 3071, S, S, S, 118_335]);
    }
}
