//! The automated DJ: what it plays, and that nothing is between two tracks.

use std::process::Command;
use std::time::Duration;

use model::accounts::Account;
use model::api_tokens::Scope;
use model::artists::Artist;
use model::ids::{ShowId, TrackId};
use model::money;
use model::rotations::{self, Rotation, RotationMode};
use model::shows::{self, ShowInput};
use reqwest::{Method, StatusCode};
use serde_json::json;
use worker::live::rotation;
use worker::live::source::{Given, LetGo, source};

use crate::support::TestApp;

/// A FLAC file at 48 kHz with a sine of so many seconds.
fn flac(hertz: u32, seconds: u32) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("tone.flac");
    let tone = format!("sine=frequency={hertz}:sample_rate=48000:duration={seconds}");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", &tone, "-ac", "2"])
        .arg(&target)
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::read(target).unwrap()
}

/// An artist with a station.
async fn station(app: &TestApp) -> (ShowId, Vec<TrackId>) {
    let (artist, account, _) = app.artist("ode").await;
    let input = ShowInput { kind: "station".to_owned(), title: "Ode radio".to_owned(), ..ShowInput::default() };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    let show = shows::create(&mut *app.db().await, artist.id, &fields, chrono::Utc::now()).await.unwrap().id;
    (show, two_tones(app, (&artist, &account), show).await)
}

/// A release of two tones of three seconds, which are the rotation of a show.
pub async fn two_tones(app: &TestApp, (artist, account): (&Artist, &Account), show: ShowId) -> Vec<TrackId> {
    let (token, curl) = (app.token(account, Scope::Write).await, app.visitor());
    let body = json!({"artist": artist.handle, "title": "Two tones", "kind": "ep"});
    let made = curl.send(curl.request(Method::POST, "/api/v1/releases").bearer_auth(&token).json(&body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let release = made.json()["id"].as_str().unwrap().to_owned();
    let mut tracks = Vec::new();
    for (name, hertz) in [("low.flac", 440), ("high.flac", 880)] {
        let path = format!("/api/v1/releases/{release}/tracks?filename={name}");
        let sent = curl.send(curl.request(Method::POST, &path).bearer_auth(&token).body(flac(hertz, 3))).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        tracks.push(sent.json()["id"].as_str().unwrap().parse().unwrap());
    }
    app.run_pending_jobs().await;
    let rotation = Rotation {
        show_id: show,
        mode: RotationMode::Order,
        crossfade_ms: 1000,
        idents_every: 0,
        time_zone: "Europe/Berlin".to_owned(),
        enabled: true,
    };
    let listed: Vec<(TrackId, bool)> = tracks.iter().map(|track| (*track, false)).collect();
    rotations::set(&mut *app.db().await, &rotation, &listed, &[]).await.unwrap();
    tracks
}

#[actix_web::test]
async fn tracks_fade_into_each_other_without_a_gap() {
    let app = TestApp::start().await;
    let (show, tracks) = station(&app).await;
    assert!(rotation::is_due(&mut *app.db().await, show, chrono::Utc::now()).await.unwrap());
    let (end, mut source) = source(rotation::facts());
    let context = app.context.clone();
    let playing = tokio::spawn(async move { rotation::run(&context, show, end).await });
    // Which track began after how many frames.
    let (mut samples, mut begun) = (Vec::new(), Vec::new());
    while begun.len() < 4 {
        let given = tokio::time::timeout(Duration::from_secs(20), source.given.recv()).await.unwrap();
        match given.unwrap() {
            Given::Samples(more) => samples.extend(more),
            Given::Playing { title, artist, track } => begun.push((samples.len() / 2, title, artist, track.unwrap())),
            Given::Facts(facts) => assert_eq!((facts.sample_rate, facts.channels), (48_000, 2)),
            other => panic!("{other:?}"),
        }
    }
    source.let_go(LetGo::ForGood);
    drop(source);
    tokio::time::timeout(Duration::from_secs(5), playing).await.unwrap().unwrap();

    // Each of three seconds, with a second in common with the next.
    let at: Vec<usize> = begun.iter().map(|(at, ..)| *at).collect();
    assert_eq!(at, [0, 96_000, 192_000, 288_000]);
    let order: Vec<TrackId> = begun.iter().map(|(.., track)| *track).collect();
    assert_eq!(order, [tracks[0], tracks[1], tracks[0], tracks[1]]);
    assert_eq!((begun[1].1.as_str(), begun[1].2.is_empty()), ("high", false));
    // Nowhere is silence, and nothing is louder than -1 dBFS.
    for (at, piece) in samples.chunks(960).enumerate() {
        let peak = piece.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!((0.05..0.9).contains(&peak), "{peak} at {} ms", at * 10);
    }
}
