//! One tone, cut at arbitrary samples into tracks that are encoded by separate jobs: put together on the grid that all
//! of them share, what is decoded is one tone.

use std::f64::consts::TAU;
use std::path::PathBuf;

use media::{Place, Rung};

use crate::ladders::{Made, make};
use crate::support::{Bench, deep_wav, wav};

/// No whole number of samples at any rate.
const HZ: f64 = 997.31;
/// Of full scale.
const LEVEL: f64 = 0.5;

/// Frame `at` of the tone.
fn tone(at: f64, rate: u32) -> f64 {
    (at * HZ / f64::from(rate) * TAU).sin() * LEVEL
}

/// Frames `from..to` of the tone as interleaved 16-bit samples in two channels, the second upside down.
fn part(from: usize, to: usize, rate: u32) -> Vec<i16> {
    (from..to).flat_map(|at| [1.0, -1.0].map(|sign| (tone(at as f64, rate) * sign * 32_768.0).round() as i16)).collect()
}

/// Which phase the tone has in the left channel around frame `at`, where `first` is frame number `start` of the
/// recording, compared with the true one, in frames: fitted over `window` frames from `at` on.
fn phase_error(samples: &[i16], start: usize, at: usize, window: usize, rate: u32) -> f64 {
    let (mut sine, mut cosine) = (0.0, 0.0);
    // A window without steps at its ends, so that what is between whole periods does not count.
    for i in 0..window {
        let weight = 1.0 - (i as f64 / window as f64 * TAU).cos();
        let angle = (at + i) as f64 * HZ / f64::from(rate) * TAU;
        let value = f64::from(samples[(at + i - start) * 2]) * weight;
        sine += value * angle.sin();
        cosine += value * angle.cos();
    }
    cosine.atan2(sine) / (HZ / f64::from(rate) * TAU)
}

struct Album {
    bench: Bench,
    /// Where each track begins, and where the last ends.
    cuts: Vec<usize>,
    tracks: Vec<PathBuf>,
}

impl Album {
    /// Four tracks of the tone in this format.
    fn new(rate: u32, extension: &str) -> Self {
        let bench = Bench::new();
        let cuts = vec![0, 300_123, 521_500, 530_001, 777_777];
        let tracks = cuts.windows(2).enumerate().map(|(number, cut)| {
            let source = bench.file(&format!("{number}.wav"), &wav(&part(cut[0], cut[1], rate), 2, rate));
            if extension == "wav" { source } else { bench.ffmpeg(&source, &[], &format!("{number}.{extension}")) }
        });
        let tracks = tracks.collect();
        Self { bench, cuts, tracks }
    }

    /// The ladders of all tracks, each made by a job of its own, at their places.
    async fn make(&self, rungs: &[Rung]) -> Vec<Made> {
        let mut made: Vec<Made> = Vec::new();
        for (number, track) in self.tracks.iter().enumerate() {
            let place = Place {
                rate: None,
                start: made.iter().map(|made| made.ladder.frames).sum(),
                previous: number.checked_sub(1).map(|before| self.tracks[before].clone()),
                next: self.tracks.get(number + 1).cloned(),
            };
            made.push(make(&self.bench, &format!("ladder-{number}"), track, rungs, place).await);
        }
        made
    }
}

/// The phase errors right before, across and behind each cut; the largest error of any sample within 1,500 frames of
/// one, of full scale.
fn at_cuts(whole: &[i16], cuts: &[usize], rate: u32) -> (f64, f64) {
    let inner = &cuts[1..cuts.len() - 1];
    let window = 256;
    let phases = inner.iter().flat_map(|cut| [cut - window, cut - window / 2, *cut]);
    let worst = phases.map(|at| phase_error(whole, 0, at, window, rate).abs()).fold(0.0, f64::max);
    let near = inner.iter().flat_map(|cut| cut - 1500..cut + 1500);
    let error = |at: usize| (f64::from(whole[at * 2]) / 32_768.0 - tone(at as f64, rate)).abs();
    (worst, near.map(error).fold(0.0, f64::max))
}

#[tokio::test]
async fn tracks_that_run_on_have_no_seam() {
    for (rate, extension) in [(44_100, "wav"), (48_000, "flac")] {
        let album = Album::new(rate, extension);
        let made = album.make(&Rung::ALL).await;
        for (at, rung) in Rung::ALL.into_iter().enumerate() {
            let whole: Vec<i16> = made.iter().flat_map(|made| made.heard(&made.ladder.renditions[at])).collect();
            assert_eq!(whole.len() / 2, album.cuts[4], "{rung}");
            let (phase, error) = at_cuts(&whole, &album.cuts, rate);
            // In the middle of a track nothing is better.
            let inside: Vec<usize> = vec![0, 100_000, 400_000, 650_000, album.cuts[4]];
            let (_, usual) = at_cuts(&whole, &inside, rate);
            println!("{rate} {rung}: {phase:.4} frames, {:.1} dB, elsewhere {:.1} dB", db(error), db(usual));
            assert!(phase < 0.01, "{rate} {rung}: {phase} frames");
            assert!(db(error) < -45.0, "{rate} {rung}: {} dB", db(error));
            if rung == Rung::Flac {
                assert_eq!(whole, part(0, album.cuts[4], rate));
            }
        }
    }
}

#[tokio::test]
async fn access_units_of_neighbours_agree_where_they_overlap() {
    let album = Album::new(44_100, "wav");
    let made = album.make(&[Rung::Aac128]).await;
    for (number, made) in made.iter().enumerate() {
        let rendition = &made.ladder.renditions[0];
        let all = made.all(rendition);
        // Players take the first unit that is whole, before the track's first frame, and all of the last.
        let (start, priming) = (album.cuts[number], rendition.priming as usize);
        assert_eq!((start + 2048 - priming) % 1024, 0, "off the grid");
        let first = if number == 0 { 0 } else { start - start % 1024 };
        let last = if number == 3 { album.cuts[4] } else { start + all.len() / 2 - priming };
        assert!(number == 3 || last >= album.cuts[number + 1] && last < album.cuts[number + 1] + 1024);
        for (edge, at) in [("beginning", first), ("end", last - 1500)] {
            let range = at..at + 1500;
            let error =
                |at: usize| (f64::from(all[(at + priming - start) * 2]) / 32_768.0 - tone(at as f64, 44_100)).abs();
            // The first and the last track begin and end as suddenly as their files.
            let sudden = number == 0 && edge == "beginning" || number == 3 && edge == "end";
            let worst = db(range.map(error).fold(0.0, f64::max));
            println!("track {number}, {edge}: {worst:.1} dB");
            assert!(sudden || worst < -45.0, "track {number}, {edge}: {worst} dB");
        }
    }
}

#[tokio::test]
async fn resampled_tracks_run_on_as_well_as_whole_frames_allow() {
    // Cut where half a frame of the ladder is left over, and where none is.
    for cuts in [vec![0, 400_001, 700_002, 1_000_003], vec![0, 400_000, 700_002, 1_000_000]] {
        let bench = Bench::new();
        let tracks: Vec<_> = cuts
            .windows(2)
            .enumerate()
            .map(|(number, cut)| {
                let samples =
                    (cut[0]..cut[1]).map(|at| (tone(at as f64, 96_000) * f64::from(1 << 23)).round() as i32 * 256);
                bench.file(&format!("{number}.wav"), &deep_wav(&samples.collect::<Vec<_>>(), 1, 96_000, 24))
            })
            .collect();
        let album = Album { bench, cuts, tracks };
        for (made, cut) in album.make(&[Rung::Aac320]).await.iter().zip(album.cuts.windows(2)) {
            let rendition = &made.ladder.renditions[0];
            let (all, priming) = (made.all(rendition), rendition.priming as usize);
            let frames = (cut[1] - cut[0]).div_ceil(2);
            assert_eq!(made.ladder.frames as usize, frames);
            // The track lies on its own samples up to both ends, because the resampler knows what is beyond them.
            for at in [0, frames / 2, frames - 1500] {
                let error = |i: usize| {
                    let expected = tone((cut[0] + 2 * i) as f64, 96_000);
                    (f64::from(all[i + priming]) / 32_768.0 - expected).abs()
                };
                let outer = at == 0 && cut[0] == 0 || at == frames - 1500 && cut[1] == album.cuts[3];
                let worst = db((at..at + 1500).map(error).fold(0.0, f64::max));
                println!("{cut:?} at {at}: {worst:.1} dB");
                assert!(outer || worst < -45.0, "{cut:?} at {at}: {worst} dB");
            }
        }
    }
}

#[tokio::test]
async fn neighbours_may_be_of_another_kind() {
    let bench = Bench::new();
    let rate = 48_000;
    let own = bench.file("own.wav", &wav(&part(100_000, 400_000, rate), 2, rate));
    // One channel, another rate, shorter than what is asked of it.
    let before: Vec<i16> = part(95_000, 100_000, rate).chunks(2).map(|pair| pair[0]).collect();
    let before = bench.file("before.wav", &wav(&before, 1, rate));
    let before = bench.ffmpeg(&before, &["-ar", "96000"], "before.flac");
    let after = bench.file("after.wav", &wav(&part(400_000, 400_700, rate), 2, rate));
    let after = bench.ffmpeg(&after, &["-ar", "44100", "-c:a", "alac"], "after.m4a");
    let place = Place { rate: None, start: 100_000, previous: Some(before), next: Some(after) };
    let made = make(&bench, "ladder", &own, &Rung::AAC, place).await;
    for rendition in &made.ladder.renditions {
        let heard = made.heard(rendition);
        for at in [100_000, 250_000, 400_000 - 256] {
            let phase = phase_error(&heard, 100_000, at, 256, rate);
            assert!(phase.abs() < 0.05, "{} at {at}: {phase} frames", rendition.rung);
        }
    }
}

#[tokio::test]
async fn a_neighbour_that_cannot_be_read_is_not_the_tracks_fault() {
    let bench = Bench::new();
    let own = bench.wav("own.wav", 50_000, 44_100);
    let text = bench.file("text.wav", b"this is not music");
    let place = Place { previous: Some(text), ..Place::default() };
    let job = media::LadderJob {
        input: own,
        out_dir: bench.path("ladder"),
        rungs: vec![Rung::Aac64],
        progressive: false,
        analyse: false,
        place,
    };
    let error = crate::support::media().ladder(&job, |_| ()).await.unwrap_err();
    assert!(matches!(error, media::MediaError::Failed(_)), "{error:?}");
}

fn db(level: f64) -> f64 {
    20.0 * level.max(1e-9).log10()
}
