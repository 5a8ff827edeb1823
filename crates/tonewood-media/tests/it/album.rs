//! What is measured of tracks, and what follows from it for several of them.

use std::path::PathBuf;

use ebur128::{EbuR128, Mode};
use media::{Ladder, LadderJob, Place, fingerprint, loudness};

use crate::support::{Bench, media, wav};

/// Something like music: chords of plucked strings over a bass and a beat, from a seed, in two channels.
fn music(seed: u32, seconds: usize, level: f64) -> Vec<i16> {
    const RATE: f64 = 44_100.0;
    let mut state = seed;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        f64::from(state) / f64::from(u32::MAX)
    };
    let mut out = vec![0.0_f64; seconds * 44_100];
    let root = 40.0 + (random() * 12.0).floor();
    let scale = if random() < 0.5 { [0, 2, 4, 5, 7, 9, 11] } else { [0, 2, 3, 5, 7, 8, 10] };
    let beat = RATE * (0.35 + random() * 0.3);
    let mut at = 0.0;
    let mut degree = 0;
    let mut count = 0;
    while at < out.len() as f64 {
        if count % 4 == 0 {
            degree = (random() * 7.0) as usize;
        }
        let note = |step: usize| root + f64::from(scale[(degree + step) % 7]) + ((degree + step) / 7) as f64 * 12.0;
        let chord = [note(0), note(0) + 12.0, note(2) + 12.0, note(4) + 12.0, note((random() * 7.0) as usize) + 24.0];
        for (voice, key) in chord.into_iter().enumerate() {
            let hz = 440.0 * ((key - 69.0) / 12.0).exp2();
            let start = at as usize + (random() * 1500.0) as usize;
            let decay = 1.5 + voice as f64;
            for (i, sample) in out.iter_mut().skip(start).take((beat * 3.0) as usize).enumerate() {
                let t = i as f64 / RATE;
                let angle = t * hz * std::f64::consts::TAU;
                let tone = angle.sin() + 0.5 * (2.0 * angle).sin() + 0.25 * (3.0 * angle).sin();
                *sample += tone * (-t * decay).exp() * 0.08;
            }
        }
        for (i, sample) in out.iter_mut().skip(at as usize).take(4000).enumerate() {
            *sample += (random() - 0.5) * (-(i as f64) / 600.0).exp() * 0.3;
        }
        at += beat;
        count += 1;
    }
    out.iter()
        .flat_map(|sample| [sample * level, sample * level * 0.9].map(|s| (s * 32_768.0).round() as i16))
        .collect()
}

async fn analysed(bench: &Bench, input: PathBuf) -> Ladder {
    let (rungs, place) = (Vec::new(), Place::default());
    let job = LadderJob { input, out_dir: bench.path("ladder"), rungs, progressive: false, analyse: true, place };
    media().ladder(&job, |_| ()).await.unwrap()
}

/// The loudness of `samples` by the meter itself, exactly.
fn measured(samples: &[i16]) -> f64 {
    let mut meter = EbuR128::new(2, 44_100, Mode::I).unwrap();
    meter.add_frames_i16(samples).unwrap();
    meter.loudness_global().unwrap()
}

#[tokio::test]
async fn an_album_is_as_loud_as_its_tracks_one_after_the_other() {
    let bench = Bench::new();
    // A loud track, a quiet one, a long silence, and one that fades.
    let mut fading = music(9, 20, 0.7);
    let length = fading.len() as f64;
    fading.iter_mut().enumerate().for_each(|(i, s)| *s = (f64::from(*s) * (1.0 - i as f64 / length)) as i16);
    let tracks = [music(7, 15, 0.9), music(8, 40, 0.05), vec![0; 30 * 88_200], fading];
    let mut blocks = Vec::new();
    for (number, track) in tracks.iter().enumerate() {
        let ladder = analysed(&bench, bench.file("track.wav", &wav(track, 2, 44_100))).await;
        let own = ladder.loudness_blocks.unwrap();
        assert!(own.is_sorted(), "{own:?}");
        let (alone, integrated) = (loudness::of_album(&[&own]), ladder.loudness.unwrap().integrated_lufs);
        assert_eq!(alone.is_some(), number != 2);
        if let (Some(alone), Some(integrated)) = (alone, integrated) {
            assert!((alone - integrated).abs() < 0.1, "{alone} {integrated}");
            assert!((alone - measured(track)).abs() < 0.1, "{alone} {}", measured(track));
        }
        blocks.push(own);
    }
    let album = loudness::of_album(&blocks.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let expected = measured(&tracks.concat());
    println!("{album:.3} LUFS, expected {expected:.3}");
    assert!((album - expected).abs() < 0.1, "{album} instead of {expected}");
}

#[tokio::test]
async fn a_recording_is_known_again_whatever_it_is_encoded_with() {
    let bench = Bench::new();
    let mut different = Vec::new();
    for seed in 11..15 {
        let all = music(seed, 40, 0.8);
        let source = bench.file(&format!("{seed}.wav"), &wav(&all, 2, 44_100));
        let original = analysed(&bench, source.clone()).await.fingerprint.unwrap();
        let encodings = [
            (&["-b:a", "128k"][..], "a.mp3"),
            (&["-b:a", "64k"], "b.mp3"),
            (&["-b:a", "96k"], "c.m4a"),
            (&["-b:a", "48k"], "d.opus"),
            (&["-ac", "1", "-ar", "48000"], "e.flac"),
            (&["-af", "volume=-9dB"], "f.flac"),
            (&["-ss", "4.3"], "g.flac"),
        ];
        // All of them of one piece; of the others only the most common.
        for (options, name) in encodings.into_iter().take(if seed == 11 { 7 } else { 1 }) {
            let path = bench.ffmpeg(&source, options, name);
            let other = analysed(&bench, path).await.fingerprint.unwrap();
            let score = fingerprint::score(&original, &other).unwrap();
            println!("{seed} {name}: {score:.3}");
            assert!(fingerprint::same_recording(&original, &other), "{seed} {name}: {score}");
        }
        different.push(original);
    }
    for (number, one) in different.iter().enumerate() {
        for other in &different[..number] {
            let score = fingerprint::score(one, other).unwrap();
            println!("different: {score:.3}");
            assert!(!fingerprint::same_recording(one, other), "{score}");
        }
    }
}

#[tokio::test]
async fn what_is_no_music_is_never_the_same() {
    let bench = Bench::new();
    let tone = |hz: f64| {
        let sample = move |i: usize| ((i as f64 * hz / 44_100.0 * std::f64::consts::TAU).sin() * 9000.0) as i16;
        wav(&(0..44_100 * 40).flat_map(|i| [sample(i); 2]).collect::<Vec<_>>(), 2, 44_100)
    };
    let mut all = Vec::new();
    for bytes in [tone(440.0), tone(440.0), wav(&vec![0; 88_200 * 40], 2, 44_100), wav(&[5; 2000], 2, 44_100)] {
        all.push(analysed(&bench, bench.file("track.wav", &bytes)).await.fingerprint.unwrap());
    }
    assert!(all[3].is_empty());
    for other in &all[1..] {
        assert!(!fingerprint::same_recording(&all[0], other));
        assert!(!fingerprint::same_recording(other, other));
    }
}
