//! Browsing: every method that shows something of the catalogue, in every format.

use model::follows::{self, FollowState};
use model::releases::{self, ReleaseChanges};
use model::tracks::{self, TrackChanges};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::{Client, specification};
use crate::catalogue::{File, add_cover, add_track, draft, publish, published};
use crate::support::TestApp;

/// An instance with two artists, three releases and somebody who listens.
pub struct Place {
    pub app: TestApp,
    pub client: Client,
    pub artist: String,
    pub album: String,
    pub song: String,
    pub second: String,
}

impl Place {
    pub async fn make() -> Self {
        let app = TestApp::start().await;
        let (fan, _) = app.fan().await;
        let (ode, account, _) = app.artist("ode").await;
        let (tide, other, _) = app.artist("tide").await;
        let album = draft(&app, &ode, "Low & <Water>").await;
        let first = add_track(&app, &album, "01 Slack Water.wav", File::Wav).await;
        let second = add_track(&app, &album, "02 Salt Hands.wav", File::Wav).await;
        add_cover(&app, &album).await;
        let changes = ReleaseChanges {
            genre: Some("Ambient".to_owned()),
            tags: Some(vec!["ambient".to_owned(), "field recording".to_owned()]),
            label: Some("Low Tide".to_owned()),
            about: Some("Made *by* the sea.".to_owned()),
            release_date: Some(chrono::NaiveDate::from_ymd_opt(2019, 4, 5)),
            ..ReleaseChanges::default()
        };
        releases::update(&mut *app.db().await, album.id, &changes).await.unwrap();
        let words = TrackChanges {
            lyrics: Some("Salt hands\nhold on".to_owned()),
            lyrics_synced: Some("[00:01.00]<00:01.00>Salt <00:01.50>hands\n[00:03.00]hold on".to_owned()),
            ..TrackChanges::default()
        };
        tracks::update(&mut *app.db().await, first.id, &words).await.unwrap();
        publish(&app, &album, account.id).await;
        let like = draft(&app, &tide, "High Water").await;
        add_track(&app, &like, "01 Spring.wav", File::Mp3(b"not really sound")).await;
        let changes = ReleaseChanges { tags: Some(vec!["ambient".to_owned()]), ..ReleaseChanges::default() };
        releases::update(&mut *app.db().await, like.id, &changes).await.unwrap();
        publish(&app, &like, other.id).await;
        let client = Client::of(&app, &fan).await;
        Self {
            client,
            artist: format!("ar-{}", ode.id),
            album: format!("al-{}", album.id),
            song: format!("tr-{}", first.id),
            second: format!("tr-{}", second.id),
            app,
        }
    }
}

#[actix_web::test]
async fn the_catalogue_is_shown_as_the_specification_has_it() {
    let place = Place::make().await;
    let (client, artist, album, song) = (&place.client, &*place.artist, &*place.album, &*place.song);
    let folders = client.get("getMusicFolders", &[]).await;
    assert_eq!(folders["musicFolders"]["musicFolder"].as_array().unwrap().len(), 2);
    let index = client.get("getArtists", &[]).await;
    let letters: Vec<_> = index["artists"]["index"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(letters, ["O", "T"], "articles do not count: {index}");
    client.get("getIndexes", &[]).await;
    let shown = client.get("getArtist", &[("id", artist)]).await;
    assert_eq!((&shown["artist"]["name"], &shown["artist"]["albumCount"]), (&"The ode".into(), &1.into()));
    let shown = client.get("getAlbum", &[("id", album)]).await;
    let (of, songs) = (&shown["album"], shown["album"]["song"].as_array().unwrap());
    assert_eq!((&of["name"], &of["songCount"], &of["duration"]), (&"Low & <Water>".into(), &2.into(), &122.into()));
    assert_eq!((&of["year"], &of["genre"]), (&2019.into(), &"ambient".into()));
    assert_eq!(songs.iter().map(|song| &song["title"]).collect::<Vec<_>>(), ["Slack Water", "Salt Hands"]);
    let one = client.get("getSong", &[("id", song)]).await;
    assert_eq!(one["song"], songs[0]);
    assert_eq!((&one["song"]["suffix"], &one["song"]["bitDepth"]), (&"flac".into(), &16.into()), "free: in FLAC");
    for id in [artist, album] {
        let folder = client.get("getMusicDirectory", &[("id", id)]).await;
        assert!(!folder["directory"]["child"].as_array().unwrap().is_empty());
    }
    let genres = client.get("getGenres", &[]).await;
    let ambient = genres["genres"]["genre"].as_array().unwrap().iter().find(|one| one["value"] == "ambient").unwrap();
    assert_eq!((&ambient["albumCount"], &ambient["songCount"]), (&2.into(), &3.into()));
    for method in ["getArtistInfo", "getArtistInfo2"] {
        let info = client.get(method, &[("id", artist)]).await;
        let similar = info.as_object().unwrap().values().find_map(|value| value.get("similarArtist")).unwrap();
        assert_eq!(similar[0]["name"], "The tide", "both are tagged ambient: {info}");
    }
    for method in ["getAlbumInfo", "getAlbumInfo2"] {
        let info = client.get(method, &[("id", album)]).await;
        assert!(info["albumInfo"]["notes"].as_str().unwrap().starts_with("Made by the sea"), "{info}");
        assert!(info["albumInfo"]["largeImageUrl"].as_str().unwrap().starts_with("http"));
    }
    for method in ["getSimilarSongs", "getSimilarSongs2"] {
        client.get(method, &[("id", song), ("count", "5")]).await;
    }
    let top = client.get("getTopSongs", &[("artist", "the ODE")]).await;
    assert_eq!(top["topSongs"]["song"].as_array().unwrap().len(), 2);
    client.get("getTopSongs", &[("id", artist), ("count", "1")]).await;
    client.get("getSongsByGenre", &[("genre", "Ambient")]).await;
    let random = client.get("getRandomSongs", &[("size", "1000000"), ("toYear", "2019")]).await;
    assert_eq!(random["randomSongs"]["song"].as_array().unwrap().len(), 2);
    for method in ["getScanStatus", "startScan", "getInternetRadioStations", "getPodcasts", "getNewestPodcasts"] {
        client.get(method, &[]).await;
    }
    for method in ["ping", "getLicense", "getOpenSubsonicExtensions", "tokenInfo", "getUsers"] {
        client.get(method, &[]).await;
    }
    client.get("getUser", &[("username", &client.user)]).await;
    assert_eq!(client.refused("getUser", &[("username", "somebody")]).await, 50);
}

#[actix_web::test]
async fn lists_of_albums_have_every_order() {
    let place = Place::make().await;
    let client = &place.client;
    client.get("star", &[("albumId", &place.album)]).await;
    client.get("setRating", &[("id", &place.album), ("rating", "4")]).await;
    let orders = [
        ("newest", 2),
        ("random", 2),
        ("alphabeticalByName", 2),
        ("alphabeticalByArtist", 2),
        ("frequent", 0),
        ("recent", 0),
        ("highest", 1),
        ("starred", 1),
    ];
    for (order, count) in orders {
        for (method, list) in [("getAlbumList", "albumList"), ("getAlbumList2", "albumList2")] {
            let shown = client.get(method, &[("type", order)]).await;
            assert_eq!(shown[list]["album"].as_array().unwrap().len(), count, "{order}: {shown}");
        }
    }
    let titles = async |parameters: &[(&str, &str)]| -> Vec<String> {
        let shown = client.get("getAlbumList2", parameters).await;
        let albums = shown["albumList2"]["album"].as_array().unwrap().clone();
        albums.iter().map(|album| album["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&[("type", "alphabeticalByName")]).await, ["High Water", "Low & <Water>"]);
    assert_eq!(titles(&[("type", "alphabeticalByName"), ("offset", "1")]).await, ["Low & <Water>"]);
    assert_eq!(titles(&[("type", "byYear"), ("fromYear", "2030"), ("toYear", "1990")]).await.len(), 2);
    assert_eq!(titles(&[("type", "byYear"), ("fromYear", "2018"), ("toYear", "2019")]).await, ["Low & <Water>"]);
    assert_eq!(titles(&[("type", "byGenre"), ("genre", "field recording")]).await, ["Low & <Water>"]);
    assert_eq!(titles(&[("type", "newest"), ("musicFolderId", "2")]).await, ["Low & <Water>"], "one's own");
    assert_eq!(client.refused("getAlbumList2", &[]).await, 10);
    assert_eq!(client.refused("getAlbumList2", &[("type", "best")]).await, 0);
    assert_eq!(client.refused("getAlbumList2", &[("type", "newest"), ("offset", "x")]).await, 0);
}

#[actix_web::test]
async fn searching_without_words_gives_everything() {
    let place = Place::make().await;
    let found = place.client.get("search3", &[("query", "\"\"")]).await;
    let count = |kind: &str| found["searchResult3"][kind].as_array().unwrap().len();
    assert_eq!((count("artist"), count("album"), count("song")), (2, 2, 3));
    let part = place.client.get("search3", &[("query", ""), ("songCount", "2"), ("songOffset", "2")]).await;
    assert_eq!(part["searchResult3"]["song"].as_array().unwrap().len(), 1);
    place.client.get("search2", &[("query", "water")]).await;
    place.client.get("search3", &[("query", &"x".repeat(5000))]).await;
    assert_eq!(place.client.refused("search3", &[]).await, 10);
}

#[actix_web::test]
async fn lyrics_have_moments() {
    let place = Place::make().await;
    let client = &place.client;
    let plain = client.get("getLyrics", &[("artist", "The ode"), ("title", "slack water")]).await;
    assert_eq!(plain["lyrics"]["value"], "Salt hands\nhold on");
    let empty = client.get("getLyrics", &[("title", "nothing")]).await;
    assert_eq!(empty["lyrics"]["value"], "");
    let lyrics = client.get("getLyricsBySongId", &[("id", &place.song)]).await;
    let both = lyrics["lyricsList"]["structuredLyrics"].as_array().unwrap();
    assert_eq!((&both[0]["synced"], &both[1]["synced"]), (&true.into(), &false.into()));
    assert_eq!(both[0]["line"][0], serde_json::json!({ "start": 1000, "value": "Salt hands" }));
    assert!(both[0].get("cueLine").is_none());
    let lyrics = client.get("getLyricsBySongId", &[("id", &place.song), ("enhanced", "true")]).await;
    let cues = &lyrics["lyricsList"]["structuredLyrics"][0]["cueLine"][0]["cue"];
    assert_eq!(cues[1], serde_json::json!({ "start": 1500, "byteStart": 5, "byteEnd": 9, "value": "hands" }));
    let none = client.get("getLyricsBySongId", &[("id", &place.second)]).await;
    assert_eq!(none["lyricsList"]["structuredLyrics"], serde_json::json!([]));
}

#[actix_web::test]
async fn one_answer_has_three_formats() {
    let place = Place::make().await;
    let client = &place.client;
    let xml = client.fetch("getAlbum.view", &[("id", &place.album)], "xml").await;
    assert!(xml.content_type().starts_with("text/xml"));
    let text = xml.text();
    assert!(text.contains("<subsonic-response xmlns=\"http://subsonic.org/restapi\""), "{text}");
    assert!(text.contains("name=\"Low &amp; &lt;Water&gt;\"") && text.contains("<song "), "{text}");
    let script = client.fetch("ping", &[("callback", "heard<script>")], "jsonp").await;
    assert!(script.content_type().starts_with("text/javascript"));
    assert!(script.text().starts_with("heardscript({"), "{}", script.text());
    let refused = client.fetch("getAlbum", &[("id", "al-nothing")], "xml").await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(
        refused.text().contains("status=\"failed\"") && refused.text().contains("code=\"70\""),
        "{}",
        refused.text()
    );
    // Posted, as long lists are.
    let mut form = client.signed("json");
    form.push(("id".to_owned(), place.album.clone()));
    let request = client.browser.request(Method::POST, "/rest/getAlbum").header("origin", "https://app.example");
    let posted = client.browser.send(request.form(&form)).await;
    assert_eq!(posted.header("access-control-allow-origin"), "*");
    specification::hold("getAlbum", &posted.json());
}

#[actix_web::test]
async fn no_method_of_the_specification_is_left_without_an_answer() {
    let place = Place::make().await;
    for method in specification::methods() {
        let answer = place.client.fetch(&method, &[("id", "al-0")], "json").await;
        let body: Value = answer.json();
        assert!(body["subsonic-response"]["status"].is_string(), "{method}: {body}");
        let code = answer.status.as_u16();
        assert!(matches!(code, 200 | 410 | 501), "{method}: {code}");
    }
    let unknown = place.client.fetch("getNothing", &[], "json").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.json()["subsonic-response"]["status"], "failed");
}

#[actix_web::test]
async fn what_an_app_has_of_the_index_is_not_sent_again() {
    let place = Place::make().await;
    let client = &place.client;
    let first = client.get("getIndexes", &[]).await["indexes"].clone();
    let at = first["lastModified"].as_i64().unwrap();
    let since = async |moment: i64| {
        client.get("getIndexes", &[("ifModifiedSince", &moment.to_string())]).await["indexes"].clone()
    };
    let same = since(at).await;
    assert_eq!((&same["lastModified"], same["index"].as_array().unwrap().len()), (&first["lastModified"], 0));
    assert_eq!(since(at - 1).await["index"], first["index"]);
    let (_, account, _) = place.app.artist("kelp").await;
    let kelp = model::artists::by_handle(&mut *place.app.db().await, "kelp").await.unwrap().unwrap();
    published(&place.app, &kelp, account.id, ("Forest", &["Holdfast"])).await;
    let changed = since(at).await;
    assert_eq!(changed["index"].as_array().unwrap().len(), 3, "{changed}");
    assert!(changed["lastModified"].as_i64().unwrap() > at);
    assert_eq!(client.refused("getIndexes", &[("ifModifiedSince", "yesterday")]).await, 0);
}

#[actix_web::test]
async fn who_is_followed_is_a_podcast() {
    let place = Place::make().await;
    let client = &place.client;
    assert_eq!(client.get("getPodcasts", &[]).await["podcasts"]["channel"], serde_json::json!([]));
    assert_eq!(client.refused("getPodcasts", &[("id", &place.artist)]).await, 70, "not followed");
    let db = &mut *place.app.db().await;
    let fan = model::accounts::by_email(db, &client.user).await.unwrap().unwrap();
    let own = model::actors::create_fan(db, fan.id, "mara", "Mara").await.unwrap();
    let ode = model::artists::by_handle(db, "ode").await.unwrap().unwrap();
    let followed = model::actors::of_artist(db, ode.id).await.unwrap().unwrap();
    follows::request(db, own.id, followed.id, None, FollowState::Accepted).await.unwrap();
    let channels = client.get("getPodcasts", &[]).await["podcasts"]["channel"].clone();
    assert_eq!((channels.as_array().unwrap().len(), &channels[0]["title"]), (1, &"The ode".into()));
    assert_eq!(channels[0]["url"], format!("{}/@ode/feed.rss", place.app.url));
    let titles: Vec<_> = channels[0]["episode"].as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, ["Slack Water", "Salt Hands"]);
    let bare = client.get("getPodcasts", &[("id", &place.artist), ("includeEpisodes", "false")]).await;
    assert_eq!(bare["podcasts"]["channel"][0]["episode"], serde_json::json!([]));
    let newest = client.get("getNewestPodcasts", &[("count", "1")]).await["newestPodcasts"]["episode"].clone();
    assert_eq!((newest.as_array().unwrap().len(), &newest[0]["channelId"]), (1, &place.artist.as_str().into()));
    let one = client.get("getPodcastEpisode", &[("id", &place.second)]).await;
    assert_eq!(one["podcastEpisode"]["streamId"], place.second.as_str());
}
