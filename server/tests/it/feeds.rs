//! RSS of artists and releases, a member's own feed, the words of songs, lists for players.

mod cards;
mod machines;
mod members;
mod playlists;
pub mod readers;

use model::releases::{self, ReleaseChanges, publication};
use model::tracks::{self, TrackChanges};
use reqwest::{Method, StatusCode};
use rss::Channel;
use rss::validation::Validate;

use crate::catalogue::{self, File};
use crate::support::TestApp;

async fn feed(app: &TestApp, path: &str) -> Channel {
    let answer = app.visitor().get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert_eq!(answer.content_type(), "application/rss+xml; charset=utf-8");
    let channel = Channel::read_from(answer.bytes.as_slice()).unwrap();
    channel.validate().unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.text()));
    let itself = &channel.atom_ext().unwrap().links()[0];
    assert_eq!((itself.rel(), itself.href()), ("self", format!("{}{path}", app.url).as_str()));
    channel
}

#[actix_web::test]
async fn an_artists_tracks_are_a_podcast() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let empty = feed(&app, "/@ode/feed.rss").await;
    assert_eq!((empty.title(), empty.items().len()), ("The ode", 0));

    let release = catalogue::draft(&app, &artist, "Low & <Water>").await;
    catalogue::add_track(&app, &release, "01 Slack Water.wav", File::Wav).await;
    catalogue::add_track(&app, &release, "02 Salt Hands.wav", File::Wav).await;
    catalogue::add_cover(&app, &release).await;
    let changes =
        ReleaseChanges { explicit: Some(true), tags: Some(vec!["piano".to_owned()]), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, release.id, &changes).await.unwrap();
    let release = catalogue::publish(&app, &release, account.id).await;

    let all = feed(&app, "/@ode/feed.rss").await;
    assert_eq!(all.items().iter().filter_map(|item| item.title()).collect::<Vec<_>>(), ["Slack Water", "Salt Hands"]);
    assert_eq!(all.itunes_ext().unwrap().explicit(), Some("true"));
    let path = format!("/@ode/{}/feed.rss", release.slug);
    let one = feed(&app, &path).await;
    assert_eq!(one.title(), "Low & <Water> by The ode");
    let item = &one.items()[1];
    let enclosure = item.enclosure().unwrap();
    assert_eq!((enclosure.mime_type(), enclosure.length()), ("audio/mpeg", "11"));
    let sound = app.visitor().get(enclosure.url().strip_prefix(&app.url).unwrap()).await;
    assert_eq!((sound.status, sound.content_type().as_str()), (StatusCode::OK, "audio/mpeg"));
    assert_eq!(sound.bytes.len(), 11);
    let sound_path = enclosure.url().strip_prefix(&app.url).unwrap();
    let head = app.visitor().send(app.visitor().request(Method::HEAD, sound_path)).await;
    assert_eq!((head.status, head.header("content-length").as_str()), (StatusCode::OK, "11"));
    let part = app.visitor().request(Method::GET, sound_path).header("range", "bytes=6-");
    let part = app.visitor().send(part).await;
    assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, "sound"));
    let extra = item.itunes_ext().unwrap();
    assert_eq!((extra.duration(), extra.episode(), extra.author()), (Some("61"), Some("2"), Some("The ode")));
    assert!(extra.image().unwrap().ends_with("/1400.jpg"));
    assert!(!item.guid().unwrap().is_permalink());
    let podcast = one.extensions().get("podcast").unwrap();
    assert_eq!(podcast["medium"][0].value(), Some("music"));
    let publisher = &podcast["publisher"][0].children()["remoteItem"][0];
    assert_eq!(publisher.attrs()["feedUrl"], format!("{}/@ode/feed.rss", app.url));
    let of_artist = all.extensions().get("podcast").unwrap();
    assert_eq!(of_artist["medium"][0].value(), Some("publisher"));
    assert_eq!(of_artist["guid"][0].value(), Some(publisher.attrs()["feedGuid"].as_str()));
    assert_eq!(of_artist["remoteItem"][0].attrs()["feedGuid"], podcast["guid"][0].value().unwrap());
    let others = &item.extensions()["podcast"]["alternateEnclosure"];
    assert_eq!(others.len(), 2, "an m4a and HLS");
    let kept = app.visitor().get(&path).await.header("etag");
    let again = app.visitor().request(Method::GET, &path).header("if-none-match", kept);
    assert_eq!(app.visitor().send(again).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(all.items()[1].guid(), item.guid());

    for (page, feed) in [("/@ode", "/@ode/feed.rss"), (&format!("/@ode/{}", release.slug), &path)] {
        let link = app.visitor().get(page).await.attribute("link[type='application/rss+xml']", "href").unwrap();
        assert!(link.ends_with(feed), "{link}");
    }
}

#[actix_web::test]
async fn what_is_not_public_has_no_feed() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    assert_eq!(feed(&app, "/@ode/feed.rss").await.items().len(), 0);
    let visitor = app.visitor();
    let hidden = visitor.get("/@ode/low-water/feed.rss").await;
    let never = visitor.get("/@ode/never/feed.rss").await;
    assert_eq!((hidden.status, never.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(hidden.texts("main"), never.texts("main"));
    model::artists::suspend(&mut *app.db().await, artist.id, true).await.unwrap();
    assert_eq!(visitor.get("/@ode/feed.rss").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn an_item_is_the_same_whatever_becomes_of_its_title() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let before = feed(&app, "/@ode/feed.rss").await;
    publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    let changes = ReleaseChanges { title: Some("High Water".to_owned()), ..ReleaseChanges::default() };
    let renamed = releases::update(&mut *app.db().await, release.id, &changes).await.unwrap();
    catalogue::publish(&app, &renamed, account.id).await;
    let after = feed(&app, "/@ode/feed.rss").await;
    assert_ne!(before.items()[0].description(), after.items()[0].description());
    assert_eq!(before.items()[0].guid(), after.items()[0].guid());
    let guid = |channel: &Channel| channel.extensions()["podcast"]["remoteItem"][0].attrs()["feedGuid"].clone();
    assert_eq!(guid(&before), guid(&after), "and so is the feed of the release");
}

#[actix_web::test]
async fn words_come_with_times_and_without() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let draft = catalogue::draft(&app, &artist, "Low Water").await;
    let track = catalogue::add_track(&app, &draft, "Slack Water.wav", File::Wav).await;
    catalogue::add_track(&app, &draft, "Silence.wav", File::Wav).await;
    let words = TrackChanges { lyrics_synced: Some("[00:01.50]Salt & hands".to_owned()), ..TrackChanges::default() };
    tracks::update(&mut *app.db().await, track.id, &words).await.unwrap();
    let visitor = app.visitor();
    assert_eq!(visitor.get("/@ode/low-water/slack-water/transcript.vtt").await.status, StatusCode::NOT_FOUND);
    catalogue::publish(&app, &draft, account.id).await;
    let timed = visitor.get("/@ode/low-water/slack-water/transcript.vtt").await;
    assert_eq!(timed.content_type(), "text/vtt; charset=utf-8");
    assert_eq!(timed.text(), "WEBVTT\n\n00:00:01.500 --> 00:00:11.500\nSalt &amp; hands\n\n");
    assert_eq!(visitor.get("/@ode/low-water/slack-water/transcript.txt").await.text(), "Salt & hands");
    for path in ["silence/transcript.vtt", "silence/transcript.txt", "slack-water/transcript.doc"] {
        assert_eq!(visitor.get(&format!("/@ode/low-water/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let one = feed(&app, "/@ode/low-water/feed.rss").await;
    let transcripts = &one.items()[0].extensions()["podcast"]["transcript"];
    assert_eq!(
        transcripts.iter().map(|one| one.attrs()["type"].as_str()).collect::<Vec<_>>(),
        ["text/vtt", "text/plain"]
    );
}
