//! Downloads: exact, tagged, with their cover.

use std::path::{Path, PathBuf};

use media::{DownloadFormat, DownloadJob, MediaError, Tags};

use crate::support::{Bench, decoded, ffprobe, lag, media, samples};

fn tags() -> Tags {
    let text = |text: &str| Some(text.to_owned());
    Tags {
        title: text("Über den Wald"),
        artist: text("Die Wäldler"),
        album_artist: text("Forstamt"),
        album: text("Forst"),
        track_number: Some(3),
        track_total: Some(9),
        disc_number: Some(1),
        disc_total: Some(2),
        date: text("2026-11-21"),
        genre: text("Folk"),
        isrc: text("DEA452600001"),
        upc: text("4006381333931"),
        label: text("Holz"),
        catalogue_number: text("HOLZ 7"),
        copyright: text("2026 Die Wäldler"),
        licence_url: text("https://creativecommons.org/licenses/by/4.0/"),
        website: text("https://music.example/forst"),
        composer: text("W. Ald"),
        lyrics: text("Erste Zeile\nZweite Zeile"),
        comment: text("https://music.example"),
        bpm: Some(120),
    }
}

fn cover(bench: &Bench) -> PathBuf {
    let path = bench.path("in.jpg");
    let jpeg = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=400x400", "-frames:v", "1"])
        .arg(&path)
        .status();
    assert!(jpeg.unwrap().success());
    path
}

async fn download(bench: &Bench, input: &Path, format: DownloadFormat) -> Result<PathBuf, MediaError> {
    let output = bench.path(&format!("out.{}", format.extension()));
    let (input, cover) = (input.to_owned(), Some(cover(bench)));
    media().download(&DownloadJob { input, output: output.clone(), format, tags: tags(), cover }).await.map(|()| output)
}

#[tokio::test]
async fn flac_holds_every_sample_of_the_master() {
    let bench = Bench::new();
    for (options, bits) in [(["-c:a", "pcm_s16le"], "16"), (["-c:a", "pcm_s24le"], "24"), (["-c:a", "pcm_f32le"], "24")]
    {
        for rate in [44_100, 96_000] {
            let source = bench.wav("source.wav", 70_001, rate);
            let master = bench.ffmpeg(&source, &options, "master.wav");
            let flac = download(&bench, &master, DownloadFormat::Flac).await.unwrap();
            assert!(decoded(&flac) == samples(70_001, 2, rate), "{options:?} {rate}");
            let facts = ffprobe(&flac, "stream=sample_rate,bits_per_raw_sample");
            assert!(facts.contains(&format!("sample_rate={rate}\nbits_per_raw_sample={bits}")), "{facts}");
            // Our own reading checks the MD5 as well.
            assert_eq!(bench.probe(&flac).await.unwrap().frames, 70_001);
        }
    }
}

#[tokio::test]
async fn mp3_is_constant_and_gapless() {
    let bench = Bench::new();
    for (rate, frames) in [(44_100, 70_001), (48_000, 70_002), (96_000, 35_001)] {
        let source = bench.wav("source.wav", 70_001.max(frames), rate);
        let frames = 70_001.max(frames) / (rate as usize / 48_000).max(1);
        let mp3 = download(&bench, &source, DownloadFormat::Mp3_320).await.unwrap();
        assert!(decoded(&mp3).len().abs_diff(frames * 2) <= 2, "{rate}");
        let facts = ffprobe(&mp3, "stream=codec_name,bit_rate");
        assert!(facts.starts_with("codec_name=mp3\nbit_rate=320000\n"), "{facts}");
        if rate < 96_000 {
            assert_eq!(lag(&samples(70_001, 2, rate), &decoded(&mp3), 2, -1200..1200), 0, "{rate}");
        }
    }
}

#[tokio::test]
async fn tags_and_cover_are_written() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 5000, 44_100);
    for format in DownloadFormat::ALL {
        let file = download(&bench, &source, format).await.unwrap();
        let probe = bench.probe(&file).await.unwrap();
        // The page's address has no common name in Vorbis comments; ours is looked at below.
        let website = if format == DownloadFormat::Flac { None } else { tags().website };
        assert_eq!(probe.tags, Tags { website, ..tags() }, "{format:?}");
        assert_eq!(std::fs::read(bench.path("cover")).unwrap(), std::fs::read(cover(&bench)).unwrap(), "{format:?}");
        if format == DownloadFormat::Flac {
            assert!(ffprobe(&file, "format_tags").contains("TAG:WEBSITE=https://music.example/forst"));
        }
        let facts = ffprobe(&file, "format_tags:stream=codec_name:stream_disposition=attached_pic").to_lowercase();
        for line in [
            "tag:title=über den wald",
            "tag:artist=die wäldler",
            "tag:album=forst",
            "tag:album_artist=forstamt",
            "tag:date=2026-11-21",
            "tag:genre=folk",
            "tag:copyright=2026 die wäldler",
            "tag:composer=w. ald",
            "tag:catalognumber=holz 7",
            "codec_name=mjpeg",
            "disposition:attached_pic=1",
        ] {
            assert!(facts.contains(line), "{format:?} {line}\n{facts}");
        }
    }
}

#[tokio::test]
async fn a_lossy_master_has_no_lossless_download() {
    let bench = Bench::new();
    let master = bench.ffmpeg(&bench.wav("source.wav", 50_000, 44_100), &[], "master.mp3");
    let refused = download(&bench, &master, DownloadFormat::Flac).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().code, "not_lossless");
    assert!(download(&bench, &master, DownloadFormat::Mp3_320).await.is_ok());
}
