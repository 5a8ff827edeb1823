//! Decoded samples lie where they lay in the source: nothing is late, nothing early.

use std::path::Path;

use tonewood_media::decode::Decoder;

use crate::support::{Bench, lag, samples};

fn decode(path: &Path) -> Vec<i16> {
    let mut decoder = Decoder::open(path).unwrap();
    let mut all = Vec::new();
    while let Some(block) = decoder.next_block().unwrap() {
        all.extend(block.iter().map(|sample| (sample * 32_768.0).round() as i16));
    }
    all
}

#[test]
fn lossless_files_decode_bit_by_bit() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 50_001, 44_100);
    let expected = samples(50_001, 2, 44_100);
    assert_eq!(decode(&source), expected);
    for name in ["a.flac", "b.m4a", "c.oga", "d.aiff", "e.wav"] {
        let options: &[&str] = match name {
            "b.m4a" => &["-c:a", "alac"],
            "c.oga" => &["-c:a", "flac"],
            "e.wav" => &["-c:a", "pcm_f32le"],
            _ => &[],
        };
        assert!(decode(&bench.ffmpeg(&source, options, name)) == expected, "{name}");
    }
}

#[test]
fn lossy_files_decode_without_a_shift() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 50_900, 48_000);
    let expected = samples(50_900, 2, 48_000);
    for (name, codec) in [("a.mp3", "libmp3lame"), ("b.m4a", "aac"), ("c.ogg", "libvorbis"), ("d.opus", "libopus")] {
        let path = bench.ffmpeg(&source, &["-c:a", codec, "-b:a", "192k"], name);
        assert_eq!(lag(&expected, &decode(&path), 2, -1200..1200), 0, "{name}");
    }
}
