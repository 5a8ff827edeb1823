//! The ladder as players see it.

use std::path::Path;

use media::{Ladder, LadderJob, Place, Rendition, Rung, manifest};

use crate::support::{Bench, decoded, ffprobe, lag, media, samples, wav};

async fn ladder(bench: &Bench, input: &Path, rungs: &[Rung]) -> Ladder {
    let job = LadderJob {
        input: input.to_owned(),
        out_dir: bench.path("ladder"),
        rungs: rungs.to_vec(),
        progressive: true,
        analyse: true,
        place: Place::default(),
    };
    media().ladder(&job, |_| ()).await.unwrap()
}

/// The init segment and all segments of a rung as one file.
fn joined(bench: &Bench, rendition: &Rendition) -> std::path::PathBuf {
    let folder = bench.path("ladder").join(rendition.rung.name());
    let mut bytes = std::fs::read(folder.join("init.mp4")).unwrap();
    assert_eq!(bytes.len(), rendition.init_bytes as usize);
    for (number, segment) in rendition.segments.iter().enumerate() {
        let part = std::fs::read(folder.join(format!("{number}.m4s"))).unwrap();
        assert_eq!(part.len(), segment.bytes as usize);
        bytes.extend(part);
    }
    assert_eq!(bytes.len() as u64, rendition.bytes);
    bench.file("joined.mp4", &bytes)
}

#[tokio::test]
async fn segments_hold_the_whole_track_behind_the_priming() {
    let bench = Bench::new();
    for rate in [44_100, 48_000] {
        let frames = rate as usize * 11 + 777;
        let source = bench.wav("source.wav", frames, rate);
        let ladder = ladder(&bench, &source, &Rung::AAC).await;
        assert_eq!((ladder.frames, ladder.sample_rate, ladder.priming), (frames as u64, rate, 2048));
        let expected = samples(frames, 2, rate);
        for rendition in &ladder.renditions {
            let all = decoded(&joined(&bench, rendition));
            assert_eq!(all.len() / 2, (2048 + frames).div_ceil(1024) * 1024, "{}", rendition.rung);
            assert_eq!(lag(&expected, &all, 2, 1900..2200), 2048, "{}", rendition.rung);
            let heard: u64 = rendition.segments.iter().map(|segment| u64::from(segment.duration_samples)).sum();
            assert_eq!(heard, ladder.frames);
            assert!(rendition.peak_bandwidth >= rendition.average_bandwidth);
            let wanted = rendition.rung.bitrate().unwrap();
            assert!(rendition.average_bandwidth.abs_diff(wanted) < wanted / 10, "{rendition:?}");
        }
        assert_eq!(ladder.renditions.len(), 3);
    }
}

#[tokio::test]
async fn all_rungs_are_cut_at_the_same_samples() {
    let bench = Bench::new();
    let source = bench.wav("source.wav", 44_100 * 17, 44_100);
    let ladder = ladder(&bench, &source, &Rung::AAC).await;
    let cuts = |rendition: &Rendition| rendition.segments.iter().map(|s| s.duration_samples).collect::<Vec<_>>();
    for rendition in &ladder.renditions {
        assert_eq!(cuts(rendition), [219_136, 221_184, 221_184, 88_196], "{}", rendition.rung);
        let folder = bench.path("ladder").join(rendition.rung.name());
        for number in 0..4_u64 {
            let segment = std::fs::read(folder.join(format!("{number}.m4s"))).unwrap();
            let tfdt = segment.windows(4).position(|four| four == b"tfdt").unwrap();
            let start = u64::from_be_bytes(segment[tfdt + 8..tfdt + 16].try_into().unwrap());
            assert_eq!(start, number * 221_184);
        }
        let init = std::fs::read(folder.join("init.mp4")).unwrap();
        assert!(!init.windows(4).any(|four| four == b"elst"), "an edit list");
    }
}

#[tokio::test]
async fn a_high_rate_comes_down_without_a_shift() {
    let bench = Bench::new();
    // At twice the rate every second sample is one of the lower rate.
    let low = samples(96_000, 2, 48_000);
    let reference = bench.file("low.wav", &wav(&low, 2, 48_000));
    let high = bench.ffmpeg(&reference, &["-ar", "96000", "-c:a", "pcm_s24le"], "high.wav");
    let frames = bench.probe(&high).await.unwrap().frames;
    let ladder = ladder(&bench, &high, &[Rung::Aac320]).await;
    assert_eq!((ladder.frames, ladder.sample_rate), (frames.div_ceil(2), 48_000));
    let all = decoded(&joined(&bench, &ladder.renditions[0]));
    assert_eq!(lag(&low, &all, 2, 1900..2200), 2048);
}

#[tokio::test]
async fn progressive_files_are_exact() {
    let bench = Bench::new();
    for (channels, rate) in [(2_u16, 44_100_u32), (1, 48_000)] {
        let frames = rate as usize * 7 + 501;
        let expected = samples(frames, channels.into(), rate);
        let source = bench.file("source.wav", &wav(&expected, channels, rate));
        // The rung they come from need not be wanted itself.
        let ladder = ladder(&bench, &source, &[]).await;
        assert!(ladder.renditions.is_empty());
        let (m4a, mp3) = (bench.path("ladder/progressive.m4a"), bench.path("ladder/progressive.mp3"));
        assert_eq!(std::fs::metadata(&m4a).unwrap().len(), ladder.progressive_m4a_bytes.unwrap());
        assert_eq!(std::fs::metadata(&mp3).unwrap().len(), ladder.progressive_mp3_bytes.unwrap());
        for path in [&m4a, &mp3] {
            assert_eq!(bench.probe(path).await.unwrap().frames, frames as u64, "{}", path.display());
            assert_eq!(lag(&expected, &decoded(path), channels.into(), -1500..1500), 0, "{}", path.display());
        }
        assert_eq!(decoded(&mp3).len(), expected.len());
        // This ffmpeg cuts off only the front of an edit list; the declared lengths are what browsers go by.
        let facts = ffprobe(&m4a, "stream=duration_ts,start_pts,nb_frames,channels");
        assert!(facts.contains(&format!("duration_ts={frames}")), "{facts}");
        assert!(facts.contains("start_pts=0"), "{facts}");
        let bytes = std::fs::read(&m4a).unwrap();
        let place = |name: &[u8; 4]| bytes.windows(4).position(|four| four == name).unwrap();
        assert!(place(b"moov") < place(b"mdat"), "not made for a fast start");
    }
}

#[tokio::test]
async fn playlists_lead_to_everything() {
    let bench = Bench::new();
    let frames = 48_000 * 12;
    let ladder = ladder(&bench, &bench.wav("source.wav", frames, 48_000), &[Rung::Aac64, Rung::Aac128]).await;
    let units = (2048 + frames).div_ceil(1024) * 1024;
    let master = bench.file("ladder/master.m3u8", manifest::hls_master(&ladder.renditions).as_bytes());
    let facts = ffprobe(&master, "program=nb_streams:stream=codec_name");
    assert_eq!(facts.matches("codec_name=aac").count() / 2, 2, "{facts}");
    for path in [master, bench.path("ladder/aac-64/index.m3u8")] {
        assert_eq!(decoded(&path).len() / 2, units, "{}", path.display());
    }
    let length = ffprobe(&bench.path("ladder/aac-128/index.m3u8"), "format=duration");
    assert_eq!(length.trim(), "duration=12.000000");
    let dash = manifest::dash(&ladder.renditions);
    let dash = bench.file("ladder/manifest.mpd", dash.as_bytes());
    assert_eq!(decoded(&dash).len() / 2, units);
}

#[tokio::test]
async fn very_short_tracks_have_a_ladder_too() {
    let bench = Bench::new();
    for frames in [1, 500, 1024, 3000] {
        let ladder = ladder(&bench, &bench.wav("source.wav", frames, 44_100), &[Rung::Aac64]).await;
        assert_eq!(ladder.frames, frames as u64);
        assert_eq!(ladder.renditions[0].segments.len(), 1);
        assert_eq!(decoded(&joined(&bench, &ladder.renditions[0])).len() / 2, (2048 + frames).div_ceil(1024) * 1024);
        for name in ["ladder/progressive.m4a", "ladder/progressive.mp3"] {
            assert_eq!(bench.probe(&bench.path(name)).await.unwrap().frames, frames as u64, "{name}");
        }
    }
}

#[tokio::test]
async fn loudness_and_waveform_tell_of_the_music() {
    let bench = Bench::new();
    // Five seconds of silence, five of a tone at a tenth of full scale.
    let tone = |i: usize| (i as f64 * 1000.0 / 48_000.0 * std::f64::consts::TAU).sin() * 3276.8;
    let all: Vec<i16> = (0..480_000).flat_map(|i| [if i < 240_000 { 0 } else { tone(i) as i16 }; 2]).collect();
    let ladder = ladder(&bench, &bench.file("source.wav", &wav(&all, 2, 48_000)), &[]).await;
    let loudness = ladder.loudness.unwrap();
    assert!((loudness.integrated_lufs.unwrap() + 20.0).abs() < 0.3, "{loudness:?}");
    assert!((loudness.true_peak_dbtp.unwrap() + 20.0).abs() < 0.2, "{loudness:?}");
    let waveform = ladder.waveform.unwrap();
    assert_eq!((waveform.len(), waveform[100], waveform[300]), (400, 0, 25));
}

#[tokio::test]
async fn progress_rises() {
    let bench = Bench::new();
    let input = bench.wav("source.wav", 44_100 * 60, 44_100);
    let out_dir = bench.path("ladder");
    let (rungs, place) = (vec![Rung::Aac64], Place::default());
    let job = LadderJob { input, out_dir, rungs, progressive: false, analyse: false, place };
    let mut told = Vec::new();
    let ladder = media().ladder(&job, |done| told.push(done)).await.unwrap();
    assert!(told.len() > 20 && told.is_sorted() && told[told.len() - 1] <= 1.0, "{told:?}");
    assert_eq!((ladder.loudness, ladder.waveform, ladder.progressive_m4a_bytes), (None, None, None));
}
