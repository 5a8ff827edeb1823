//! What programs of others make of our feeds, lists and pages: podcastparser, feedparser, a reader of JSON-LD, mpv, VLC, ffprobe.

use std::path::{Path, PathBuf};
use std::process::Output;

use model::releases::{self, ReleaseChanges};
use model::tracks::{self, TrackChanges};
use serde_json::Value;
use storage::Key;
use tokio::process::Command;

use crate::catalogue::{self, File};
use crate::support::TestApp;

/// What a reader in Python understood.
pub async fn read(reader: &str, address: &str) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read.py");
    let python = python();
    let script = script.to_str().unwrap();
    let output = run(python.to_str().unwrap(), &[script, reader, address]).await;
    assert!(output.status.success(), "{reader} {address}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The Python with the readers, as `bin/setup --tests` makes it.
#[expect(clippy::disallowed_methods, reason = "where the packages of tests are kept is no setting of the product")]
pub fn python() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"));
    let python = cache.join("tonewood-tools/readers/bin/python");
    assert!(python.exists(), "{} is missing: run `bin/setup --tests` first", python.display());
    python
}

async fn run(program: &str, arguments: &[&str]) -> Output {
    let ran = Command::new(program).args(arguments).kill_on_drop(true).output();
    let limit = std::time::Duration::from_secs(60);
    let ran = tokio::time::timeout(limit, ran).await.unwrap_or_else(|_| panic!("{program} takes long"));
    ran.unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// A release of two tracks that sound, under CC BY, with words that have times.
async fn record(app: &TestApp) -> releases::Release {
    let (artist, account, _) = app.artist("ode").await;
    let draft = catalogue::draft(app, &artist, "Low & <Water>").await;
    let first = catalogue::add_track(app, &draft, "01 Slack Water.wav", File::Wav).await;
    let second = catalogue::add_track(app, &draft, "02 Salt Hands.wav", File::Wav).await;
    catalogue::add_cover(app, &draft).await;
    let changes = ReleaseChanges {
        licence: Some("cc-by".to_owned()),
        tags: Some(vec!["piano".to_owned()]),
        ..ReleaseChanges::default()
    };
    releases::update(&mut *app.db().await, draft.id, &changes).await.unwrap();
    let words = TrackChanges { lyrics_synced: Some("[00:01.00]Salt & <hands>".to_owned()), ..TrackChanges::default() };
    tracks::update(&mut *app.db().await, second.id, &words).await.unwrap();
    let tone = "-v error -f lavfi -i sine=frequency=440:sample_rate=44100 -t 1 -b:a 128k -f mp3 -";
    let sound = run("ffmpeg", &tone.split(' ').collect::<Vec<_>>()).await.stdout;
    for track in [first, second] {
        let key = Key::Encoding { encoding: track.encoding_id.unwrap().0, path: "progressive.mp3".to_owned() };
        app.context.storage.put_bytes(&key, sound.clone()).await.unwrap();
    }
    catalogue::publish(app, &draft, account.id).await
}

#[actix_web::test]
async fn readers_of_podcasts_understand_every_feed() {
    let app = TestApp::start().await;
    let release = record(&app).await;
    for path in ["/@ode/feed.rss".to_owned(), format!("/@ode/{}/feed.rss", release.slug)] {
        let address = format!("{}{path}", app.url);
        let podcast = read("podcastparser", &address).await;
        let episodes = podcast["episodes"].as_array().unwrap();
        let titles: Vec<_> = episodes.iter().map(|episode| episode["title"].as_str().unwrap()).collect();
        assert_eq!(titles.len(), 2, "{podcast}");
        assert!(titles.contains(&"Slack Water") && titles.contains(&"Salt Hands"), "{titles:?}");
        assert_eq!(podcast["explicit"], false);
        assert!(podcast["cover_url"].is_null() || podcast["cover_url"].as_str().unwrap().ends_with("/1400.jpg"));
        for episode in episodes {
            let enclosure = &episode["enclosures"][0];
            assert_eq!(enclosure["mime_type"], "audio/mpeg");
            assert_eq!(episode["total_time"], 61);
            let probed = run("ffprobe", &["-v", "error", "-show_format", enclosure["url"].as_str().unwrap()]).await;
            assert!(String::from_utf8_lossy(&probed.stdout).contains("format_name=mp3"), "{probed:?}");
        }
        let feed = read("feedparser", &address).await;
        assert_eq!((feed["fault"].as_str(), feed["version"].as_str()), (Some(""), Some("rss20")));
        assert_eq!(feed["entries"].as_array().unwrap().len(), 2);
        assert!(feed["entries"][0]["id"].as_str().unwrap().contains("/ap/"));
    }
}

#[actix_web::test]
async fn search_engines_read_what_a_page_is() {
    let app = TestApp::start().await;
    let release = record(&app).await;
    let page = format!("{}/@ode/{}", app.url, release.slug);
    let album = read("jsonld", &page).await;
    let found = &album["found"][0];
    assert_eq!((found["@type"].as_str(), found["name"].as_str()), (Some("MusicAlbum"), Some("Low & <Water>")));
    assert_eq!(found["byArtist"]["@type"], "MusicGroup");
    assert_eq!(found["offers"]["@type"], "Offer");
    assert_eq!(found["offers"]["price"], "0");
    assert_eq!(found["license"], "https://creativecommons.org/licenses/by/4.0/");
    let tracks = found["track"]["itemListElement"].as_array().unwrap();
    assert_eq!(tracks[1]["item"]["@type"], "MusicRecording");
    assert_eq!(
        (tracks[1]["item"]["name"].as_str(), tracks[1]["item"]["duration"].as_str()),
        (Some("Salt Hands"), Some("PT61S"))
    );
    assert!(!album["expanded"][0].as_array().unwrap().is_empty(), "{album}");
    let track = read("jsonld", &format!("{page}/slack-water")).await;
    assert_eq!(track["found"][0]["@type"], "MusicRecording");
    assert_eq!(track["found"][0]["inAlbum"]["name"], "Low & <Water>");
    let artist = read("jsonld", &format!("{}/@ode", app.url)).await;
    assert_eq!(artist["found"][0]["@type"], "MusicGroup");
    assert_eq!(artist["found"][0]["album"][0]["url"], page);
}

#[actix_web::test]
async fn players_play_a_release_from_its_file() {
    let app = TestApp::start().await;
    let release = record(&app).await;
    let list = format!("{}/@ode/{}/playlist", app.url, release.slug);
    let quiet = ["--no-config", "--no-video", "--ao=null", "--untimed"];
    let m3u = format!("{list}.m3u");
    let played = run("mpv", &[&quiet[..], &[m3u.as_str()]].concat()).await;
    let said = String::from_utf8_lossy(&played.stdout).into_owned();
    assert!(played.status.success(), "{said}");
    // Some versions name the list too.
    let tracks = said.lines().filter(|line| line.starts_with("Playing: ") && line.ends_with(".mp3")).count();
    assert_eq!(tracks, 2, "its two tracks: {said}");
    let vlc = ["env", "HOME=/nonexistent", "cvlc", "-vv", "--no-video", "--no-metadata-network-access"];
    let out = ["--aout=adummy", "--play-and-exit"];
    // It refuses to be root.
    let nobody: &[&str] = if rustix::process::geteuid().is_root() {
        &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    } else {
        &[]
    };
    for ending in ["m3u", "xspf"] {
        let list = format!("{list}.{ending}");
        let words = [nobody, &vlc, &out, &[list.as_str(), "vlc://quit"]].concat();
        let (program, arguments) = words.split_first().unwrap();
        let played = run(program, arguments).await;
        let said = String::from_utf8_lossy(&played.stderr);
        let heard =
            said.matches("using audio decoder module").count() + said.matches("using audio codec module").count();
        assert!(heard >= 1 && said.contains("progressive.mp3"), "{ending}: {said}");
        assert!(said.matches("progressive.mp3").count() >= 2, "{ending}: {said}");
    }
}
