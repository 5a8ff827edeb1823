//! Downloads: every format from every kind of master, exact to the sample.

use std::path::{Path, PathBuf};
use std::process::Command;

use media::{DownloadFormat, DownloadJob, MediaError, Tags};

use crate::support::{Bench, decoded, decoded_deep, deep_wav, ffprobe, lag, media, samples, wav};

const LOSSLESS: [DownloadFormat; 4] =
    [DownloadFormat::Flac, DownloadFormat::Wav, DownloadFormat::Aiff, DownloadFormat::Alac];
const LOSSY: [DownloadFormat; 4] =
    [DownloadFormat::Mp3_320, DownloadFormat::Mp3V0, DownloadFormat::Aac, DownloadFormat::Opus];

async fn download(bench: &Bench, input: &Path, format: DownloadFormat) -> Result<PathBuf, MediaError> {
    let output = bench.path(&format!("{}.{}", format.name(), format.extension()));
    let tags = Tags { title: Some("Wald".to_owned()), ..Tags::default() };
    let job = DownloadJob { input: input.to_owned(), output: output.clone(), format, tags, cover: None };
    media().download(&job, |_| ()).await.map(|()| output)
}

#[tokio::test]
async fn it_tells_how_far_it_is() {
    let bench = Bench::new();
    let input = bench.wav("master.wav", 300_000, 44_100);
    for format in LOSSLESS.into_iter().chain(LOSSY) {
        let (input, output) = (input.clone(), bench.path(format.extension()));
        let job = DownloadJob { input, output, format, tags: Tags::default(), cover: None };
        let mut told = Vec::new();
        media().download(&job, |part| told.push(part)).await.unwrap();
        assert!(told.len() > 10 && told.is_sorted() && *told.last().unwrap() <= 1.0, "{}: {told:?}", format.name());
        assert!(told[0] < 0.2 && *told.last().unwrap() > 0.9, "{}: {told:?}", format.name());
    }
}

/// Noise, tones, silence and full scale, of `bits` in the upper part of 32.
fn deep(frames: usize, channels: usize, bits: u16) -> Vec<i32> {
    let noise = samples(frames * 2, channels, 44_100);
    let whole = |i: usize| {
        (i32::from(noise[i]) << 16 | i32::from(noise[noise.len() - 1 - i]) & 0xffff) >> (32 - bits) << (32 - bits)
    };
    (0..frames * channels)
        .map(|i| match i * 8 / (frames * channels) {
            0..=3 => whole(i),
            4 => 0,
            5 => [i32::MIN, i32::MAX >> (32 - bits) << (32 - bits)][i / channels / 50 % 2],
            6 => whole(i) >> 8 >> (32 - bits) << (32 - bits),
            _ => [i32::MIN, 0, 1 << 30][i % 3],
        })
        .collect()
}

/// What is in a file; Debian's ffmpeg cannot read FLAC of 32 bits, so that is FLAC's own program's work.
fn content(bench: &Bench, path: &Path, bits: u16) -> Vec<i32> {
    if bits < 32 || path.extension().is_none_or(|ending| ending != "flac") {
        return decoded_deep(path);
    }
    let wav = bench.path("by-flac.wav");
    let output = Command::new("flac").args(["-s", "-f", "-d", "-o"]).arg(&wav).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    decoded_deep(&wav)
}

#[tokio::test]
async fn lossless_files_hold_every_bit_of_the_master() {
    let bench = Bench::new();
    for (index, rate) in [44_100, 48_000, 88_200, 96_000, 176_400, 192_000].into_iter().enumerate() {
        for bits in [16, 24, 32] {
            let channels = 1 + (index + usize::from(bits / 8)) % 2;
            let frames = 20_001 + index;
            let samples = deep(frames, channels, bits);
            let master = bench.file("master.wav", &deep_wav(&samples, channels as u16, rate, bits));
            for format in LOSSLESS {
                let what = format!("{} of {bits} bits, {channels} at {rate}", format.name());
                let file = download(&bench, &master, format).await.unwrap();
                assert!(content(&bench, &file, bits) == samples, "{what}");
                let probe = bench.probe(&file).await.unwrap();
                let facts = (probe.frames, probe.sample_rate, usize::from(probe.channels), probe.bits, probe.float);
                assert_eq!(facts, (frames as u64, rate, channels, Some(bits), false), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn lossless_masters_of_every_kind_come_through() {
    let bench = Bench::new();
    let source = bench.file("source.wav", &deep_wav(&deep(30_000, 2, 24), 2, 48_000, 24));
    for (options, name, bits) in [
        (&["-c:a", "pcm_u8"][..], "a.wav", 16),
        (&["-c:a", "pcm_s24be"], "b.aiff", 24),
        (&["-c:a", "flac", "-sample_fmt", "s32"], "c.flac", 24),
        (&["-c:a", "flac", "-sample_fmt", "s16"], "d.oga", 16),
        (&["-c:a", "alac", "-sample_fmt", "s32p"], "e.m4a", 24),
        (&["-c:a", "alac", "-sample_fmt", "s16p"], "f.m4a", 16),
    ] {
        let master = bench.ffmpeg(&source, options, name);
        for format in LOSSLESS {
            let file = download(&bench, &master, format).await.unwrap();
            assert!(decoded_deep(&file) == decoded_deep(&master), "{name} to {}", format.name());
            assert_eq!(bench.probe(&file).await.unwrap().bits, Some(bits), "{name} to {}", format.name());
        }
    }
}

#[tokio::test]
async fn floats_stay_floats_in_wav_and_become_24_bits_elsewhere() {
    let bench = Bench::new();
    let source = bench.file("source.wav", &deep_wav(&deep(30_000, 2, 24), 2, 48_000, 24));
    let loud = bench.ffmpeg(&source, &["-af", "volume=3dB", "-c:a", "pcm_f32le"], "loud.wav");
    let file = download(&bench, &loud, DownloadFormat::Wav).await.unwrap();
    let raw = |path: &Path| std::fs::read(bench.ffmpeg(path, &["-f", "f32le"], "raw")).unwrap();
    assert!(raw(&loud) == raw(&file));
    let whole = bench.ffmpeg(&source, &["-c:a", "pcm_f32le"], "whole.wav");
    for format in [DownloadFormat::Flac, DownloadFormat::Aiff, DownloadFormat::Alac] {
        let file = download(&bench, &whole, format).await.unwrap();
        assert!(decoded_deep(&file) == decoded_deep(&source), "{}", format.name());
        assert!(download(&bench, &loud, format).await.is_ok());
    }
}

#[tokio::test]
async fn lossy_files_are_as_long_as_the_master_and_nothing_is_shifted() {
    let bench = Bench::new();
    for (channels, rate) in [
        (2, 44_100),
        (1, 48_000),
        (1, 44_100),
        (2, 8_000),
        (1, 22_050),
        (2, 32_000),
        (2, 88_200),
        (1, 96_000),
        (2, 176_400),
        (2, 192_000),
    ] {
        for frames in [rate as usize + 1, rate as usize / 3, rate as usize / 40] {
            let samples = samples(frames, channels, rate);
            let master = bench.file("master.wav", &wav(&samples, channels as u16, rate));
            for format in LOSSY {
                let what = format!("{}, {frames} frames of {channels} at {rate}", format.name());
                let to = match (format, rate) {
                    (DownloadFormat::Opus, _) => 48_000,
                    (DownloadFormat::Mp3_320 | DownloadFormat::Mp3V0, 32_000) => 32_000,
                    (_, rate) if rate % 11_025 == 0 => 44_100,
                    _ => 48_000,
                };
                let wanted = (frames as f64 * f64::from(to) / f64::from(rate)).round() as usize;
                let file = download(&bench, &master, format).await.unwrap();
                let content = decoded(&file);
                assert_eq!(content.len(), wanted * channels, "{what}");
                assert_eq!(bench.probe(&file).await.unwrap().frames, wanted as u64, "{what}");
                if to == rate && frames > 10_000 {
                    assert_eq!(lag(&samples, &content, channels, -1200..1200), 0, "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_few_frames_are_a_few_frames_in_every_format() {
    let bench = Bench::new();
    for (frames, channels, rate) in [
        (1, 1, 44_100),
        (1, 2, 48_000),
        (1, 2, 192_000),
        (2, 2, 44_100),
        (15, 1, 96_000),
        (17, 2, 44_100),
        (511, 1, 48_000),
        (512, 2, 44_100),
        (513, 2, 44_100),
        (1024, 1, 44_100),
        (1025, 2, 48_000),
        (4096, 1, 44_100),
        (4097, 2, 88_200),
    ] {
        let samples = samples(frames, channels, rate);
        let master = bench.file("master.wav", &wav(&samples, channels as u16, rate));
        for format in LOSSLESS.into_iter().chain(LOSSY) {
            let what = format!("{}, {frames} frames of {channels} at {rate}", format.name());
            let to = match format {
                _ if format.lossless() => rate,
                DownloadFormat::Opus => 48_000,
                _ if rate % 11_025 == 0 => 44_100,
                _ => 48_000,
            };
            // What is less than half a frame is one all the same: no format holds nothing.
            let wanted = ((frames as f64 * f64::from(to) / f64::from(rate)).round() as usize).max(1);
            let file = download(&bench, &master, format).await.unwrap();
            let content = decoded(&file);
            assert_eq!(content.len(), wanted * channels, "{what}");
            assert!(!format.lossless() || content == samples, "{what}");
            assert_eq!(bench.probe(&file).await.unwrap().frames, wanted as u64, "{what}");
        }
    }
}

#[tokio::test]
async fn lossy_files_have_the_bit_rate_they_are_called_by() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 441_000, 44_100);
    for (format, codec, rates) in [
        (DownloadFormat::Mp3_320, "mp3", 320_000..320_001),
        (DownloadFormat::Mp3V0, "mp3", 190_000..321_000),
        (DownloadFormat::Aac, "aac", 240_000..272_000),
        (DownloadFormat::Opus, "opus", 130_000..200_000),
    ] {
        let file = download(&bench, &source, format).await.unwrap();
        let facts = ffprobe(&file, "stream=codec_name:format=bit_rate,duration,size");
        assert!(facts.contains(&format!("codec_name={codec}\n")), "{facts}");
        let probe = bench.probe(&file).await.unwrap();
        let rate = probe.bitrate_kbps.unwrap() * 1000;
        assert!((rates.start - 5_000..rates.end + 5_000).contains(&rate), "{}: {rate}", format.name());
    }
}

/// Browsers and programs of Apple read other notes than ffmpeg does.
#[tokio::test]
async fn every_note_of_the_length_says_the_same() {
    let bench = Bench::new();
    let master = bench.wav("master.wav", 44_099, 44_100);
    let m4a = std::fs::read(download(&bench, &master, DownloadFormat::Aac).await.unwrap()).unwrap();
    let behind = |name: &[u8]| &m4a[m4a.windows(name.len()).position(|window| window == name).unwrap() + name.len()..];
    let number = |bytes: &[u8]| u64::from_be_bytes(bytes[..8].try_into().unwrap());
    let edit = &behind(b"elst")[8..];
    let priming = 2048 + 957;
    assert_eq!((number(edit), number(&edit[8..])), (44_099, priming));
    let times = &behind(b"stts")[8..];
    let four = |at: usize| u64::from(u32::from_be_bytes(times[at..at + 4].try_into().unwrap()));
    assert_eq!((four(0) + four(8), four(4), four(12)), (46, 1024, 1024));
    assert_eq!(46 * 1024, priming + 44_099);
    let note = String::from_utf8(behind(b"iTunSMPB")[16..][..8 + 1 + 8 + 1 + 8 + 1 + 16 + 1].to_vec()).unwrap();
    let numbers: Vec<_> = note.split_whitespace().map(|word| u64::from_str_radix(word, 16).unwrap()).collect();
    assert_eq!(numbers, [0, priming, 0, 44_099]);
    let opus = std::fs::read(download(&bench, &master, DownloadFormat::Opus).await.unwrap()).unwrap();
    let last = opus.windows(4).rposition(|four| four == b"OggS").unwrap();
    let head = opus.windows(8).position(|eight| eight == b"OpusHead").unwrap();
    let skip = u64::from(u16::from_le_bytes(opus[head + 10..head + 12].try_into().unwrap()));
    assert_eq!(u64::from_le_bytes(opus[last + 6..last + 14].try_into().unwrap()), skip + 47_999);
    assert_eq!(opus[last + 5], 4, "the last page says that it is the last");
}

#[tokio::test]
async fn a_lossy_master_has_no_lossless_download() {
    let bench = Bench::new();
    for (options, name) in [
        (&["-b:a", "320k"][..], "master.mp3"),
        (&["-c:a", "aac", "-b:a", "256k"], "master.m4a"),
        (&["-c:a", "libvorbis"], "master.ogg"),
        (&["-c:a", "libopus", "-b:a", "256k"], "master.opus"),
    ] {
        let master = bench.ffmpeg(&bench.wav("source.wav", 50_000, 48_000), options, name);
        for format in LOSSLESS {
            let refused = download(&bench, &master, format).await.unwrap_err();
            assert_eq!(refused.refusal().unwrap().code, "not_lossless", "{name}");
        }
        let frames = bench.probe(&master).await.unwrap().frames;
        for format in LOSSY {
            let file = download(&bench, &master, format).await.unwrap();
            assert_eq!(decoded(&file).len() as u64, frames * 2, "{name} to {}", format.name());
        }
    }
}
