//! The ladder as players see it.

use std::path::Path;

use media::{Ladder, LadderJob, Place, Rendition, Rung, manifest};

use crate::ladders::joined;
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
            let all = decoded(&joined(&bench.path("ladder"), rendition));
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
    let ladder = ladder(&bench, &source, &Rung::ALL).await;
    let cuts = |rendition: &Rendition| rendition.segments.iter().map(|s| s.duration_samples).collect::<Vec<_>>();
    for rendition in &ladder.renditions {
        assert_eq!(cuts(rendition), [219_136, 221_184, 221_184, 88_196], "{}", rendition.rung);
        let folder = bench.path("ladder").join(rendition.rung.name());
        for number in 0..4_u64 {
            let segment = std::fs::read(folder.join(format!("{number}.m4s"))).unwrap();
            let tfdt = segment.windows(4).position(|four| four == b"tfdt").unwrap();
            let start = u64::from_be_bytes(segment[tfdt + 8..tfdt + 16].try_into().unwrap());
            let unheard = if rendition.rung == Rung::Flac { 2048 } else { 0 };
            assert_eq!(start, (number * 221_184).saturating_sub(unheard));
        }
        let init = std::fs::read(folder.join("init.mp4")).unwrap();
        assert!(!init.windows(4).any(|four| four == b"elst"), "an edit list");
    }
}

#[tokio::test]
async fn progressive_files_are_exact() {
    let bench = Bench::new();
    for (channels, rate) in [(2_u16, 44_100_u32), (1, 48_000)] {
        let frames = rate as usize * 7 + 501;
        let expected = samples(frames, channels.into(), rate);
        let source = bench.file("source.wav", &wav(&expected, channels, rate));
        // They are made without any rung.
        let ladder = ladder(&bench, &source, &[]).await;
        assert!(ladder.renditions.is_empty());
        let (m4a, mp3) = (bench.path("ladder/progressive.m4a"), bench.path("ladder/progressive.mp3"));
        assert_eq!(std::fs::metadata(&m4a).unwrap().len(), ladder.progressive_m4a_bytes.unwrap());
        assert_eq!(std::fs::metadata(&mp3).unwrap().len(), ladder.progressive_mp3_bytes.unwrap());
        for path in [&m4a, &mp3] {
            assert_eq!(bench.probe(path).await.unwrap().frames, frames as u64, "{}", path.display());
            let decoded = decoded(path);
            assert_eq!(decoded.len(), expected.len(), "{}", path.display());
            assert_eq!(lag(&expected, &decoded, channels.into(), -1500..1500), 0, "{}", path.display());
        }
        let facts = ffprobe(&m4a, "stream=duration_ts,start_pts,nb_frames,channels");
        assert!(facts.contains(&format!("duration_ts={frames}")), "{facts}");
        assert!(facts.contains("start_pts=0"), "{facts}");
        let bytes = std::fs::read(&m4a).unwrap();
        let place = |name: &[u8; 4]| bytes.windows(4).position(|four| four == name).unwrap();
        assert!(place(b"moov") < place(b"mdat"), "not made for a fast start");
    }
}

#[tokio::test]
async fn progressive_files_know_nothing_of_the_neighbours() {
    let bench = Bench::new();
    let (frames, rate) = (44_100 * 6 + 77, 44_100);
    let expected = samples(frames, 2, rate);
    let input = bench.file("source.wav", &wav(&expected, 2, rate));
    let loud = bench.file("loud.wav", &wav(&vec![i16::MAX; 88_200], 2, rate));
    let alone = LadderJob {
        input,
        out_dir: bench.path("alone"),
        rungs: vec![Rung::Aac128],
        progressive: true,
        analyse: false,
        place: Place { start: 5_000_123, ..Place::default() },
    };
    let place = Place { previous: Some(loud.clone()), next: Some(loud), ..alone.place.clone() };
    let joined = LadderJob { out_dir: bench.path("joined"), place, ..alone.clone() };
    for job in [alone, joined] {
        let ladder = media().ladder(&job, |_| ()).await.unwrap();
        let m4a = job.out_dir.join("progressive.m4a");
        assert_eq!(std::fs::metadata(&m4a).unwrap().len(), ladder.progressive_m4a_bytes.unwrap());
        assert_eq!(bench.probe(&m4a).await.unwrap().frames, frames as u64);
        let all = decoded(&m4a);
        assert_eq!(lag(&expected, &all, 2, -1500..1500), 0);
        // Behind the end is silence, or what the codec makes of it; the neighbour would be full scale.
        let behind = all[frames * 2..].iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        assert!(behind < 16_000, "{behind}");
    }
}

#[tokio::test]
async fn playlists_lead_to_everything() {
    let bench = Bench::new();
    let frames = 48_000 * 12;
    let input = bench.wav("source.wav", frames, 96_000);
    let ladder = ladder(&bench, &input, &[Rung::Aac64, Rung::Aac128, Rung::Flac]).await;
    let units = (2048 + frames / 2).div_ceil(1024) * 1024;
    let master = bench.file("ladder/master.m3u8", manifest::hls_master(&ladder.renditions).as_bytes());
    let facts = ffprobe(&master, "program=nb_streams:stream=codec_name");
    assert_eq!(
        (facts.matches("codec_name=aac").count() / 2, facts.matches("codec_name=flac").count() / 2),
        (2, 1),
        "{facts}"
    );
    assert_eq!(decoded(&bench.path("ladder/aac-64/index.m3u8")).len() / 2, units);
    assert_eq!(decoded(&bench.path("ladder/flac/index.m3u8")), decoded(&input));
    for rung in ["aac-128", "flac"] {
        let length = ffprobe(&bench.path(&format!("ladder/{rung}/index.m3u8")), "format=duration");
        assert_eq!(length.trim(), "duration=6.000000");
    }
    let dash = bench.file("ladder/manifest.mpd", manifest::dash(&ladder.renditions).as_bytes());
    let streams = ffprobe(&dash, "stream=codec_name,sample_rate");
    // It lists them as streams of the file and as streams of its only programme.
    assert_eq!(streams.matches("codec_name=aac\nsample_rate=48000").count(), 4, "{streams}");
    assert_eq!(streams.matches("codec_name=flac\nsample_rate=96000").count(), 2, "{streams}");
    let lossy = bench.file("ladder/lossy.mpd", manifest::dash(&ladder.renditions[..2]).as_bytes());
    assert_eq!(decoded(&lossy).len() / 2, units);
    let lossless = bench.file("ladder/lossless.mpd", manifest::dash(&ladder.renditions[2..]).as_bytes());
    assert_eq!(decoded(&lossless), decoded(&input));
}

#[tokio::test]
async fn flac_is_named_as_it_should_be_at_every_rate() {
    let bench = Bench::new();
    for rate in [44_100, 88_200, 96_000, 176_400, 192_000, 66_667] {
        ladder(&bench, &bench.wav("source.wav", 30_000, rate), &[Rung::Flac]).await;
        let init = std::fs::read(bench.path("ladder/flac/init.mp4")).unwrap();
        let entry = init.windows(4).position(|four| four == b"fLaC").unwrap() + 4;
        let sample_rate = u16::from_be_bytes(init[entry + 24..entry + 26].try_into().unwrap());
        // The largest that fits and goes into the true one.
        let expected = match rate {
            44_100 | 88_200 | 176_400 => 44_100,
            66_667 => 65_535,
            _ => 48_000,
        };
        assert_eq!(sample_rate, expected, "{rate}");
        assert_eq!(&init[entry + 32..entry + 36], b"dfLa", "{rate}");
    }
}

#[tokio::test]
async fn a_lossy_master_has_no_lossless_rung() {
    let bench = Bench::new();
    let input = bench.ffmpeg(&bench.wav("source.wav", 50_000, 44_100), &[], "master.mp3");
    let (out_dir, place) = (bench.path("ladder"), Place::default());
    let job = LadderJob { input, out_dir, rungs: Rung::ALL.to_vec(), progressive: false, analyse: false, place };
    let refused = media().ladder(&job, |_| ()).await.unwrap_err();
    assert_eq!(refused.refusal().unwrap().code, "not_lossless");
}

#[tokio::test]
async fn very_short_tracks_have_a_ladder_too() {
    let bench = Bench::new();
    for frames in [1, 500, 1024, 3000] {
        let ladder = ladder(&bench, &bench.wav("source.wav", frames, 44_100), &[Rung::Aac64]).await;
        assert_eq!(ladder.frames, frames as u64);
        assert_eq!(ladder.renditions[0].segments.len(), 1);
        assert_eq!(
            decoded(&joined(&bench.path("ladder"), &ladder.renditions[0])).len() / 2,
            (2048 + frames).div_ceil(1024) * 1024
        );
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
