//! Sound cards as an artist meets them on the command line, with a card made of software.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use model::show_runs::RunSource;
use model::shows::{ShowInput, State};
use model::{money, show_runs, show_segments, shows};
use testkit::alsa::{Failure, Tone, ToneOptions};

use crate::support::TestApp;

/// Runs `tonewood live …` where the card is.
fn live(tone: &Tone, arguments: &[&str]) -> Output {
    let data = tempfile::tempdir().unwrap();
    let (name, value) = tone.environment();
    Command::new(env!("CARGO_BIN_EXE_tonewood"))
        .arg("live")
        .args(arguments)
        .arg("--data")
        .arg(data.path())
        .env(name, value)
        .env_remove("DATABASE_URL")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What a check heard: what it said, and the samples of the left channel.
struct Heard {
    said: String,
    samples: Vec<f64>,
}

/// Listens to a card for some seconds.
fn check(options: &ToneOptions, seconds: u32) -> Heard {
    let tone = Tone::build(options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("heard.wav");
    let (seconds, path) = (seconds.to_string(), file.to_str().unwrap());
    let output = live(&tone, &["check", "--device", Tone::DEVICE, "--seconds", &seconds, "--write", path]);
    assert!(output.status.success(), "{}", said(&output));
    let bytes = std::fs::read(file).unwrap();
    let frames = bytes[44..].chunks_exact(8);
    let samples = frames.map(|frame| f64::from(f32::from_le_bytes(frame[..4].try_into().unwrap()))).collect();
    Heard { said: said(&output), samples }
}

impl Heard {
    /// Where the wave does not go on as a sine of 997 Hz does.
    fn breaks(&self) -> usize {
        let turn = 2.0 * (997.0 / 48_000.0 * std::f64::consts::TAU).cos();
        let odd = |three: &&[f64]| (turn * three[1] - three[0] - three[2]).abs() > 0.005;
        self.samples.windows(3).filter(odd).count()
    }

    /// From the zero crossings of the loud part, in Hz.
    fn frequency(&self) -> f64 {
        let rising = |pair: &[f64]| pair[0] < 0.0 && pair[1] >= 0.0;
        let at: Vec<usize> =
            self.samples.windows(2).enumerate().filter(|(_, pair)| rising(pair)).map(|(at, _)| at).collect();
        let span = at[at.len() - 1] - at[0];
        (at.len() - 1) as f64 * 48_000.0 / span as f64
    }

    /// Frames of silence.
    fn silent(&self) -> usize {
        self.samples.windows(3).filter(|three| three.iter().all(|sample| *sample == 0.0)).count()
    }
}

#[test]
fn a_card_is_listed_and_heard_as_it_is() {
    let tone = Tone::build(&ToneOptions::default()).unwrap();
    let listed = said(&live(&tone, &["devices"]));
    let line = listed.lines().find(|line| line.starts_with(Tone::DEVICE)).unwrap_or_else(|| panic!("{listed}"));
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), [Tone::DEVICE, "2", "48000"]);
    assert!(listed.contains("A tone for tests"), "{listed}");

    let heard = check(&ToneOptions::default(), 5);
    assert_eq!(heard.breaks(), 0, "{}", heard.said);
    assert!((heard.frequency() - 997.0).abs() < 0.5, "{} Hz", heard.frequency());
    assert!((240_000..245_000).contains(&heard.samples.len()), "{}", heard.samples.len());
    assert!(heard.said.contains("loudest -6.0 dBFS, 0 ms lost"), "{}", heard.said);
}

#[test]
fn a_card_that_is_not_there_is_said_to_be_missing() {
    let tone = Tone::build(&ToneOptions::default()).unwrap();
    let output = live(&tone, &["check", "--device", "alsa:nothing"]);
    assert!(!output.status.success());
    assert!(said(&output).contains("There is no sound card alsa:nothing."), "{}", said(&output));
}

#[test]
fn drift_and_a_stall_lose_nothing() {
    let drifting = std::thread::spawn(|| check(&ToneOptions { ppm: 300, ..ToneOptions::default() }, 5));
    let stalled = check(&ToneOptions { stall: Some((1500, 150)), ..ToneOptions::default() }, 5);
    for heard in [stalled, drifting.join().unwrap()] {
        assert_eq!(heard.breaks(), 0, "{}", heard.said);
        assert!(heard.said.contains(" 0 ms lost"), "{}", heard.said);
    }
}

#[test]
fn what_an_overrun_loses_is_silence() {
    let heard = check(&ToneOptions { loss: Some((1500, 400)), ..ToneOptions::default() }, 5);
    // What the card had not handed over yet is gone as well: at most two periods of 85 ms.
    let silent = heard.silent() / 48;
    assert!((380..700).contains(&silent), "{silent} ms of silence: {}", heard.said);
    assert!(heard.breaks() <= 4, "{} breaks: {}", heard.breaks(), heard.said);
    assert!(heard.said.contains(" ms lost, silence in their place"), "{}", heard.said);
}

#[test]
fn another_rate_and_one_channel_become_stereo_at_48_khz() {
    let heard = check(&ToneOptions { rate: 44_100, channels: 1, ..ToneOptions::default() }, 4);
    assert!(heard.said.contains("44100 Hz, 1 channel\n"), "{}", heard.said);
    assert!((heard.frequency() - 997.0).abs() < 0.5, "{} Hz", heard.frequency());
    assert!(heard.said.contains(" 0 ms lost"), "{}", heard.said);
}

#[test]
fn a_card_that_is_lost_is_opened_again() {
    let lost = |how| {
        std::thread::spawn(move || {
            let failure = Some((2000, how, 1000));
            (how, check(&ToneOptions { failure, ..ToneOptions::default() }, 8))
        })
    };
    let all = [Failure::Unplugged, Failure::Storm, Failure::Quiet].map(lost);
    for (how, heard) in all.map(|one| one.join().unwrap()) {
        assert!(heard.said.contains("The sound card is gone"), "{how:?}: {}", heard.said);
        assert!(heard.said.contains("The sound card is back"), "{how:?}: {}", heard.said);
        // It is noticed within 2 s, away for 1 s, and looked for every half second by then.
        let silent = heard.silent() / 48;
        assert!((900..4500).contains(&silent), "{how:?}: {silent} ms of silence: {}", heard.said);
        let last = &heard.samples[heard.samples.len() - 24_000..];
        assert!(last.iter().any(|sample| *sample > 0.4), "{how:?}: nothing after it was back");
    }
}

#[actix_web::test]
async fn a_show_is_fed_from_a_card_of_this_machine() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    let input = ShowInput { title: "A night".to_owned(), records: true, ..ShowInput::default() };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    let show = shows::create(&mut *app.db().await, artist.id, &fields, chrono::Utc::now()).await.unwrap();
    let tone = Tone::build(&ToneOptions::default()).unwrap();
    let (name, value) = tone.environment();
    // No worker runs, so it runs one.
    let mut child = Command::new(env!("CARGO_BIN_EXE_tonewood"))
        .args(["live", "capture", "--device", Tone::DEVICE, "--show", &show.slug, "--data"])
        .arg(app.data.path())
        .env(name, value)
        .env("DATABASE_URL", app.database_url())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let (heard, lines) = tokio::task::spawn_blocking(move || {
        let heard = lines.find(|line| line.contains("left -6.0 dBFS") && line.contains("LUFS"));
        (heard, lines)
    })
    .await
    .unwrap();
    assert!(heard.is_some(), "no level was shown");
    // Whatever it says from here on is not asked for.
    std::thread::spawn(move || lines.for_each(drop));
    let kept = async {
        while show_segments::recording(&mut *app.db().await, show.id).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), kept).await.expect("a segment lies in storage");
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
    let ended = tokio::time::timeout(Duration::from_secs(30), ended).await.expect("it ends").unwrap();
    assert!(ended.success(), "{ended}");
    let mut db = app.db().await;
    let runs = show_runs::of_show(&mut db, show.id).await.unwrap();
    assert_eq!(
        runs.iter().map(|run| (run.source, run.ended_at.is_some())).collect::<Vec<_>>(),
        [(RunSource::Capture, true)]
    );
    // It waits for the next source.
    assert_eq!(shows::find(&mut db, show.id).await.unwrap().unwrap().state(), State::OnAir);
}
