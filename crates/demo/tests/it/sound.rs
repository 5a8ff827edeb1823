//! How it sounds: one track of every arranger is played and measured.

use demo::buffer::Stereo;
use demo::mix::{CEILING, loudness};
use demo::{Track, catalogue};

/// One track of every arranger, one of them live.
const HEARD: [&str; 7] =
    ["Slack Water, Quicker", "Neap", "Slug Patrol", "Boot Chime", "Carriage Return", "Bladderwrack", "Bean Poles"];

fn track(title: &str) -> Track {
    catalogue().releases.into_iter().flat_map(|r| r.tracks).find(|t| t.title == title).unwrap()
}

/// RMS of both channels in steps of 100 ms.
fn levels(sound: &Stereo, rate: u32) -> Vec<f32> {
    let step = (rate / 10) as usize;
    (sound.left.chunks(step).zip(sound.right.chunks(step)))
        .map(|(l, r)| (l.iter().chain(r).map(|s| s * s).sum::<f32>() / (2 * l.len()) as f32).sqrt())
        .collect()
}

#[test]
fn recordings_are_loud_enough_clean_and_never_silent_for_long() {
    for title in HEARD {
        let track = track(title);
        let sound = track.perform();
        let rate = track.format.rate;
        assert!(sound.left.iter().chain(&sound.right).all(|s| s.is_finite()), "{title}");
        let peak = sound.peak();
        assert!(peak <= CEILING && peak > 0.5, "{title}: peak {peak}");
        let lufs = loudness::integrated(&[&sound.left, &sound.right], rate as f32);
        assert!((-16.0..=-13.0).contains(&lufs), "{title}: {lufs} LUFS");
        for channel in [&sound.left, &sound.right] {
            let mean = channel.iter().map(|s| f64::from(*s)).sum::<f64>() / channel.len() as f64;
            assert!(mean.abs() < 1e-4, "{title}: DC {mean}");
        }
        let levels = levels(&sound, rate);
        let music = &levels[..levels.len() - 25];
        let quiet = music.split(|level| *level > 0.0015).map(<[f32]>::len).max().unwrap();
        assert!(quiet < 20, "{title}: {quiet} tenths of a second of silence");
        starts_and_ends_softly(title, &sound);
    }
}

fn starts_and_ends_softly(title: &str, sound: &Stereo) {
    for channel in [&sound.left, &sound.right] {
        assert!(channel[0].abs() < 1e-6, "{title} starts at {}", channel[0]);
        assert!(channel[channel.len() - 1].abs() < 1e-6, "{title}");
        let start = channel[..200].iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        let end = channel[channel.len() - 400..].iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        assert!(start < 0.02 && end < 0.01, "{title}: {start} at the start, {end} at the end");
    }
}

#[test]
fn both_sides_are_used_and_agree() {
    for title in ["Slug Patrol", "Boot Chime"] {
        let sound = track(title).perform();
        let (mut both, mut left, mut right) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (l, r) in sound.left.iter().zip(&sound.right) {
            both += f64::from(l * r);
            left += f64::from(l * l);
            right += f64::from(r * r);
        }
        let agreement = both / (left * right).sqrt();
        assert!((0.2..0.98).contains(&agreement), "{title}: correlation {agreement}");
        let balance = 10.0 * (left / right).log10();
        assert!(balance.abs() < 2.0, "{title}: {balance} dB to one side");
    }
}

#[test]
fn the_same_track_is_the_same_bytes() {
    let track = track("Slug Patrol");
    let render = || {
        let mut file = Vec::new();
        track.render(&mut file).unwrap();
        file
    };
    let file = render();
    assert_eq!(&file[..4], b"RIFF");
    assert_eq!(&file[8..12], b"WAVE");
    assert!(file.windows(11).any(|w| w == b"Slug Patrol"));
    assert!(file == render(), "two renderings differ");
}
