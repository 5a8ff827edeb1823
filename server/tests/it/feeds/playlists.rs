//! Playlists elsewhere: their feed, their files, their player.

use model::ids::{PlaylistId, TrackId};
use model::playlists::{self, Visibility, Words};
use model::releases::publication;
use reqwest::StatusCode;
use rss::Channel;

use crate::catalogue;
use crate::support::TestApp;

/// A playlist of a fan with the tracks of two releases, the first of them twice, and whoever looks at it.
struct Listed {
    app: TestApp,
    id: PlaylistId,
    fan: crate::support::Browser,
    first: model::releases::Release,
    tracks: Vec<TrackId>,
}

impl Listed {
    async fn new(visibility: Visibility) -> Self {
        let app = TestApp::start().await;
        let (ode, owner, _) = app.artist("ode").await;
        let (okta, other, _) = app.artist("okta").await;
        let first = catalogue::published(&app, &ode, owner.id, ("Low Water", &["Slack Water"])).await;
        let second = catalogue::published(&app, &okta, other.id, ("Beans", &["Runner"])).await;
        let (account, fan) = app.fan().await;
        let db = &mut app.db().await;
        let mut tracks: Vec<TrackId> = Vec::new();
        for release in [first.id, second.id, first.id] {
            tracks.extend(model::tracks::of_release(db, release).await.unwrap().iter().map(|track| track.id));
        }
        let words = Words { title: "Rain & <sun>".to_owned(), about: String::new(), visibility };
        let id = playlists::create(db, account.id, &words).await.unwrap().id;
        playlists::add(db, id, account.id, &tracks, None).await.unwrap();
        Self { app, id, fan, first, tracks }
    }
}

#[actix_web::test]
async fn a_playlist_is_a_feed_for_every_player() {
    let listed = Listed::new(Visibility::Public).await;
    let path = format!("/playlists/{}/feed.rss", listed.id);
    let answer = listed.app.visitor().get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let feed = Channel::read_from(answer.bytes.as_slice()).unwrap();
    assert_eq!(feed.title(), "Rain & <sun>");
    let titles: Vec<_> = feed.items().iter().filter_map(|item| item.title()).collect();
    assert_eq!(titles, ["Slack Water", "Runner", "Slack Water"]);
    assert!(feed.items().iter().all(|item| item.enclosure().is_some()));
    let podcast = &feed.extensions()["podcast"];
    assert_eq!(podcast["medium"][0].value(), Some("musicL"));
    assert_eq!(podcast["remoteItem"].len(), 3);
    let guid = feed.items()[0].guid().unwrap().value();
    assert_eq!(podcast["remoteItem"][0].attrs()["itemGuid"], guid);
    assert!(guid.ends_with(&listed.tracks[0].to_string()), "{guid}");
    let page = listed.app.visitor().get(&format!("/playlists/{}", listed.id)).await;
    assert_eq!(page.attribute("link[type='application/rss+xml']", "href"), Some(path.clone()));
    let said = page.texts("script[type='application/ld+json']").remove(0);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((said["@type"].as_str(), said["numTracks"].as_u64()), (Some("MusicPlaylist"), Some(3)));

    publication::unpublish(&mut *listed.app.db().await, listed.first.id).await.unwrap();
    let answer = listed.app.visitor().get(&path).await;
    let feed = Channel::read_from(answer.bytes.as_slice()).unwrap();
    assert_eq!(feed.items().len(), 1, "what is taken back is not in it");
    assert!(!answer.text().contains(&listed.tracks[0].to_string()));
}

#[actix_web::test]
async fn a_playlist_is_a_file_and_a_player() {
    let listed = Listed::new(Visibility::Unlisted).await;
    let visitor = listed.app.visitor();
    let m3u = visitor.get(&format!("/playlists/{}/playlist.m3u", listed.id)).await;
    assert_eq!(m3u.content_type(), "audio/x-mpegurl; charset=utf-8");
    let tracks: Vec<String> = m3u.text().lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    assert_eq!(tracks.len(), 3);
    assert_eq!(tracks[0], tracks[2]);
    let sound = visitor.get(tracks[0].strip_prefix(&listed.app.url).unwrap()).await;
    assert_eq!((sound.status, sound.text().as_str()), (StatusCode::OK, "hello sound"));
    let xspf = visitor.get(&format!("/playlists/{}/playlist.xspf", listed.id)).await;
    assert_eq!(xspf.content_type(), "application/xspf+xml; charset=utf-8");
    assert_eq!(xspf.text().matches("<location>").count(), 3);
    assert!(!xspf.text().contains("<sun>"), "a title is no element");
    let page = format!("{}/playlists/{}", listed.app.url, listed.id);
    let player = visitor.get(&format!("/oembed?url={}", urls::encode(&page))).await;
    assert_eq!(player.status, StatusCode::OK);
    assert!(player.json()["html"].as_str().unwrap().contains(&format!("/embed/playlist/{}", listed.id)));
}

#[actix_web::test]
async fn what_is_private_stays_with_its_owner() {
    let listed = Listed::new(Visibility::Private).await;
    let visitor = listed.app.visitor();
    let never = PlaylistId::new();
    for path in ["feed.rss", "playlist.m3u", "playlist.xspf"] {
        let there = visitor.get(&format!("/playlists/{}/{path}", listed.id)).await;
        let nowhere = visitor.get(&format!("/playlists/{never}/{path}")).await;
        assert_eq!((there.status, nowhere.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{path}");
        assert_eq!(there.texts("main"), nowhere.texts("main"));
    }
    let page = format!("{}/playlists/{}", listed.app.url, listed.id);
    assert_eq!(visitor.get(&format!("/oembed?url={}", urls::encode(&page))).await.status, StatusCode::NOT_FOUND);
    let own = listed.fan.get(&format!("/playlists/{}/playlist.m3u", listed.id)).await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(own.text().lines().filter(|line| !line.starts_with('#')).count(), 3);
    let shown = listed.fan.get(&format!("/playlists/{}", listed.id)).await;
    assert!(shown.attribute("link[rel='canonical']", "href").is_none());
}
