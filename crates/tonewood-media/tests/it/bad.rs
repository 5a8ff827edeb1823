//! Files that are something else or say something impossible: each is refused with words that help.

use crate::support::{Bench, riff, samples, wav};

/// A WAV's format chunk.
fn fmt(tag: u16, channels: u16, rate: u32, align: u16, bits: u16) -> Vec<u8> {
    let mut chunk: Vec<u8> = [tag, channels].iter().flat_map(|value| value.to_le_bytes()).collect();
    chunk.extend(rate.to_le_bytes());
    chunk.extend(rate.wrapping_mul(u32::from(align)).to_le_bytes());
    chunk.extend([align, bits].iter().flat_map(|value| value.to_le_bytes()));
    chunk
}

#[tokio::test]
async fn other_files_are_called_what_they_are() {
    let bench = Bench::new();
    let elf = std::fs::read(env!("CARGO_BIN_EXE_tonewood-media")).unwrap()[..100_000].to_vec();
    let cases: [(&[u8], &str, &str); 19] = [
        (b"", "empty_file", "empty"),
        (b"a", "not_audio", "a text file"),
        (b"Just some words.\n", "not_audio", "a text file"),
        (&[0], "unknown_format", "no kind that is known"),
        (&[0; 100_000], "unknown_format", "no kind that is known"),
        (b"<!DOCTYPE html>\n<html><head>", "not_audio", "This is a web page (HTML), not audio."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_audio", "a picture (PNG)"),
        (b"%PDF-1.7\n%\xe2\xe3", "not_audio", "a PDF document"),
        (&elf, "not_audio", "a program (ELF)"),
        (b"PK\x03\x04\x14\0\0\0", "not_audio", "a ZIP archive"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "unsupported_format", "(RF64)"),
        (b"riff\x2e\x91\xcf\x11\xa5\xd6", "unsupported_format", "(W64)"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "unsupported_format", "(WMA)"),
        (b"\x0b\x77\x12\x34\x14\x40", "unsupported_format", "(AC-3)"),
        (b"caff\0\x01\0\0desc", "unsupported_format", "(CAF)"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86", "unsupported_format", "(MKV)"),
        (b"ID3\x04\0\0\x7f\x7f\x7f\x7f", "stops_early", "before any audio"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom\xff\xff\xff\xf0moov....", "stops_early", "table of contents"),
        (b"RIFF\x24\0\0\0WAVE", "damaged", "holds no samples"),
    ];
    for (bytes, code, words) in cases {
        let refusal = bench.refusal(bytes).await;
        assert_eq!(refusal.code, code, "{refusal:?}");
        assert!(refusal.message.contains(words), "{refusal:?}");
    }
}

#[tokio::test]
async fn real_files_of_unsupported_kinds_are_refused() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 40_000, 44_100);
    for (name, options, code) in [
        ("a.ac3", &[][..], "unsupported_format"),
        ("b.wma", &[], "unsupported_format"),
        ("c.mka", &[], "unsupported_format"),
        ("d.caf", &[], "unsupported_format"),
        ("e.w64", &[], "unsupported_format"),
        ("f.au", &[], "unsupported_format"),
        ("g.mp2", &[], "unsupported_format"),
        ("h.wav", &["-rf64", "always"], "unsupported_format"),
        ("i.wav", &["-c:a", "adpcm_ms"], "unsupported_codec"),
        ("j.wav", &["-c:a", "pcm_mulaw"], "unsupported_codec"),
        ("k.wav", &["-c:a", "libmp3lame"], "unsupported_codec"),
        ("l.m4a", &["-c:a", "ac3"], "unsupported_codec"),
        ("m.wav", &["-ac", "6"], "surround"),
        ("n.flac", &["-ac", "6"], "surround"),
        ("o.m4a", &["-ac", "6"], "surround"),
        ("p.ogg", &["-ac", "6"], "surround"),
        ("q.opus", &["-ac", "6"], "surround"),
        ("r.aiff", &["-ac", "6"], "surround"),
        ("s.aac", &["-ac", "6"], "surround"),
        ("t.ogg", &["-c:a", "libspeex"], "unsupported_codec"),
    ] {
        let has_encoder = |name: &str| {
            let list = std::process::Command::new("ffmpeg").args(["-v", "error", "-encoders"]).output().unwrap().stdout;
            String::from_utf8_lossy(&list).contains(name)
        };
        if options.contains(&"libspeex") && !has_encoder("libspeex") {
            continue;
        }
        let bytes = std::fs::read(bench.ffmpeg(&source, options, name)).unwrap();
        let refusal = bench.refusal(&bytes).await;
        assert_eq!(refusal.code, code, "{name}: {refusal:?}");
        assert!(refusal.message.contains("xport"), "{name} says what to do: {refusal:?}");
    }
}

#[tokio::test]
async fn videos_are_no_uploads() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 40_000, 44_100);
    let options = ["-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-c:v", "mpeg4"];
    let bytes = std::fs::read(bench.ffmpeg(&source, &options, "a.mp4")).unwrap();
    assert!(bench.refusal(&bytes).await.message.starts_with("This is a video"));
}

#[tokio::test]
async fn impossible_headers_are_refused() {
    let bench = Bench::new();
    let data = [0x11; 4000];
    for (fmt, code) in [
        (fmt(1, 0, 44_100, 4, 16), "damaged"),
        (fmt(1, 32, 44_100, 64, 16), "surround"),
        (fmt(1, 65_535, 44_100, 65_534, 16), "surround"),
        (fmt(1, 2, 0, 4, 16), "sample_rate"),
        (fmt(1, 2, 1, 4, 16), "sample_rate"),
        (fmt(1, 2, u32::MAX, 4, 16), "sample_rate"),
        (fmt(1, 2, 44_100, 4, 0), "damaged"),
        (fmt(1, 2, 44_100, 4, 7), "damaged"),
        (fmt(1, 2, 44_100, 0, 16), "damaged"),
    ] {
        let refusal = bench.refusal(&riff(&[(b"fmt ", &fmt), (b"data", &data)])).await;
        assert_eq!(refusal.code, code, "{refusal:?}");
    }
    assert_eq!(bench.refusal(&wav(&[], 2, 44_100)).await.code, "no_audio");
    let mut promising = wav(&samples(88_200, 2, 44_100), 2, 44_100);
    promising[40..44].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    let refusal = bench.refusal(&promising).await;
    assert!(refusal.message.contains("its header promises 1073741820 frames, it holds 88200"), "{refusal:?}");
}

#[tokio::test]
async fn samples_that_are_no_numbers_are_refused_with_their_time() {
    let bench = Bench::new();
    for bad in [f32::NAN, f32::INFINITY] {
        let mut numbers = vec![0.25_f32; 200_000];
        numbers[2 * 44_100 + 1] = bad;
        let data: Vec<u8> = numbers.iter().flat_map(|value| value.to_le_bytes()).collect();
        let refusal = bench.refusal(&riff(&[(b"fmt ", &fmt(3, 2, 44_100, 8, 32)), (b"data", &data)])).await;
        assert_eq!((refusal.code.as_str(), refusal.at_ms), ("invalid_samples", Some(1000)), "{refusal:?}");
    }
}

#[tokio::test]
async fn joined_files_are_refused() {
    let bench = Bench::new();
    let mp3 =
        |rate| std::fs::read(bench.ffmpeg(&bench.wav("s.wav", rate as usize, rate), &["-write_xing", "0"], "a.mp3"));
    let joined = [mp3(44_100).unwrap(), mp3(48_000).unwrap()].concat();
    let refusal = bench.refusal(&joined).await;
    assert_eq!(refusal.code, "joined", "{refusal:?}");
    assert!((900..1200).contains(&refusal.at_ms.unwrap()), "{refusal:?}");
    let ogg = std::fs::read(bench.ffmpeg(&bench.wav("s.wav", 44_100, 44_100), &[], "a.ogg")).unwrap();
    let refusal = bench.refusal(&[&*ogg, &*ogg].concat()).await;
    assert_eq!((refusal.code.as_str(), refusal.at_ms), ("joined", Some(1000)), "{refusal:?}");
}

#[tokio::test]
async fn a_wrong_checksum_is_noticed() {
    let bench = Bench::new();
    let mut flac = std::fs::read(bench.ffmpeg(&bench.wav("s.wav", 44_100, 44_100), &[], "a.flac")).unwrap();
    flac[26] ^= 1;
    assert_eq!(bench.refusal(&flac).await.code, "checksum_mismatch");
}
