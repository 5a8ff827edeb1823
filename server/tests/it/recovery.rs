//! A worker that is killed in the middle of its work loses nothing: the next one takes over.

use std::time::{Duration, Instant, SystemTime};

use model::api_tokens::Scope;
use model::ids::UploadId;
use model::uploads::{self, NewUpload};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{TestApp, WorkerProcess, wav};

#[actix_web::test]
async fn a_killed_workers_jobs_are_done_by_the_next() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let token = app.token(&account, Scope::Write).await;
    let curl = app.visitor();
    let body = json!({"artist": artist.handle, "title": "Ebb", "kind": "single"});
    let release =
        curl.send(curl.request(Method::POST, "/api/v1/releases").bearer_auth(&token).json(&body)).await.json();
    let mut tracks = Vec::new();
    for name in ["one", "two", "three"] {
        let path = format!("/api/v1/releases/{}/tracks?filename={name}.wav", release["id"].as_str().unwrap());
        let sent = curl.send(curl.request(Method::POST, &path).bearer_auth(&token).body(wav(44_100, 40.0))).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        tracks.push(format!("/api/v1/tracks/{}", sent.json()["id"].as_str().unwrap()));
    }
    let state = async |path: &str| curl.send(curl.request(Method::GET, path).bearer_auth(&token)).await.json();

    // Killed as soon as it is seen at work, three times over.
    for _ in 0..3 {
        let worker = WorkerProcess::start(&app, &[]);
        wait(async || {
            let mut seen = false;
            for path in &tracks {
                let track = state(path).await;
                seen |= track["state"] == "processing" || track["state"] == "ready";
            }
            seen
        })
        .await;
        drop(worker);
    }
    let _last = WorkerProcess::start(&app, &[]);
    for path in &tracks {
        wait(async || state(path).await["state"] == "ready").await;
    }
    for path in &tracks {
        let track = state(path).await;
        assert_eq!(track["renditions"].as_array().unwrap().len(), 4, "{track}");
        assert_eq!(track["place"]["joined"], true, "{track}");
    }
}

#[actix_web::test]
async fn bytes_that_nobody_knows_of_are_swept_once_they_are_old() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = crate::catalogue::draft(&app, &artist, "Ebb").await;
    let known = UploadId::new();
    let upload = NewUpload {
        id: known,
        account_id: account.id,
        artist_id: artist.id,
        release_id: release.id,
        track_id: None,
        filename: "ebb.wav".to_owned(),
        position: None,
        bytes_total: 10,
    };
    uploads::create(&mut *app.db().await, &upload).await.unwrap();
    let folder = app.app.uploads_dir();
    let old = SystemTime::now() - Duration::from_secs(2 * 3600);
    let write = |name: String, changed: Option<SystemTime>| {
        let path = folder.join(name);
        std::fs::write(&path, b"half a file").unwrap();
        if let Some(changed) = changed {
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(changed).unwrap();
        }
        path
    };
    let stray = write(UploadId::new().to_string(), Some(old));
    let coming = write(UploadId::new().to_string(), None);
    let ours = write(known.to_string(), Some(old));
    let foreign = write("notes of the admin.txt".to_owned(), Some(old));
    model::jobs::enqueue(&mut *app.db().await, &model::jobs::SweepExpired {}).await.unwrap();
    app.run_pending_jobs().await;
    assert!(!stray.exists());
    for (path, why) in [(coming, "it may be on its way"), (ours, "an upload has it"), (foreign, "it is not ours")] {
        assert!(path.exists(), "{why}");
    }
}

async fn wait(condition: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < Duration::from_secs(100), "the work does not get done");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
