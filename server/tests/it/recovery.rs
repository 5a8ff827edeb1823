//! A worker that is killed in the middle of its work loses nothing: the next one takes over.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use model::api_tokens::Scope;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{TestApp, media_executable, wav};

struct Worker(Child);

impl Worker {
    fn start(app: &TestApp) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_tonewood"))
            .arg("work")
            .arg("--data")
            .arg(app.data.path())
            .env("DATABASE_URL", app.database_url())
            .env("TONEWOOD_MEDIA_EXECUTABLE", media_executable())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

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
        let worker = Worker::start(&app);
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
    let _last = Worker::start(&app);
    for path in &tracks {
        wait(async || state(path).await["state"] == "ready").await;
    }
    for path in &tracks {
        let track = state(path).await;
        assert_eq!(track["renditions"].as_array().unwrap().len(), 3, "{track}");
    }
}

async fn wait(condition: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < Duration::from_secs(100), "the work does not get done");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
