//! Making ladders, and looking at them as players do.

use std::path::{Path, PathBuf};

use media::{Ladder, LadderJob, Place, Rendition, Rung};

use crate::support::{Bench, decoded, media};

/// A ladder and where it lies.
pub struct Made {
    pub folder: PathBuf,
    pub ladder: Ladder,
}

/// Makes rungs alone, in the folder `name`.
pub async fn make(bench: &Bench, name: &str, input: &Path, rungs: &[Rung], place: Place) -> Made {
    let folder = bench.path(name);
    let job = LadderJob {
        input: input.to_owned(),
        out_dir: folder.clone(),
        rungs: rungs.to_vec(),
        progressive: false,
        analyse: false,
        place,
    };
    Made { folder, ladder: media().ladder(&job, |_| ()).await.unwrap() }
}

/// The init segment and all segments of a rung of the ladder in `folder`, as one file.
pub fn joined(folder: &Path, rendition: &Rendition) -> PathBuf {
    let folder = folder.join(rendition.rung.name());
    let mut bytes = std::fs::read(folder.join("init.mp4")).unwrap();
    assert_eq!(bytes.len(), rendition.init_bytes as usize);
    for (number, segment) in rendition.segments.iter().enumerate() {
        let part = std::fs::read(folder.join(format!("{number}.m4s"))).unwrap();
        assert_eq!(part.len(), segment.bytes as usize);
        bytes.extend(part);
    }
    assert_eq!(bytes.len() as u64, rendition.bytes);
    let path = folder.join("joined.mp4");
    std::fs::write(&path, bytes).unwrap();
    path
}

impl Made {
    /// A rung as one file.
    pub fn joined(&self, rendition: &Rendition) -> PathBuf {
        joined(&self.folder, rendition)
    }

    /// What ffmpeg makes of all units of a rung, priming and padding included: interleaved 16-bit samples.
    pub fn all(&self, rendition: &Rendition) -> Vec<i16> {
        self.units(rendition, decoded(&self.joined(rendition)))
    }

    /// The same, of which ffmpeg has made `all` already.
    fn units(&self, rendition: &Rendition, all: Vec<i16>) -> Vec<i16> {
        if rendition.rung != Rung::Flac {
            let units = (u64::from(rendition.priming) + self.ladder.frames).div_ceil(1024);
            assert_eq!(all.len() as u64 / u64::from(rendition.channels), units * 1024, "{}", rendition.rung);
        }
        all
    }

    /// What a player makes heard of a rung: without priming, exactly as long as is said.
    pub fn heard(&self, rendition: &Rendition) -> Vec<i16> {
        self.heard_of(rendition, decoded(&self.joined(rendition)))
    }

    /// The same, of which ffmpeg has made `all` already.
    pub fn heard_of(&self, rendition: &Rendition, all: Vec<i16>) -> Vec<i16> {
        let channels = usize::from(rendition.channels);
        let (start, frames) = (rendition.priming as usize, rendition.frames() as usize);
        self.units(rendition, all)[start * channels..(start + frames) * channels].to_vec()
    }

    /// Every rung is cut at the same instants, into segments that are neither empty nor, but for a whole track, shorter
    /// than a third of five seconds; together they are as long as the track.
    pub fn check_cuts(&self) {
        let Ladder { frames, sample_rate, renditions, .. } = &self.ladder;
        let whole = (5.0 * f64::from(*sample_rate) / 4096.0).round() as u32 * 4096;
        for rendition in renditions {
            let ratio = f64::from(rendition.sample_rate) / f64::from(*sample_rate);
            let mut heard = [0_u64; 2];
            assert_eq!(rendition.segments.len(), renditions[0].segments.len());
            for (number, (own, first)) in rendition.segments.iter().zip(&renditions[0].segments).enumerate() {
                heard[0] += u64::from(own.duration_samples);
                heard[1] += u64::from(first.duration_samples);
                let cut = number + 1 < rendition.segments.len();
                // Half a frame of either is what rounding may do; the end is where each of them ends.
                let apart = heard[0] as f64 - heard[1] as f64 * ratio;
                assert!(!cut || apart.abs() <= 0.5 * ratio.max(1.0), "{}: cuts {apart} frames apart", rendition.rung);
                let least = if rendition.segments.len() == 1 { 1.0 } else { f64::from(whole / 3) * ratio };
                assert!(f64::from(own.duration_samples) + 1.0 > least, "{}: {own:?}", rendition.rung);
            }
            let exact = if rendition.rung == Rung::Flac { rendition.frames() } else { *frames };
            assert_eq!(heard[0], exact, "{}", rendition.rung);
        }
    }
}

/// By how many frames `late` lags behind `early` around frame `at`, judged by the first channel.
pub fn offset(early: &[i16], late: &[i16], channels: usize, at: usize) -> i64 {
    const WINDOW: usize = 3000;
    let sample = |samples: &[i16], frame: i64| {
        let index = usize::try_from(frame).ok().map(|frame| frame * channels);
        f64::from(index.and_then(|index| samples.get(index).copied()).unwrap_or(0))
    };
    let window = at as i64..(at + WINDOW) as i64;
    let likeness = |lag: i64| window.clone().map(|i| sample(early, i) * sample(late, i + lag)).sum::<f64>();
    (-50..=50).max_by(|a, b| likeness(*a).total_cmp(&likeness(*b))).unwrap()
}

/// Fails unless `heard` lies on the samples of `master` at the beginning, in the middle and at the end.
pub fn check_lies_on(master: &[i16], heard: &[i16], channels: usize, what: &str) {
    // This ffmpeg leaves on some lossy files what stands behind the track.
    assert!(master.len() + channels >= heard.len(), "{what}: {} and {}", master.len(), heard.len());
    let frames = heard.len().min(master.len()) / channels;
    for at in [0, frames / 2, frames - 3000] {
        assert_eq!(offset(master, heard, channels, at), 0, "{what} at {at} of {frames}");
    }
}
