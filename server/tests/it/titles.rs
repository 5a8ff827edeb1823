//! Titles and the addresses made of them: read from files, written by the artist, fixed once they are public.

use model::releases;
use model::tracks::{self, TrackChanges};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::api::Program;
use crate::catalogue::{File, add_track, draft, publish};
use crate::support::{TestApp, wav};

#[actix_web::test]
async fn addresses_follow_titles_until_somebody_may_have_them() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let release = draft(&app, &artist, "Working Title").await;
    let track = add_track(&app, &release, "take 4 final.wav", File::Wav).await;
    let other = add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let rename = async |path: String, title: &str| {
        let answer = program.json(Method::PATCH, &path, &json!({ "title": title })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["slug"].as_str().unwrap().to_owned()
    };
    let (album, song) = (format!("/api/v1/releases/{}", release.id), format!("/api/v1/tracks/{}", track.id));
    assert_eq!(rename(album.clone(), "Low Water").await, "low-water");
    assert_eq!(rename(song.clone(), "Slack Water").await, "slack-water");
    assert_eq!(rename(format!("/api/v1/tracks/{}", other.id), "Slack Water").await, "slack-water-2");
    assert_eq!(rename(song.clone(), "Downloads").await, "downloads-2", "the release's own downloads are there");
    assert_eq!(rename(song.clone(), "Slack Water").await, "slack-water");
    let twin = draft(&app, &artist, "Low Water").await;
    assert_eq!(twin.slug, "low-water-2");
    assert_eq!(rename(format!("/api/v1/releases/{}", twin.id), "Low water!").await, "low-water-2", "it fits as it is");

    let release = publish(&app, &release, account.id).await;
    assert_eq!(app.visitor().get("/@ode/low-water/slack-water").await.status, StatusCode::OK);
    assert_eq!(rename(album, "Low Water Marks").await, "low-water");
    assert_eq!(rename(song, "Slack Water, take four").await, "slack-water");
    releases::publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    let changes = TrackChanges { title: Some("Another".to_owned()), ..TrackChanges::default() };
    let after = tracks::update(&mut *app.db().await, track.id, &changes).await.unwrap();
    assert_eq!(after.slug, "slack-water", "it may be in somebody's bookmarks");
}

#[actix_web::test]
async fn a_release_that_begins_with_files_is_called_what_their_tags_say() {
    let app = TestApp::start().await;
    let (_, account, ode) = app.artist("ode").await;
    let program = Program::of(&app, &account).await;
    let begin = async |title: &str| {
        let fields = [("artist", "ode"), ("title", title), ("kind", "album"), ("guessed", "true")];
        let made = ode.submit("/studio/releases/new", "/studio/releases", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        made.location()
    };
    let upload = async |page: &str, file: Vec<u8>| {
        let id = page.rsplit('/').next().unwrap();
        let path = format!("/api/v1/releases/{id}/tracks?filename=01%20Ebb.wav");
        assert_eq!(program.bytes(Method::POST, &path, &[], file).await.status, StatusCode::CREATED);
        app.run_pending_jobs().await;
        program.call(Method::GET, &format!("/api/v1/releases/{id}")).await.json()
    };
    let page = begin("").await;
    assert_eq!(ode.get(&page).await.texts("main h1"), ["Untitled"]);
    assert!(ode.get(&page).await.texts(".rel-head p").iter().any(|line| line.contains("read from the files")));
    let release = upload(&page, tagged("Low Water Marks")).await;
    assert_eq!((&release["title"], &release["slug"]), (&"Low Water Marks".into(), &"low-water-marks".into()));
    let release = upload(&page, tagged("A Compilation")).await;
    assert_eq!(release["title"], "Low Water Marks", "the first file has said it");

    let folder = begin("tides 2026").await;
    let release = upload(&folder, wav(44_100, 0.5)).await;
    assert_eq!(release["title"], "tides 2026", "without tags the folder's name stays");

    let written = begin("draft").await;
    let id = written.rsplit('/').next().unwrap();
    program.json(Method::PATCH, &format!("/api/v1/releases/{id}"), &json!({"title": "Mine"})).await;
    assert_eq!(upload(&written, tagged("Theirs")).await["title"], "Mine", "what the artist wrote stays");
    let empty = [("artist", "ode"), ("title", ""), ("kind", "album")];
    let refused = ode.submit("/studio/releases/new", "/studio/releases", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "who fills in the form gives a title");
}

/// A WAV whose INFO list names its album.
fn tagged(album: &str) -> Vec<u8> {
    let mut file = wav(44_100, 0.5);
    let mut text = album.as_bytes().to_vec();
    text.push(0);
    if text.len() % 2 == 1 {
        text.push(0);
    }
    let mut list = b"INFOIPRD".to_vec();
    list.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    list.extend(&text);
    file.extend(b"LIST");
    file.extend(u32::try_from(list.len()).unwrap().to_le_bytes());
    file.extend(&list);
    let riff = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
    file[4..8].copy_from_slice(&riff);
    file
}
