//! Who may hear what; ladders made anew while somebody listens; blobs held against what is known of them, and swept.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use chrono::Utc;
use diesel::ExpressionMethods;
use diesel_async::RunQueryDsl;
use model::api_tokens::Scope;
use model::ids::ReleaseId;
use model::jobs::{self, SweepBlobs};
use model::releases::{self, PriceMode, ReleaseChanges, publication};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use storage::Key;
use uuid::Uuid;

use crate::support::{Answer, Browser, TestApp, media_executable, wav};

/// A published release of two tracks, made by the real worker, with its artist's browser.
struct House {
    app: TestApp,
    member: Browser,
    release: ReleaseId,
    visitor: Browser,
}

impl House {
    async fn open(price: PriceMode) -> Self {
        let app = TestApp::start().await;
        let (artist, account, member) = app.artist("ode").await;
        let token = app.token(&account, Scope::Write).await;
        let visitor = app.visitor();
        let db = &mut app.db().await;
        let release = releases::create(db, artist.id, "Ebb", releases::ReleaseKind::Ep).await.unwrap().id;
        let changes = ReleaseChanges {
            price_mode: Some(price),
            price_amount_minor: Some(900),
            ai_declaration: Some("none".to_owned()),
            ..ReleaseChanges::default()
        };
        releases::update(db, release, &changes).await.unwrap();
        for name in ["One", "Two"] {
            let path = format!("/api/v1/releases/{release}/tracks?filename={name}.wav");
            let request = visitor.request(Method::POST, &path).bearer_auth(&token).body(wav(44_100, 7.3));
            assert_eq!(visitor.send(request).await.status, StatusCode::CREATED);
        }
        app.run_pending_jobs().await;
        let (terms, _) = publication::current_terms(db).await.unwrap();
        publication::publish(db, release, account.id, terms, None).await.unwrap();
        app.run_pending_jobs().await;
        app.app.media_cache.invalidate_all();
        Self { app, member, release, visitor }
    }

    /// The first track of a page, as the player reads it.
    async fn playing(&self, browser: &Browser, path: &str) -> Value {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        let list: Value = serde_json::from_str(&page.texts("script[data-tracks]")[0]).unwrap();
        list[0].clone()
    }

    /// `tonewood media …` on the same data folder.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonewood"));
        command
            .arg("media")
            .args(arguments)
            .arg("--data")
            .arg(self.app.data.path())
            .env("DATABASE_URL", self.app.database_url())
            .env("TONEWOOD_MEDIA_EXECUTABLE", media_executable())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    async fn verify(&self) -> Output {
        let mut command = self.command(&["verify"]);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    fn blobs(&self) -> PathBuf {
        self.app.data.path().join("blobs")
    }
}

fn rungs(track: &Value) -> Vec<&str> {
    track["stream"]["rungs"].as_array().unwrap().iter().map(|rung| rung["name"].as_str().unwrap()).collect()
}

/// Everything that a track's JSON leads to, through its manifests too.
async fn assert_heard(browser: &Browser, track: &Value, lossless: bool) {
    let base = track["stream"]["base"].as_str().unwrap();
    let all: &[&str] =
        if lossless { &["aac-64", "aac-128", "aac-320", "flac"] } else { &["aac-64", "aac-128", "aac-320"] };
    assert_eq!(rungs(track), all);
    for (manifest, word) in [("master.m3u8", "flac/index.m3u8"), ("manifest.mpd", "id=\"flac\"")] {
        let answer = browser.get(&format!("{base}{manifest}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.text().contains(word), lossless, "{manifest}: {}", answer.text());
    }
    for rung in ["aac-64", "aac-128", "aac-320", "flac"] {
        let wanted = if rung == "flac" && !lossless { StatusCode::NOT_FOUND } else { StatusCode::OK };
        for file in ["init.mp4", "0.m4s", "1.m4s", "index.m3u8"] {
            let path = format!("{base}{rung}/{file}");
            assert_eq!(browser.get(&path).await.status, wanted, "{path}");
            let head = browser.send(browser.request(Method::HEAD, &path)).await;
            assert_eq!(head.status, wanted, "HEAD {path}");
            let part = browser.send(browser.request(Method::GET, &path).header("range", "bytes=0-9")).await;
            let wanted = if wanted == StatusCode::OK { StatusCode::PARTIAL_CONTENT } else { wanted };
            assert_eq!(part.status, wanted, "a range of {path}");
        }
    }
}

#[actix_web::test]
async fn what_has_a_price_is_heard_without_loss_by_those_who_may() {
    let house = House::open(PriceMode::Fixed).await;
    let public = house.playing(&house.visitor, "/@ode/ebb").await;
    assert!(public["stream"]["base"].as_str().unwrap().starts_with("/media/public/"));
    assert_heard(&house.visitor, &public, false).await;

    let db = &mut house.app.db().await;
    releases::set_private_link(db, house.release, true).await.unwrap();
    let key = releases::find(db, house.release).await.unwrap().unwrap().private_key.unwrap();
    let linked = house.playing(&house.visitor, &format!("/private/{key}")).await;
    assert_heard(&house.visitor, &linked, true).await;

    for page in ["/@ode/ebb".to_owned(), "/@ode/ebb/one".to_owned(), format!("/studio/releases/{}", house.release)] {
        let own = house.playing(&house.member, &page).await;
        assert!(!own["stream"]["base"].as_str().unwrap().contains("/public/"), "{page}");
        assert_heard(&house.member, &own, true).await;
    }
    let (_, fan) = house.app.fan().await;
    assert_heard(&fan, &house.playing(&fan, "/@ode/ebb").await, false).await;

    // What was granted ends with the link.
    let base = linked["stream"]["base"].as_str().unwrap();
    releases::set_private_link(db, house.release, false).await.unwrap();
    assert_eq!(house.visitor.get(&format!("{base}aac-64/0.m4s")).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn what_is_free_is_heard_without_loss_by_everybody() {
    let house = House::open(PriceMode::Free).await;
    let track = house.playing(&house.visitor, "/@ode/ebb").await;
    assert_heard(&house.visitor, &track, true).await;
    let stream = &track["stream"];
    assert_eq!((&stream["joined"], &stream["complete"]), (&Value::Bool(true), &Value::Bool(true)));
    assert_eq!((&stream["rate"], &stream["start"], &stream["p"]), (&44_100.into(), &0.into(), &2048.into()));
    let cuts = stream["cuts"].as_array().unwrap();
    let heard: i64 = cuts.iter().map(|cut| cut[0].as_i64().unwrap() * cut[1].as_i64().unwrap()).sum();
    assert_eq!(stream["n"], heard, "the segments add up to the track: {cuts:?}");
    assert_eq!(stream["n"], (44_100.0 * 7.3) as i64);
    // Two tracks alike: together they are as loud as each.
    let (album, own) = (track["albumLufs"].as_f64().unwrap(), track["lufs"].as_f64().unwrap());
    assert!((album - own).abs() < 0.11, "{album} and {own}");
    assert_eq!(track["albumPeak"], track["peak"]);
}

#[actix_web::test]
async fn a_ladder_is_made_anew_while_somebody_listens() {
    let house = House::open(PriceMode::Free).await;
    let before = house.playing(&house.visitor, "/@ode/ebb").await;
    let base = before["stream"]["base"].as_str().unwrap().to_owned();
    let wrong = Cell::new(false);
    let done = Cell::new(false);
    let listen = async {
        let mut heard = 0;
        while !done.get() {
            for file in ["master.m3u8", "aac-128/init.mp4", "aac-128/0.m4s", "flac/1.m4s", "progressive.mp3"] {
                let answer = house.visitor.get(&format!("{base}{file}")).await;
                wrong.set(wrong.get() || answer.status != StatusCode::OK || answer.bytes.is_empty());
                heard += 1;
            }
            let page = house.playing(&house.visitor, "/@ode/ebb").await;
            wrong.set(wrong.get() || rungs(&page).len() != 4);
        }
        heard
    };
    let release = house.release.to_string();
    let mut command = house.command(&["rebuild", "--release", &release]);
    let rebuild = async {
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        done.set(true);
        output
    };
    let (heard, output) = tokio::join!(listen, rebuild);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("2 tracks are made anew.") && said.contains("2 of 2"), "{said}");
    assert!(heard > 5 && !wrong.get(), "what played was interrupted");
    let after = house.playing(&house.visitor, "/@ode/ebb").await;
    assert_ne!(after["stream"]["base"], before["stream"]["base"]);
    assert_eq!(after["stream"]["joined"], true);
    assert_heard(&house.visitor, &after, true).await;
    let verified = house.verify().await;
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// Turns the lowest bit of a byte in the middle of a file.
fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// The files below a folder whose paths hold a word.
fn files(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, word));
        } else if path.to_string_lossy().contains(word) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[actix_web::test]
async fn every_byte_that_changed_is_found() {
    let house = House::open(PriceMode::Free).await;
    let clean = house.verify().await;
    let said = String::from_utf8_lossy(&clean.stdout).into_owned();
    assert!(clean.status.success() && said.contains(" 0 wrong, 0 orphans"), "{said}");

    let master = files(&house.blobs().join("masters"), ".wav").remove(0);
    let segment = files(&house.blobs().join("encodings"), "aac-128/0.m4s").remove(0);
    let playlist = files(&house.blobs().join("encodings"), "progressive.mp3").remove(0);
    let download = files(&house.blobs().join("downloads"), ".flac").remove(0);
    flip(&master);
    flip(&segment);
    std::fs::remove_file(&playlist).unwrap();
    std::fs::write(&download, "short").unwrap();
    let found = house.verify().await;
    let said = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(!found.status.success(), "{said}");
    let named = |path: &Path, words: &str| {
        let name = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        said.lines().any(|line| line.starts_with("WRONG") && line.contains(name) && line.contains(words))
    };
    assert!(named(&master, "has other bytes than were stored; restore it from a backup"), "{said}");
    assert!(named(&segment, "has other bytes than were stored; make it anew"), "{said}");
    assert!(named(&playlist, "is missing; make it anew"), "{said}");
    assert!(named(&download, "is forgotten, and made again"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("WRONG")).count(), 4, "{said}");
}

#[actix_web::test]
async fn what_nobody_needs_is_swept_after_a_day() {
    let house = House::open(PriceMode::Free).await;
    let storage = &house.app.context.storage;
    let db = &mut house.app.db().await;
    let blob = |id: u128| Key::Encoding { encoding: Uuid::from_u128(id), path: "aac-64/0.m4s".to_owned() };
    let picture = Key::Image { image: Uuid::from_u128(9), name: "160.jpg".to_owned() };
    for key in [blob(1), blob(2), picture.clone()] {
        storage.put_bytes(&key, "lost").await.unwrap();
    }
    for key in [blob(1), picture.clone()] {
        age(&storage.local_path(&key).unwrap().unwrap());
    }
    let scratch = house.app.data.path().join("scratch/job-of-a-dead-worker");
    std::fs::create_dir_all(&scratch).unwrap();
    std::fs::write(scratch.join("left.m4s"), "left").unwrap();
    std::fs::File::open(&scratch).unwrap().set_modified(long_ago()).unwrap();
    let verified = house.verify().await;
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert_eq!(said.lines().filter(|line| line.starts_with("ORPHAN")).count(), 2, "{said}");

    // One encoding was replaced the day before yesterday, one just now.
    let before = house.playing(&house.visitor, "/@ode/ebb").await;
    let marked = model::encodings::mark_outdated(db, Some(house.release)).await.unwrap();
    assert_eq!(marked, 2);
    model::places::changed(db, house.release).await.unwrap();
    house.app.run_pending_jobs().await;
    let base = before["stream"]["base"].as_str().unwrap();
    let old: Uuid = base.split('/').nth(3).unwrap().parse().unwrap();
    use model::schema::encodings;
    diesel::update(encodings::table)
        .filter(encodings::id.eq(model::ids::EncodingId(old)))
        .set(encodings::replaced_at.eq(Some(Utc::now() - chrono::Duration::hours(30))))
        .execute(db)
        .await
        .unwrap();
    assert_eq!(status(&house.visitor.get(&format!("{base}aac-64/0.m4s")).await), 200);
    jobs::enqueue(db, &SweepBlobs {}).await.unwrap();
    house.app.run_pending_jobs().await;
    assert_eq!(status(&house.visitor.get(&format!("{base}aac-64/0.m4s")).await), 404);
    assert_eq!(model::inventory::encodings(db, None).await.unwrap().len(), 3, "the one just replaced is still there");
    let there = [blob(1), blob(2), picture];
    let mut left = Vec::new();
    for key in &there {
        left.push(storage.exists(key).await.unwrap());
    }
    assert_eq!(left, [false, true, false]);
    assert!(!scratch.exists());
    assert_heard(&house.visitor, &house.playing(&house.visitor, "/@ode/ebb").await, true).await;
    let verified = house.verify().await;
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

fn status(answer: &Answer) -> u16 {
    answer.status.as_u16()
}

fn long_ago() -> SystemTime {
    SystemTime::now() - Duration::from_secs(30 * 60 * 60)
}

fn age(path: &Path) {
    std::fs::File::options().write(true).open(path).unwrap().set_modified(long_ago()).unwrap();
}
