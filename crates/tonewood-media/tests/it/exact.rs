//! Every format at every rate, depth and number of channels that it can carry: each rung and each progressive file lies on
//! the master's samples, the lossless rung bit by bit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use media::{LadderJob, Place, Rung};

use crate::ladders::{Made, check_lies_on, make};
use crate::support::{
    Bench, Wanted, decoded, decoded_deep, decoded_together, deep_wav, media, riff, samples, shorts, wav,
};

const RATES: [u32; 6] = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000];
/// A place that is nobody's: the priming is not a whole number of access units.
const START: u64 = 7_654_321;

fn numbers(bytes: &[u8]) -> Vec<i32> {
    bytes.as_chunks::<4>().0.iter().map(|four| i32::from_le_bytes(*four)).collect()
}

/// A WAV of noise and a tone in 24 bits, a bit over one segment and a third.
fn source(bench: &Bench, rate: u32, channels: u16) -> PathBuf {
    let frames = rate as usize * 682 / 100 + 777;
    bench.file("source.wav", &deep_wav(&deep(frames, channels.into(), rate), channels, rate, 24))
}

/// Samples in the upper 24 of 32 bits, of which the lower ones are not zero.
fn deep(frames: usize, channels: usize, rate: u32) -> Vec<i32> {
    let low = |i: usize| (i as u32).wrapping_mul(0x9e37_79b9) >> 16;
    samples(frames, channels, rate)
        .iter()
        .enumerate()
        .map(|(i, s)| i32::from(*s) << 16 | low(i) as i32 & 0xff00)
        .collect()
}

/// Makes rungs and progressive files.
async fn everything(bench: &Bench, input: &Path, rungs: &[Rung], place: Place) -> Made {
    let (folder, rungs) = (bench.path("ladder"), rungs.to_vec());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let (input, out_dir) = (input.to_owned(), folder.clone());
    let job = LadderJob { input, out_dir, rungs, progressive: true, analyse: false, place };
    Made { folder, ladder: media().ladder(&job, |_| ()).await.unwrap() }
}

/// The progressive files.
const FILES: [&str; 2] = ["progressive.m4a", "progressive.mp3"];

/// What ffmpeg decodes of the progressive files, which must be exactly as long as the track.
fn check_long(made: &Made, heard: &[i16], what: &str) {
    assert_eq!(heard.len() as u64, made.ladder.frames * u64::from(made.ladder.channels), "{what}");
}

/// A ladder that was checked, and what its master decodes to.
struct Checked {
    master: Vec<i32>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// All files in a folder, by their place in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Checks the ladder of `master`, with the lossless rung if it is `lossless`; how far its samples may be from the
/// master's, in 32 bits. A ladder that is byte for byte one of those in `checked`, of a master with the same samples, lies
/// where that one does.
async fn check(bench: &Bench, master: &Path, lossless: Option<u32>, checked: &mut Vec<Checked>) {
    let probe = bench.probe(master).await.unwrap();
    let rungs = if lossless.is_some() { &Rung::ALL[..] } else { &Rung::AAC[..] };
    let made = everything(bench, master, rungs, Place { start: START, ..Place::default() }).await;
    let what = format!("{} {} {}", master.file_name().unwrap().display(), probe.sample_rate, probe.channels);
    let rate = made.ladder.sample_rate;
    let exact = probe.frames as f64 * f64::from(rate) / f64::from(probe.sample_rate);
    assert_eq!(made.ladder.frames, exact.round() as u64, "{what}");
    assert_eq!(u64::from(made.ladder.priming), 2048 + START % 1024, "{what}");
    assert_eq!(made.ladder.renditions.len(), rungs.len(), "{what}");
    made.check_cuts();
    let this = Checked { master: decoded_deep(master), files: files(&made.folder) };
    if checked.iter().any(|other| other.master == this.master && other.files == this.files) {
        return;
    }

    let paths: Vec<_> = made.ladder.renditions.iter().map(|rendition| made.joined(rendition)).collect();
    let files = FILES.map(|name| made.folder.join(name));
    let mut wanted: Vec<Wanted> = vec![(master, Some(rate), "s16le")];
    wanted.extend(files.iter().map(|path| (&**path, None, "s16le")));
    wanted.extend(paths.iter().zip(rungs).map(|(path, rung)| {
        let samples = if *rung == Rung::Flac { "s32le" } else { "s16le" };
        (&**path, None, samples)
    }));
    if lossless.is_some() {
        wanted.push((master, None, "s32le"));
    }
    let mut decoded = decoded_together(&made.folder, &wanted).into_iter();
    let reference = shorts(&decoded.next().unwrap());
    for (name, heard) in FILES.iter().zip(decoded.by_ref()) {
        check_long(&made, &shorts(&heard), &format!("{what} {name}"));
    }
    for (rendition, heard) in made.ladder.renditions.iter().zip(decoded.by_ref().take(Rung::AAC.len())) {
        assert_eq!(rendition.frames(), made.ladder.frames, "{what}");
        let what = format!("{what} {}", rendition.rung);
        check_lies_on(&reference, &made.heard_of(rendition, shorts(&heard)), probe.channels.into(), &what);
    }
    if let Some(tolerance) = lossless {
        let (found, expected) = (decoded.next().unwrap(), decoded.next().unwrap());
        check_lossless(&made, (&expected, &found), tolerance, &what);
    }
    checked.push(this);
}

fn check_lossless(made: &Made, (expected, found): (&[u8], &[u8]), tolerance: u32, what: &str) {
    let flac = made.ladder.renditions.last().unwrap();
    assert_eq!((flac.codec.as_str(), flac.priming), ("flac", 0), "{what}");
    assert_eq!(expected.len(), found.len(), "{what}");
    if tolerance == 0 {
        assert!(expected == found, "{what}: not bit exact");
    }
    let worst = numbers(expected).iter().zip(numbers(found)).map(|(a, b)| a.abs_diff(b)).max().unwrap();
    assert!(worst <= tolerance, "{what}: {worst} of {tolerance}");
}

/// The same, decoded here.
fn check_lossless_rung(made: &Made, master: &Path, what: &str) {
    let flac = made.joined(made.ladder.renditions.last().unwrap());
    let wanted: [Wanted; 2] = [(master, None, "s32le"), (&flac, None, "s32le")];
    let decoded = decoded_together(&made.folder, &wanted);
    check_lossless(made, (&decoded[0], &decoded[1]), 0, what);
}

/// Half of the last of 24 bits, in 32.
const ROUNDED: u32 = 1 << 7;

/// Encoder options, file name and tolerance.
const FORMATS: [(&[&str], &str, u32); 17] = [
    (&["-c:a", "pcm_u8"], "u8.wav", 0),
    (&["-c:a", "pcm_s16le"], "s16.wav", 0),
    (&["-c:a", "pcm_s24le"], "s24.wav", 0),
    (&["-c:a", "pcm_s32le"], "s32.wav", ROUNDED),
    (&["-c:a", "pcm_f32le"], "f32.wav", ROUNDED),
    (&["-c:a", "pcm_f64le"], "f64.wav", ROUNDED),
    (&["-c:a", "pcm_s8"], "s8.aiff", 0),
    (&["-c:a", "pcm_s16be"], "s16be.aiff", 0),
    (&["-c:a", "pcm_s16le"], "s16le.aiff", 0),
    (&["-c:a", "pcm_s24be"], "s24.aiff", 0),
    (&["-c:a", "pcm_s32be"], "s32.aiff", ROUNDED),
    (&["-c:a", "pcm_f32be"], "f32.aiff", ROUNDED),
    (&["-c:a", "flac", "-sample_fmt", "s16"], "16.flac", 0),
    (&["-c:a", "flac", "-sample_fmt", "s32"], "24.flac", 0),
    (&["-c:a", "flac", "-sample_fmt", "s16"], "16.oga", 0),
    (&["-c:a", "alac", "-sample_fmt", "s16p"], "16.m4a", 0),
    (&["-c:a", "alac", "-sample_fmt", "s32p"], "24.m4a", 0),
];

/// Every format at a rate, in one channel and in two.
async fn check_all(rate: u32) {
    let bench = Bench::new();
    for channels in [1, 2] {
        let source = source(&bench, rate, channels);
        let mut checked = Vec::new();
        for (options, name, tolerance) in FORMATS {
            check(&bench, &bench.ffmpeg(&source, options, name), Some(tolerance), &mut checked).await;
        }
    }
}

#[tokio::test]
async fn formats_at_44_1_khz() {
    check_all(44_100).await;
}

#[tokio::test]
async fn formats_at_48_khz() {
    check_all(48_000).await;
}

#[tokio::test]
async fn formats_at_88_2_khz() {
    check_all(88_200).await;
}

#[tokio::test]
async fn formats_at_96_khz() {
    check_all(96_000).await;
}

#[tokio::test]
async fn formats_at_176_4_khz() {
    check_all(176_400).await;
}

#[tokio::test]
async fn formats_at_192_khz() {
    check_all(192_000).await;
}

#[tokio::test]
async fn lossy_files() {
    let bench = Bench::new();
    let formats: [(&str, &str, &[u32]); 5] = [
        ("a.mp3", "libmp3lame", &RATES[..2]),
        ("b.m4a", "aac", &RATES[..4]),
        ("c.aac", "aac", &RATES[..4]),
        ("d.ogg", "libvorbis", &RATES),
        ("e.opus", "libopus", &RATES[1..2]),
    ];
    for rate in RATES {
        for channels in [1, 2] {
            let source = source(&bench, rate, channels);
            for (name, codec, rates) in formats {
                if rates.contains(&rate) {
                    check(&bench, &bench.ffmpeg(&source, &["-c:a", codec], name), None, &mut Vec::new()).await;
                }
            }
        }
    }
}

/// Of any format: they hear what the rungs hear.
#[tokio::test]
async fn progressive_files() {
    let bench = Bench::new();
    for rate in RATES {
        for channels in [1, 2] {
            let master = source(&bench, rate, channels);
            let made = everything(&bench, &master, &[], Place { start: START, ..Place::default() }).await;
            let what = format!("{channels} at {rate}");
            let [m4a, mp3] = FILES.map(|name| made.folder.join(name));
            let wanted: [Wanted; 3] =
                [(&*master, Some(made.ladder.sample_rate), "s16le"), (&m4a, None, "s16le"), (&mp3, None, "s16le")];
            let decoded = decoded_together(&made.folder, &wanted);
            let reference = shorts(&decoded[0]);
            for heard in &decoded[1..] {
                let heard = shorts(heard);
                check_long(&made, &heard, &what);
                check_lies_on(&reference, &heard, channels.into(), &what);
            }
        }
    }
}

#[tokio::test]
async fn wav_as_few_programs_write_it() {
    let bench = Bench::new();
    let plain = deep(300_777, 2, 44_100);
    // 20 bits that count in 3 bytes, and 24 in 4, both in the extensible form. ffmpeg takes the latter for something else.
    for (valid, bytes) in [(20_u16, 3_u16), (24, 4)] {
        let mut fmt = [0xfffe_u16.to_le_bytes(), 2_u16.to_le_bytes()].concat();
        fmt.extend(44_100_u32.to_le_bytes());
        fmt.extend((44_100 * 2 * u32::from(bytes)).to_le_bytes());
        for value in [2 * bytes, 8 * bytes, 22, valid, 3, 0, 1] {
            fmt.extend(value.to_le_bytes());
        }
        fmt.extend(b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
        let counting: Vec<i32> = plain.iter().map(|sample| sample & -(1 << (32 - valid))).collect();
        let data = counting.iter().flat_map(|sample| sample.to_le_bytes().into_iter().skip(4 - usize::from(bytes)));
        let data: Vec<u8> = data.collect();
        let master = bench.file("extensible.wav", &riff(&[(b"fmt ", &fmt), (b"data", &data)]));
        assert_eq!(bench.probe(&master).await.unwrap().bits, Some(valid));
        let made = make(&bench, "ladder", &master, &Rung::ALL, Place::default()).await;
        made.check_cuts();
        let reference: Vec<i16> = counting.iter().map(|sample| (sample >> 16) as i16).collect();
        for rendition in &made.ladder.renditions {
            check_lies_on(&reference, &made.heard(rendition), 2, rendition.rung.name());
        }
        assert!(decoded_deep(&made.joined(&made.ladder.renditions[3])) == counting, "{valid} bits");
    }
}

#[tokio::test]
async fn unusual_rates_and_very_short_tracks() {
    let bench = Bench::new();
    for rate in [8_000, 11_025, 32_000, 44_101, 50_000, 66_667, 352_800, 384_000] {
        check(&bench, &source(&bench, rate, 2), Some(0), &mut Vec::new()).await;
    }
    for (rate, frames) in [
        (44_100, 1),
        (44_100, 15),
        (44_100, 512),
        (44_100, 513),
        (44_100, 1024),
        (48_000, 4100),
        (192_000, 1),
        (192_000, 5),
        (96_000, 70_001),
    ] {
        let what = format!("{frames} frames at {rate}");
        let master = bench.file("short.wav", &wav(&samples(frames, 2, rate), 2, rate));
        let made = everything(&bench, &master, &Rung::ALL, Place::default()).await;
        made.check_cuts();
        check_lossless_rung(&made, &master, &what);
        for name in FILES {
            check_long(&made, &decoded(&made.folder.join(name)), &format!("{what} {name}"));
        }
        for rendition in &made.ladder.renditions {
            assert_eq!(rendition.segments.len(), 1);
            made.heard(rendition);
        }
    }
}

#[tokio::test]
async fn the_rate_of_the_release_is_kept() {
    let bench = Bench::new();
    let place = Place { rate: Some(48_000), start: START, ..Place::default() };
    let master = source(&bench, 44_100, 2);
    let made = make(&bench, "ladder", &master, &Rung::ALL, place).await;
    assert_eq!((made.ladder.sample_rate, made.ladder.renditions[3].sample_rate), (48_000, 44_100));
    made.check_cuts();
    check_lossless_rung(&made, &master, "44.1 kHz in a release of 48");
}
