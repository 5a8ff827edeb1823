//! Files in, a release that plays: through the API, the real worker and the real codecs.

use std::path::Path;
use std::process::Command;

use model::api_tokens::Scope;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Browser, TestApp, wav};

/// An artist at the command line: a token and a draft release.
struct Desk {
    app: TestApp,
    curl: Browser,
    token: String,
    release: String,
}

impl Desk {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let (artist, account, _) = app.artist("ode").await;
        let token = app.token(&account, Scope::Write).await;
        let curl = app.visitor();
        let body = json!({"artist": artist.handle, "title": "Ebb", "kind": "ep", "price": {"mode": "free", "amount_minor": 0, "currency": "EUR"}});
        let made = curl.send(curl.request(Method::POST, "/api/v1/releases").bearer_auth(&token).json(&body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let release = made.json()["id"].as_str().unwrap().to_owned();
        Self { app, curl, token, release }
    }

    /// Sends a file and gives its track's id.
    async fn send(&self, filename: &str, bytes: Vec<u8>) -> String {
        let path = format!("/api/v1/releases/{}/tracks?filename={}", self.release, urls::encode(filename));
        let sent = self.curl.send(self.curl.request(Method::POST, &path).bearer_auth(&self.token).body(bytes)).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        sent.json()["id"].as_str().unwrap().to_owned()
    }

    async fn upload(&self, filename: &str, bytes: Vec<u8>) -> Value {
        let id = self.send(filename, bytes).await;
        self.app.run_pending_jobs().await;
        self.track(&id).await
    }

    async fn track(&self, id: &str) -> Value {
        let path = format!("/api/v1/tracks/{id}");
        self.curl.send(self.curl.request(Method::GET, &path).bearer_auth(&self.token)).await.json()
    }

    async fn publish(&self) -> Value {
        let path = format!("/api/v1/releases/{}/publication", self.release);
        let sent =
            self.curl.send(self.curl.request(Method::PUT, &path).bearer_auth(&self.token).json(&json!({}))).await;
        assert!(sent.status.is_success(), "{}", sent.text());
        self.app.run_pending_jobs().await;
        let path = format!("/api/v1/releases/{}", self.release);
        self.curl.send(self.curl.request(Method::GET, &path).bearer_auth(&self.token)).await.json()
    }
}

/// Runs ffmpeg on a chord of two seconds and gives the file it makes.
fn ffmpeg(folder: &Path, name: &str, arguments: &[&str]) -> Vec<u8> {
    let source = folder.join("source.wav");
    std::fs::write(&source, wav(44_100, 2.0)).unwrap();
    let target = folder.join(name);
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-i"])
        .arg(&source)
        .args(arguments)
        .arg(&target)
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::read(target).unwrap()
}

#[actix_web::test]
async fn how_far_a_track_is_rises_to_the_whole() {
    let desk = Desk::open().await;
    let id = desk.send("minute.wav", wav(44_100, 60.0)).await;
    let mut told = vec![0.0];
    let jobs = desk.app.run_pending_jobs();
    tokio::pin!(jobs);
    // Nobody looks more often than this; a look costs the worker time.
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(50));
    let mut look = async || {
        looks.tick().await;
        desk.track(&id).await["progress"].as_f64().unwrap()
    };
    loop {
        tokio::select! {
            () = &mut jobs => break,
            progress = look() => told.push(progress),
        }
    }
    let done = desk.track(&id).await;
    assert_eq!((done["state"].as_str(), done["progress"].as_f64()), (Some("ready"), Some(1.0)), "{told:?}");
    assert!(told.is_sorted(), "it fell back: {told:?}");
    told.dedup();
    assert!(told.len() > 4, "it jumped: {told:?}");
}

#[actix_web::test]
async fn every_format_plays_and_its_master_is_kept() {
    let desk = Desk::open().await;
    let folder = tempfile::tempdir().unwrap();
    let tags = ["-metadata", "title=Salt Hands", "-metadata", "artist=Inge"];
    let formats: [(&str, Vec<&str>); 8] = [
        ("a.wav", vec![]),
        ("b.aiff", vec![]),
        ("c.flac", tags.to_vec()),
        ("d.m4a", vec!["-c:a", "alac"]),
        ("e.mp3", [&["-b:a", "192k"][..], &tags].concat()),
        ("f.m4a", vec!["-c:a", "aac", "-b:a", "128k"]),
        ("g.ogg", vec!["-c:a", "libvorbis"]),
        ("h.opus", vec!["-c:a", "libopus"]),
    ];
    for (name, arguments) in &formats {
        let bytes = ffmpeg(folder.path(), name, arguments);
        let track = desk.upload(name, bytes.clone()).await;
        assert_eq!(track["state"], "ready", "{name}: {track}");
        let seconds = track["duration_ms"].as_f64().unwrap() / 1000.0;
        assert!((seconds - 2.0).abs() < 0.06, "{name}: {seconds} s");
        let lossless = ["a.wav", "b.aiff", "c.flac", "d.m4a"].contains(name);
        assert_eq!(track["renditions"].as_array().unwrap().len(), if lossless { 4 } else { 3 }, "{name}: {track}");
        assert!(track["loudness_lufs"].as_f64().unwrap() < -5.0, "{name}");
        let kept = masters_with(&desk.app, &bytes);
        assert_eq!(kept, 1, "{name}: the master is not kept bit for bit");
        let playlist = track["hls"].as_str().unwrap();
        assert_eq!(play(&desk.app.url, playlist).await, 2, "{name}: the ladder does not play for its 2 seconds");
    }
    let tagged =
        desk.track(desk.upload("x.flac", ffmpeg(folder.path(), "x.flac", &tags)).await["id"].as_str().unwrap()).await;
    assert_eq!(tagged["title"], "Salt Hands");
}

#[actix_web::test]
async fn a_draft_plays_before_its_files_are_made_and_is_published_with_them() {
    let desk = Desk::open().await;
    let track = desk.upload("ebb.wav", wav(44_100, 8.0)).await;
    let id = track["id"].as_str().unwrap();
    let file =
        async |address: &Value| desk.curl.get(address.as_str().unwrap().strip_prefix(&desk.app.url).unwrap()).await;
    let made = file(&track["progressive"]).await;
    assert_eq!(made.status, StatusCode::OK);
    // As it stands between the two steps, or after a worker was killed there.
    let none = "UPDATE encodings SET progressive_m4a_bytes = 0, progressive_mp3_bytes = 0, completed_at = NULL";
    diesel_async::RunQueryDsl::execute(diesel::sql_query(none), &mut *desk.app.db().await).await.unwrap();
    let track = desk.track(id).await;
    assert_eq!((&track["progressive"], &track["progressive_mp3"]), (&Value::Null, &Value::Null));
    assert_eq!(play(&desk.app.url, track["hls"].as_str().unwrap()).await, 8);
    let path = format!("/api/v1/releases/{}/publication", desk.release);
    let put = desk.curl.request(Method::PUT, &path).bearer_auth(&desk.token).json(&json!({}));
    let refused = desk.curl.send(put).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("One track is still being prepared."), "{}", refused.text());

    let again = model::jobs::EncodeTrack { track_id: model::ids::TrackId(id.parse().unwrap()) };
    model::jobs::enqueue(&mut *desk.app.db().await, &again).await.unwrap();
    desk.app.run_pending_jobs().await;
    let track = desk.track(id).await;
    assert_eq!(track["state"], "ready");
    assert_eq!(file(&track["progressive"]).await.bytes, made.bytes, "the same file as before");
    assert_eq!(file(&track["progressive_mp3"]).await.status, StatusCode::OK);
    desk.publish().await;
}

/// How many stored masters have exactly these bytes.
fn masters_with(app: &TestApp, bytes: &[u8]) -> usize {
    let wanted = Sha256::digest(bytes);
    let root = app.data.path().join("blobs/masters");
    let mut found = 0;
    for artist in std::fs::read_dir(root).unwrap() {
        for master in std::fs::read_dir(artist.unwrap().path()).unwrap() {
            found += usize::from(Sha256::digest(std::fs::read(master.unwrap().path()).unwrap()) == wanted);
        }
    }
    found
}

/// Whole seconds that ffmpeg hears of a playlist.
async fn play(base: &str, playlist: &str) -> u64 {
    let url = if playlist.starts_with("http") { playlist.to_owned() } else { format!("{base}{playlist}") };
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-i", &url, "-f", "s16le", "-ac", "1", "-ar", "8000", "-"]);
    // Not on this thread: the connections to the database are driven here.
    let heard = tokio::task::spawn_blocking(move || ffmpeg.output().unwrap()).await.unwrap();
    assert!(heard.status.success(), "{}", String::from_utf8_lossy(&heard.stderr));
    (heard.stdout.len() as f64 / 16_000.0).round() as u64
}

#[actix_web::test]
async fn what_cannot_be_used_is_refused_with_a_reason() {
    let desk = Desk::open().await;
    let folder = tempfile::tempdir().unwrap();
    let flac = ffmpeg(folder.path(), "long.flac", &[]);
    let bad: [(&str, Vec<u8>, &str); 4] = [
        ("page.wav", b"<!DOCTYPE html><html><body>404</body></html>".to_vec(), "HTML"),
        ("half.flac", flac[..flac.len() / 2].to_vec(), "early"),
        ("text.mp3", b"I am a text and no music at all, in any way.".repeat(20), ""),
        ("zeros.flac", vec![0; 50_000], ""),
    ];
    for (name, bytes, word) in bad {
        let track = desk.upload(name, bytes).await;
        assert_eq!(track["state"], "refused", "{name}: {track}");
        let message = track["refusal"]["message"].as_str().unwrap();
        assert!(message.contains(word) && message.len() > 20, "{name}: {message}");
        assert!(track["refusal"]["code"].as_str().unwrap().chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        assert!(track["hls"].is_null(), "{name}");
    }
    let path = format!("/api/v1/releases/{}/publication", desk.release);
    let sent = desk.curl.send(desk.curl.request(Method::PUT, &path).bearer_auth(&desk.token).json(&json!({}))).await;
    assert!(sent.status.is_client_error(), "a release of refused files was published");
}

#[actix_web::test]
async fn two_files_at_one_position_are_both_kept() {
    let desk = Desk::open().await;
    let path = format!("/api/v1/releases/{}/tracks?position=1&filename=", desk.release);
    let mut positions = Vec::new();
    for name in ["one.wav", "two.wav"] {
        let request =
            desk.curl.request(Method::POST, &format!("{path}{name}")).bearer_auth(&desk.token).body(wav(44_100, 0.5));
        let sent = desk.curl.send(request).await;
        positions.push(desk.track(sent.json()["id"].as_str().unwrap()).await["position"].as_i64().unwrap());
    }
    assert_eq!(positions, [1, 2]);
}

#[actix_web::test]
async fn a_published_release_plays_downloads_and_can_be_taken_back() {
    let desk = Desk::open().await;
    let folder = tempfile::tempdir().unwrap();
    let bytes = ffmpeg(folder.path(), "01 Slack Water.flac", &["-ar", "48000", "-sample_fmt", "s16"]);
    let draft = desk.upload("01 Slack Water.flac", bytes).await;
    let private = draft["hls"].as_str().unwrap().to_owned();
    assert!(!private.contains("/media/public/"), "a draft's media is public: {private}");
    let path = private.replace(&desk.app.url, "");
    let encoding = path.split('/').nth(3).unwrap().to_owned();
    let guessed = format!("/media/public/{encoding}/master.m3u8");
    let visitor = desk.app.visitor();
    assert_eq!(visitor.get(&guessed).await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get(&path).await.status, StatusCode::OK);
    let forged = path.replacen("/media/", "/media/9", 1);
    assert_eq!(visitor.get(&forged).await.status, StatusCode::NOT_FOUND);

    let release = desk.publish().await;
    assert_eq!(release["state"], "published", "{release}");
    desk.app.app.media_cache.invalidate_all();
    assert_eq!(visitor.get(&guessed).await.status, StatusCode::OK);
    let page = visitor.get("/@ode/ebb").await;
    assert_eq!(page.texts("h1"), ["Ebb"]);
    let flac = visitor.get("/@ode/ebb/slack-water/downloads/flac").await;
    assert_eq!(flac.status, StatusCode::OK);
    assert!(flac.bytes.starts_with(b"fLaC") && flac.header("content-disposition").contains("Slack Water.flac"));
    let zip = visitor.get("/@ode/ebb/downloads/mp3-320.zip").await;
    assert!(zip.status == StatusCode::OK && zip.bytes.starts_with(b"PK"));

    let path = format!("/api/v1/releases/{}/publication", desk.release);
    desk.curl.send(desk.curl.request(Method::DELETE, &path).bearer_auth(&desk.token)).await;
    desk.app.app.media_cache.invalidate_all();
    for address in [
        &guessed,
        "/@ode/ebb",
        "/@ode/ebb/slack-water",
        "/@ode/ebb/slack-water/downloads/flac",
        "/@ode/ebb/downloads/flac.zip",
    ] {
        assert_eq!(visitor.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[actix_web::test]
async fn a_cover_that_would_fill_the_memory_is_refused() {
    let desk = Desk::open().await;
    let path = format!("/api/v1/releases/{}/cover", desk.release);
    let request = desk
        .curl
        .request(Method::PUT, &path)
        .bearer_auth(&desk.token)
        .header("content-type", "image/png")
        .body(huge_png());
    let sent = desk.curl.send(request).await;
    assert!(sent.status.is_success(), "{}", sent.text());
    desk.app.run_pending_jobs().await;
    let release =
        model::releases::find(&mut *desk.app.db().await, desk.release.parse().unwrap()).await.unwrap().unwrap();
    let image = model::images::find(&mut *desk.app.db().await, release.cover_id.unwrap()).await.unwrap().unwrap();
    assert_eq!(image.refusal_code.as_deref(), Some("image_too_large"));
    let missing = model::releases::publication::missing(&mut *desk.app.db().await, &release).await.unwrap();
    assert!(missing.contains(&model::releases::publication::Missing::CoverRefused));
}

/// The head of a PNG of 50,000 x 50,000 pixels.
fn huge_png() -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(50_000_u32.to_be_bytes());
    head.extend(50_000_u32.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(13_u32.to_be_bytes());
    png.extend(&head);
    png.extend(crc32(&head).to_be_bytes());
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
