//! Other people's apps: py-sonic, py-opensonic, knuckles, subsonic-api, and Mopidy, which plays.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use serde_json::Value;
use storage::Key;
use tokio::process::Command;

use super::Client;
use super::catalogue_of::Place;
use crate::support::TestApp;

/// The place for packages of Python, as `bin/setup --tests` makes it.
#[expect(clippy::disallowed_methods, reason = "where the packages of tests are kept is no setting of the product")]
fn place() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"));
    let place = cache.join("tonewood-tools/apps");
    assert!(place.exists(), "{} is missing: run `bin/setup --tests` first", place.display());
    place
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apps")
}

/// Runs a program, and the instance's jobs while it runs.
async fn run(app: &TestApp, command: &mut Command) -> Output {
    let mut ran = Box::pin(tokio::time::timeout(Duration::from_secs(90), command.kill_on_drop(true).output()));
    loop {
        tokio::select! {
            ran = &mut ran => return ran.expect("it takes long").unwrap(),
            () = tokio::time::sleep(Duration::from_millis(200)) => app.run_pending_jobs().await,
        }
    }
}

/// What a client in Python saw.
async fn seen(app: &TestApp, client: &Client, name: &str) -> Value {
    let port = app.url.rsplit(':').next().unwrap();
    let script = scripts().join("clients.py");
    let mut command = Command::new(place().join("bin/python"));
    command.arg(script).args([name, "http://127.0.0.1", port, &client.user, &client.password]);
    understood(name, &run(app, &mut command).await)
}

fn understood(name: &str, output: &Output) -> Value {
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Lets a release have a cover that is a picture: it goes into the files that are downloaded.
async fn draw_cover(app: &TestApp, album: &str) {
    let asked = "-v error -f lavfi -i color=teal:size=1400x1400 -frames:v 1 -f mjpeg -";
    let picture = Command::new("ffmpeg").args(asked.split(' ')).output().await.unwrap().stdout;
    let release: uuid::Uuid = album.trim_start_matches("al-").parse().unwrap();
    let release = model::releases::find(&mut *app.db().await, model::ids::ReleaseId(release)).await.unwrap().unwrap();
    for size in model::images::SQUARE_SIZES {
        let key = Key::Image { image: release.cover_id.unwrap().0, name: format!("{size}.jpg") };
        app.context.storage.put_bytes(&key, picture.clone()).await.unwrap();
    }
}

#[actix_web::test]
async fn clients_in_python_and_javascript_are_served() {
    let place = Place::make().await;
    let (app, client) = (&place.app, &place.client);
    let songs = serde_json::json!(["Slack Water", "Salt Hands"]);

    let saw = seen(app, client, "pysonic").await;
    assert_eq!((&saw["songs"], &saw["albums"], &saw["starred"]), (&songs, &2.into(), &1.into()), "{saw}");
    assert_eq!((&saw["sound"], &saw["cover"]), (&11.into(), &"picture of 1400".into()), "{saw}");
    assert_eq!(saw["playlists"], serde_json::json!(["From py-sonic"]));

    let saw = seen(app, client, "pyopensonic").await;
    assert_eq!((&saw["songs"], &saw["rated"], &saw["queue"]), (&songs, &5.into(), &2.into()), "{saw}");
    assert_eq!((&saw["bookmark"], &saw["position"]), (&12_000.into(), &3000.into()), "{saw}");
    assert_eq!(saw["lyrics"], serde_json::json!(["Salt hands", "hold on"]));
    assert_eq!(saw["playing"], serde_json::json!(["Slack Water"]));

    draw_cover(app, &place.album).await;
    let saw = seen(app, client, "knuckles").await;
    assert_eq!((&saw["songs"], &saw["playlist"]), (&songs, &"From knuckles".into()), "{saw}");
    assert_eq!((&saw["begin"], &saw["file"]), (&"fLaC".into(), &"01 Slack Water.flac".into()), "{saw}");

    let mut command = Command::new("node");
    command.arg(scripts().join("client.mjs")).args([&app.url, &client.password]);
    let saw = understood("subsonic-api", &run(app, &mut command).await);
    assert_eq!((&saw["songs"], &saw["playlist"]), (&songs, &2.into()), "{saw}");
    assert_eq!((&saw["sound"], &saw["found"], &saw["starred"]), (&11.into(), &3.into(), &1.into()), "{saw}");
}

#[actix_web::test]
async fn mopidy_plays() {
    let shop = Place::make().await;
    let (app, client) = (&shop.app, &shop.client);
    // A second of a tone where the song is: what is played is to be sound.
    let tone = "-v error -f lavfi -i sine=frequency=440:sample_rate=44100 -t 1 -b:a 128k -f mp3 -";
    let sound = Command::new("ffmpeg").args(tone.split(' ')).output().await.unwrap().stdout;
    let song: uuid::Uuid = shop.song.trim_start_matches("tr-").parse().unwrap();
    let track = model::tracks::find(&mut *app.db().await, model::ids::TrackId(song)).await.unwrap().unwrap();
    let key = Key::Encoding { encoding: track.encoding_id.unwrap().0, path: "progressive.mp3".to_owned() };
    app.context.storage.put_bytes(&key, sound).await.unwrap();

    let place = place();
    let packages = std::fs::read_dir(place.join("lib")).unwrap().next().unwrap().unwrap().path().join("site-packages");
    let mut command = Command::new("/usr/bin/python3");
    command.arg(scripts().join("mopidy_plays.py")).args([&app.url, &client.user, &client.password, &shop.song]);
    command.env("PYTHONPATH", packages);
    let saw = understood("Mopidy", &run(app, &mut command).await);
    assert_eq!(saw["albums"], serde_json::json!(["High Water", "Low & <Water>"]), "{saw}");
    assert_eq!(saw["track"], "Slack Water", "{saw}");
    assert!(saw["played_ms"].as_i64().unwrap() > 0, "{saw}");
}
