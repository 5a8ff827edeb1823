//! What is told about files that are accepted.

use std::path::{Path, PathBuf};

use media::Notice;

use crate::support::{Bench, samples, wav};

const RATE: u32 = 44_100;

async fn notices(bench: &Bench, path: &Path) -> Vec<Notice> {
    bench.probe(path).await.unwrap().notices
}

async fn codes(bench: &Bench, path: &Path) -> Vec<String> {
    notices(bench, path).await.into_iter().map(|notice| notice.code).collect()
}

/// A stereo WAV of what `value` gives for a time in seconds and a channel.
fn made(bench: &Bench, name: &str, seconds: f64, value: impl Fn(f64, usize) -> f64) -> PathBuf {
    let frames = (seconds * f64::from(RATE)) as usize;
    let sample = |i: usize| (value((i / 2) as f64 / f64::from(RATE), i % 2) * 32_768.0).round() as i16;
    bench.file(name, &wav(&(0..frames * 2).map(sample).collect::<Vec<_>>(), 2, RATE))
}

fn tone(hz: f64, time: f64) -> f64 {
    (time * hz * std::f64::consts::TAU).sin()
}

/// Music of a kind: chords with overtones, and drums of noise over the whole spectrum.
fn music(bench: &Bench, name: &str) -> PathBuf {
    let noise = samples(RATE as usize * 2, 1, RATE);
    made(bench, name, 20.0, |time, channel| {
        let chord = [220.0, 277.2, 329.6].map(|hz| {
            let hz = hz * [1.0, 1.122, 0.891, 1.335][(time / 2.0) as usize % 4];
            (1..30).map(|over| tone(hz * f64::from(over), time) / f64::from(over)).sum::<f64>()
        });
        let beat = (-8.0 * (time % 0.5)).exp();
        let hat = (-30.0 * (time % 0.25)).exp();
        let hiss = |lag: usize| f64::from(noise[((time * f64::from(RATE)) as usize + lag) % noise.len()]) / 8_000.0;
        let drums =
            (hiss(channel * 7_000) * beat * 0.15) + (hiss(channel * 9_000) - hiss(channel * 9_000 + 1)) * hat * 0.1;
        chord.iter().sum::<f64>() * 0.05 + drums
    })
}

#[tokio::test]
async fn sound_music_is_left_alone() {
    let bench = Bench::new();
    assert_eq!(notices(&bench, &music(&bench, "music.wav")).await, []);
}

#[tokio::test]
async fn cut_off_tops_are_counted_and_found() {
    let bench = Bench::new();
    let path = made(&bench, "clipped.wav", 4.0, |time, channel| {
        let loud = if time > 2.5 && time < 2.503 && channel == 0 { 3.0 } else { 0.5 };
        (tone(1_000.0, time) * loud).clamp(-1.0, 32_767.0 / 32_768.0) * if channel == 0 { 1.0 } else { 0.9 }
    });
    let notices = notices(&bench, &path).await;
    let clipping = notices.iter().find(|notice| notice.code == "clipping").unwrap();
    assert!(clipping.message.contains("in 6 places, first at 0:02"), "{clipping:?}");
    assert_eq!(clipping.at_ms, Some(2500));
}

#[tokio::test]
async fn peaks_between_samples_are_found() {
    let bench = Bench::new();
    // No sample is above -3.3 dBFS, and the tone itself reaches -0.3 dBTP.
    let late = 0.5 / f64::from(RATE);
    let hot = |time: f64, _| 0.966 * (time - 0.5).clamp(0.1, 1.0) * tone(f64::from(RATE) / 4.0, time + late);
    let notices = notices(&bench, &made(&bench, "hot.wav", 2.0, hot)).await;
    let peak = notices.iter().find(|notice| notice.code == "true_peak_high").unwrap();
    assert!((1_490..2_001).contains(&peak.at_ms.unwrap()), "{peak:?}");
    let told: f64 = peak.message.split_once("reaches ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    assert!((told - -0.3).abs() < 0.3, "{peak:?}");
    let mild = made(&bench, "mild.wav", 2.0, |time, channel| 0.85 * tone(997.0 + channel as f64, time));
    assert_eq!(codes(&bench, &mild).await, Vec::<String>::new());
}

#[tokio::test]
async fn silence_is_told() {
    let bench = Bench::new();
    let path = made(&bench, "pauses.wav", 9.0, |time, channel| {
        if (2.5..6.0).contains(&time) { 0.5 * tone(300.0 + channel as f64, time) } else { 0.000_1 * tone(50.0, time) }
    });
    let notices = notices(&bench, &path).await;
    let told: Vec<_> = notices.iter().map(|notice| (notice.code.as_str(), notice.at_ms)).collect();
    assert_eq!(told, [("silence_at_head", Some(0)), ("silence_at_tail", Some(6000))]);
    assert!(notices[0].message.contains("2.5 seconds") && notices[1].message.contains("3.0 seconds"), "{notices:?}");
    assert_eq!(codes(&bench, &bench.file("silent.wav", &wav(&[0; 2000], 2, RATE))).await, ["silent"]);
}

#[tokio::test]
async fn mono_in_stereo_is_told() {
    let bench = Bench::new();
    let path = made(&bench, "mono.wav", 2.0, |time, _| 0.5 * tone(300.0, time));
    assert_eq!(codes(&bench, &path).await, ["mono_in_stereo"]);
    for options in [["-c:a", "flac"], ["-c:a", "libmp3lame"]] {
        let name = if options[1] == "flac" { "a.flac" } else { "a.mp3" };
        assert_eq!(codes(&bench, &bench.ffmpeg(&path, &options, name)).await, ["mono_in_stereo"], "{name}");
    }
    let one = bench.ffmpeg(&path, &["-ac", "1"], "one.wav");
    assert_eq!(codes(&bench, &one).await, Vec::<String>::new());
}

#[tokio::test]
async fn too_much_is_told_of_floats() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 5000, RATE);
    let loud = bench.ffmpeg(&source, &["-af", "volume=20dB", "-c:a", "pcm_f32le"], "l.wav");
    let codes = codes(&bench, &loud).await;
    assert_eq!(codes[..2], ["above_full_scale", "true_peak_high"], "{codes:?}");
}

#[tokio::test]
async fn what_was_once_lossy_is_noticed() {
    let bench = Bench::new();
    let source = music(&bench, "music.wav");
    for rate in ["44100", "48000"] {
        for (codec, bits, name) in [
            ("libmp3lame", "128k", "a.mp3"),
            ("libmp3lame", "160k", "b.mp3"),
            ("libmp3lame", "192k", "c.mp3"),
            ("aac", "96k", "d.m4a"),
            ("aac", "128k", "e.m4a"),
        ] {
            let lossy = bench.ffmpeg(&source, &["-ar", rate, "-c:a", codec, "-b:a", bits], name);
            let again = bench.ffmpeg(&lossy, &["-c:a", "pcm_s16le"], "again.wav");
            assert_eq!(codes(&bench, &again).await, ["lossy_spectrum"], "{name} {rate}");
            // The lossy file itself makes no promise.
            assert_eq!(codes(&bench, &lossy).await, Vec::<String>::new(), "{name} {rate}");
        }
    }
}

#[tokio::test]
async fn so_is_what_lossy_formats_at_their_best_left_behind() {
    let bench = Bench::new();
    let source = music(&bench, "music.wav");
    for (options, name, format) in [
        (["-c:a", "libmp3lame", "-q:a", "0"], "v0.mp3", "MP3"),
        (["-c:a", "libmp3lame", "-b:a", "320k"], "320.mp3", "MP3"),
        (["-c:a", "aac", "-b:a", "256k"], "256.m4a", "AAC"),
    ] {
        let lossy = bench.ffmpeg(&source, &options, name);
        // As it was decoded, cut out of the middle, and at other rates than it once had.
        for options in [
            ["-c:a", "flac", "-ss", "1.2345"],
            ["-c:a", "pcm_s16le", "-ar", "48000"],
            ["-c:a", "pcm_s24le", "-ar", "96000"],
        ] {
            let again = if options[1] == "flac" { "again.flac" } else { "again.wav" };
            let notices = notices(&bench, &bench.ffmpeg(&lossy, &options, again)).await;
            let told: Vec<_> = notices.iter().map(|notice| notice.code.as_str()).collect();
            assert_eq!(told, ["lossy_spectrum"], "{name} {options:?}");
            assert!(notices[0].message.contains(format), "{name} {options:?}: {}", notices[0].message);
        }
    }
}

#[tokio::test]
async fn dull_music_is_not_taken_for_lossy() {
    let bench = Bench::new();
    let source = music(&bench, "music.wav");
    for (filter, name) in [
        ("lowpass=f=3000", "slope.wav"),
        ("lowpass=f=9000,lowpass=f=9000", "steeper.wav"),
        ("highpass=f=200,lowpass=f=5000,volume=-30dB,pan=mono|c0=c0", "old.wav"),
        ("treble=g=-20:f=6000", "tape.wav"),
        ("volume=-40dB", "quiet.wav"),
    ] {
        for rate in ["44100", "48000", "96000"] {
            let dull = bench.ffmpeg(&source, &["-af", filter, "-ar", rate], name);
            let codes = codes(&bench, &dull).await;
            assert!(!codes.contains(&"lossy_spectrum".to_owned()), "{name} {rate}: {codes:?}");
        }
    }
    let partials = [9_000.0, 10_500.0, 11_700.0, 13_000.0];
    let drone = made(&bench, "drone.wav", 4.0, |time, channel| {
        partials.iter().map(|hz| 0.1 * tone(hz + channel as f64, time)).sum()
    });
    assert_eq!(codes(&bench, &drone).await, Vec::<String>::new());
}
