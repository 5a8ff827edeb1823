//! RSS of artists and releases.

use model::releases::{self, ReleaseChanges, publication};
use reqwest::StatusCode;
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
    let extra = item.itunes_ext().unwrap();
    assert_eq!((extra.duration(), extra.episode(), extra.author()), (Some("61"), Some("2"), Some("The ode")));
    assert!(extra.image().unwrap().ends_with("/1400.jpg"));
    assert!(!item.guid().unwrap().is_permalink());
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
