//! Every format that is taken, at several rates: what it is and exactly how long it is.

use media::Probe;

use crate::support::{Bench, ogg_checksums, samples, wav};

const FRAMES: usize = 100_777;

struct Format {
    options: &'static [&'static str],
    name: &'static str,
    facts: (&'static str, &'static str, bool, Option<u16>),
}

const LOSSLESS: &[Format] = &[
    Format { options: &["-c:a", "pcm_s24le"], name: "a.wav", facts: ("wav", "pcm", true, Some(24)) },
    Format { options: &["-c:a", "pcm_s32le"], name: "b.wav", facts: ("wav", "pcm", true, Some(32)) },
    Format { options: &["-c:a", "pcm_u8"], name: "c.wav", facts: ("wav", "pcm", true, Some(8)) },
    Format { options: &["-c:a", "pcm_f32le"], name: "d.wav", facts: ("wav", "pcm", true, Some(32)) },
    Format { options: &["-c:a", "pcm_f64le"], name: "e.wav", facts: ("wav", "pcm", true, Some(32)) },
    Format { options: &["-c:a", "pcm_s16be"], name: "f.aiff", facts: ("aiff", "pcm", true, Some(16)) },
    Format { options: &["-c:a", "pcm_s24be"], name: "g.aiff", facts: ("aiff", "pcm", true, Some(24)) },
    Format { options: &["-c:a", "pcm_f32be"], name: "h.aiff", facts: ("aiff", "pcm", true, Some(32)) },
    Format { options: &["-c:a", "flac"], name: "i.flac", facts: ("flac", "flac", true, Some(16)) },
    Format {
        options: &["-c:a", "flac", "-sample_fmt", "s32"],
        name: "j.flac",
        facts: ("flac", "flac", true, Some(24)),
    },
    Format { options: &["-c:a", "flac"], name: "k.oga", facts: ("ogg", "flac", true, Some(16)) },
    Format { options: &["-c:a", "alac"], name: "l.m4a", facts: ("mp4", "alac", true, Some(16)) },
];

fn facts(probe: &Probe) -> (&str, &str, bool, Option<u16>) {
    (&probe.container, &probe.codec, probe.lossless, probe.bits)
}

#[tokio::test]
async fn lossless_formats_have_the_length_of_their_source() {
    let bench = Bench::new();
    for rate in [44_100, 48_000, 96_000] {
        let source = bench.wav("source.wav", FRAMES, rate);
        for format in LOSSLESS {
            let probe = bench.probe(&bench.ffmpeg(&source, format.options, format.name)).await.unwrap();
            assert_eq!(facts(&probe), format.facts, "{}", format.name);
            assert_eq!((probe.frames, probe.sample_rate, probe.channels), (FRAMES as u64, rate, 2), "{}", format.name);
            assert_eq!(probe.duration_ms, (FRAMES as f64 * 1000.0 / f64::from(rate)).round() as i64);
            assert_eq!(probe.bitrate_kbps, None);
        }
    }
}

#[tokio::test]
async fn lossy_formats_have_the_length_of_their_source() {
    let bench = Bench::new();
    let formats = [
        Format { options: &["-c:a", "libmp3lame", "-b:a", "192k"], name: "a.mp3", facts: ("mp3", "mp3", false, None) },
        Format { options: &["-c:a", "libmp3lame", "-q:a", "2"], name: "b.mp3", facts: ("mp3", "mp3", false, None) },
        Format { options: &["-c:a", "aac", "-b:a", "192k"], name: "c.m4a", facts: ("mp4", "aac", false, None) },
        Format {
            options: &["-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"],
            name: "d.m4a",
            facts: ("mp4", "aac", false, None),
        },
        Format { options: &["-c:a", "libvorbis"], name: "e.ogg", facts: ("ogg", "vorbis", false, None) },
    ];
    for rate in [44_100, 48_000] {
        // A length at which LAME has room to note down its padding.
        let source = bench.wav("source.wav", 100_900, rate);
        for format in &formats {
            let probe = bench.probe(&bench.ffmpeg(&source, format.options, format.name)).await.unwrap();
            assert_eq!(facts(&probe), format.facts, "{}", format.name);
            assert_eq!((probe.frames, probe.sample_rate), (100_900, rate), "{}", format.name);
            assert!(probe.bitrate_kbps.unwrap() > 50, "{probe:?}");
        }
    }
}

#[tokio::test]
async fn formats_without_an_exact_length_are_as_long_as_ffmpeg_says() {
    let bench = Bench::new();
    for (rate, options, name, codec) in [
        (44_100, ["-c:a", "aac"], "a.aac", "aac"),
        (48_000, ["-c:a", "aac"], "b.aac", "aac"),
        (48_000, ["-c:a", "libopus"], "c.opus", "opus"),
        (44_100, ["-c:a", "libopus"], "d.opus", "opus"),
        (22_050, ["-c:a", "libmp3lame"], "e.mp3", "mp3"),
        (32_000, ["-c:a", "libmp3lame"], "f.mp3", "mp3"),
    ] {
        let path = bench.ffmpeg(&bench.wav("source.wav", FRAMES, rate), &options, name);
        let probe = bench.probe(&path).await.unwrap();
        let frames = crate::support::decoded(&path).len() / 2;
        assert_eq!((probe.codec.as_str(), probe.frames), (codec, frames as u64), "{name}");
    }
}

#[tokio::test]
async fn an_opus_file_with_a_long_delay_is_cut_exactly() {
    let bench = Bench::new();
    let path = bench.ffmpeg(&bench.wav("source.wav", FRAMES, 48_000), &["-c:a", "libopus"], "a.opus");
    let mut bytes = std::fs::read(&path).unwrap();
    // The header says 3,840 frames instead of 312; the checksum of the first page follows from that.
    let head = bytes.windows(8).position(|eight| eight == b"OpusHead").unwrap();
    bytes[head + 10..head + 12].copy_from_slice(&3840_u16.to_le_bytes());
    ogg_checksums(&mut bytes);
    assert_eq!(bench.probe_bytes(&bytes).await.unwrap().frames, FRAMES as u64 + 312 - 3840);
}

#[tokio::test]
async fn one_channel_stays_one() {
    let bench = Bench::new();
    let source = bench.file("mono.wav", &wav(&samples(FRAMES, 1, 44_100), 1, 44_100));
    for name in ["a.flac", "b.mp3", "c.ogg", "d.m4a", "e.aiff"] {
        let probe = bench.probe(&bench.ffmpeg(&source, &[], name)).await.unwrap();
        assert_eq!(probe.channels, 1, "{name}");
    }
}

#[tokio::test]
async fn the_name_does_not_count() {
    let bench = Bench::new();
    let flac = bench.ffmpeg(&bench.wav("source.wav", 5000, 44_100), &[], "a.flac");
    let wrong = bench.file("song.mp3", &std::fs::read(flac).unwrap());
    assert_eq!(bench.probe(&wrong).await.unwrap().container, "flac");
}

#[tokio::test]
async fn tags_behind_flac_do_no_harm() {
    let bench = Bench::new();
    let flac = std::fs::read(bench.ffmpeg(&bench.wav("source.wav", FRAMES, 44_100), &[], "a.flac")).unwrap();
    let id3v1 = [b"TAG".as_slice(), &[b'x'; 125]].concat();
    let mut ape = b"APETAGEX\xd0\x07\0\0".to_vec();
    ape.extend([[32, 0, 0, 0], [0; 4], [0; 4], [0; 4], [0; 4]].concat());
    let id3v2 = b"ID3\x04\0\0\0\0\0\x05abcde".to_vec();
    for bytes in [[&*flac, &*id3v1].concat(), [&*flac, &*ape, &*id3v1].concat(), [&*id3v2, &*flac].concat()] {
        assert_eq!(bench.probe_bytes(&bytes).await.unwrap().frames, FRAMES as u64);
    }
}

#[tokio::test]
async fn streamed_wavs_end_where_the_file_does() {
    let bench = Bench::new();
    for length in [0xffff_ffff_u32, 0x7fff_f000, 0] {
        let mut bytes = wav(&samples(FRAMES, 2, 44_100), 2, 44_100);
        bytes[4..8].copy_from_slice(&length.to_le_bytes());
        bytes[40..44].copy_from_slice(&length.to_le_bytes());
        assert_eq!(bench.probe_bytes(&bytes).await.unwrap().frames, FRAMES as u64, "{length:#x}");
    }
}

#[tokio::test]
async fn tags_and_the_cover_are_read() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 5000, 44_100);
    let cover = bench.path("in.jpg");
    let made = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "color=red:s=320x320", "-frames:v", "1"])
        .arg(&cover)
        .status();
    assert!(made.unwrap().success());
    for name in ["a.mp3", "b.flac", "c.m4a"] {
        let cover = cover.to_str().unwrap();
        let options = [
            "-i",
            cover,
            "-map",
            "0:a",
            "-map",
            "1:v",
            "-c:v",
            "copy",
            "-disposition:v",
            "attached_pic",
            "-metadata",
            "title=Wald",
            "-metadata",
            "artist=Die Wäldler",
            "-metadata",
            "album=Forst",
            "-metadata",
            "track=3/9",
            "-metadata",
            "date=2026",
            "-metadata",
            "genre=Folk",
        ];
        let probe = bench.probe(&bench.ffmpeg(&source, &options, name)).await.unwrap();
        let tags = &probe.tags;
        assert_eq!(tags.title.as_deref(), Some("Wald"), "{name}");
        assert_eq!(tags.artist.as_deref(), Some("Die Wäldler"), "{name}");
        assert_eq!(tags.album.as_deref(), Some("Forst"), "{name}");
        assert_eq!(tags.track_number, Some(3), "{name}");
        assert_eq!(tags.date.as_deref(), Some("2026"), "{name}");
        assert_eq!(tags.genre.as_deref(), Some("Folk"), "{name}");
        let found = probe.cover.unwrap();
        assert_eq!(found.mime, "image/jpeg", "{name}");
        assert_eq!(std::fs::read(bench.path("cover")).unwrap(), std::fs::read(cover).unwrap(), "{name}");
    }
}
