//! Bytes: each gets the sound they are entitled to, in the format they ask for, whole and in parts.

use diesel_async::RunQueryDsl;
use model::api_tokens::Scope;
use model::artists::Artist;
use model::entitlements::granting;
use model::ids::{DownloadCodeId, ReleaseId};
use model::releases::{self, PriceMode, ReleaseChanges, ReleaseKind, publication};
use model::sellers::{self, Preview, SellerChanges};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::Client;
use crate::support::{Answer, TestApp, wav};

/// A release of one track of 45 seconds that went through the real pipeline.
struct Shop {
    app: TestApp,
    client: Client,
    release: ReleaseId,
    album: String,
    song: String,
}

impl Shop {
    async fn open(price: i64) -> Self {
        let app = TestApp::start().await;
        let (fan, _) = app.fan().await;
        let (artist, account, _): (Artist, _, _) = app.artist("ode").await;
        let token = app.token(&account, Scope::Write).await;
        let db = &mut app.db().await;
        let release = releases::create(db, artist.id, "Ebb", ReleaseKind::Single).await.unwrap().id;
        let changes = ReleaseChanges {
            price_mode: Some(if price > 0 { PriceMode::Fixed } else { PriceMode::Free }),
            price_amount_minor: Some(price),
            ai_declaration: Some("none".to_owned()),
            ..ReleaseChanges::default()
        };
        releases::update(db, release, &changes).await.unwrap();
        let changes = SellerChanges { preview: Some(Preview::First30), ..SellerChanges::default() };
        sellers::update(db, artist.id, &changes).await.unwrap();
        let path = format!("/api/v1/releases/{release}/tracks?filename=One.wav");
        let visitor = app.visitor();
        let request = visitor.request(Method::POST, &path).bearer_auth(&token).body(wav(44_100, 45.0));
        assert_eq!(visitor.send(request).await.status, StatusCode::CREATED);
        app.run_pending_jobs().await;
        let (terms, _) = publication::current_terms(db).await.unwrap();
        publication::publish(db, release, account.id, terms, None).await.unwrap();
        app.run_pending_jobs().await;
        let client = Client::of(&app, &fan).await;
        let album = format!("al-{release}");
        let shown = client.get("getAlbum", &[("id", &album)]).await;
        let song = shown["album"]["song"][0]["id"].as_str().unwrap().to_owned();
        Self { app, client, release, album, song }
    }

    async fn shown(&self) -> Value {
        self.client.get("getSong", &[("id", &self.song)]).await["song"].clone()
    }

    async fn stream(&self, more: &[(&str, &str)]) -> Answer {
        let mut all = vec![("id", &*self.song)];
        all.extend_from_slice(more);
        // What has to be made is made while it is waited for.
        let mut fetched = Box::pin(self.client.fetch("stream", &all, "json"));
        loop {
            tokio::select! {
                answer = &mut fetched => return answer,
                () = tokio::time::sleep(std::time::Duration::from_millis(100)) => self.app.run_pending_jobs().await,
            }
        }
    }
}

#[actix_web::test]
async fn what_is_free_comes_in_every_format() {
    let shop = Shop::open(0).await;
    let shown = shop.shown().await;
    assert_eq!(
        (&shown["suffix"], &shown["contentType"], &shown["duration"]),
        (&"flac".into(), &"audio/flac".into(), &45.into())
    );
    let flac = shop.stream(&[]).await;
    assert_eq!((flac.status, flac.content_type().as_str()), (StatusCode::OK, "audio/flac"), "{}", flac.text());
    assert_eq!(&flac.bytes[..4], b"fLaC");
    let file = shop.client.fetch("download", &[("id", &shop.song)], "json").await;
    assert_eq!(file.bytes, flac.bytes);
    assert!(file.header("content-disposition").contains(".flac"));
    for (wish, kind) in [
        ([("format", "mp3"), ("maxBitRate", "128")], "audio/mpeg"),
        ([("format", "mp3"), ("maxBitRate", "0")], "audio/mpeg"),
        ([("format", "m4a"), ("maxBitRate", "64")], "audio/mp4"),
        ([("format", "opus"), ("maxBitRate", "0")], "audio/ogg"),
        ([("format", "nothing"), ("maxBitRate", "1")], "audio/mp4"),
    ] {
        let answer = shop.stream(&wish).await;
        assert_eq!((answer.status, answer.content_type().as_str()), (StatusCode::OK, kind), "{wish:?}");
        assert!(answer.bytes.len() > 100_000, "{wish:?}: {}", answer.bytes.len());
    }
}

#[actix_web::test]
async fn ranges_and_moments_are_parts_of_the_whole() {
    let shop = Shop::open(0).await;
    for format in ["mp3", "m4a"] {
        let rate = if format == "mp3" { "128" } else { "64" };
        let wish = [("format", format), ("maxBitRate", rate)];
        let whole = shop.stream(&wish).await;
        let request = shop.client.request("stream", &[&[("id", &*shop.song)][..], &wish[..]].concat());
        let part = shop.client.send(request.header("range", "bytes=1000-260000")).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.bytes, whole.bytes[1000..=260_000], "{format}");
    }
    let whole = shop.stream(&[("format", "mp3"), ("maxBitRate", "128")]).await;
    let late = shop.stream(&[("maxBitRate", "128"), ("timeOffset", "30")]).await;
    assert_eq!(late.content_type(), "audio/mpeg");
    assert!(whole.bytes.ends_with(&late.bytes) && late.bytes.len() > 1000);
    let share = late.bytes.len() as f64 / whole.bytes.len() as f64;
    assert!((share - 1.0 / 3.0).abs() < 0.01, "{share}");
    assert_eq!((late.bytes[0], late.bytes[1] & 0xe0), (0xff, 0xe0), "begins with a frame");
    assert_eq!(shop.client.refused("stream", &[("id", &shop.song), ("timeOffset", "x")]).await, 0);
    let hls = shop.client.fetch("hls.m3u8", &[("id", &shop.song)], "json").await;
    let playlist = shop.app.visitor().get(hls.location().trim_start_matches(&shop.app.url)).await;
    assert!(playlist.text().starts_with("#EXTM3U"), "{}", playlist.text());
}

#[actix_web::test]
async fn what_has_a_price_is_heard_in_part_until_it_is_theirs() {
    let shop = Shop::open(900).await;
    let shown = shop.shown().await;
    assert_eq!((&shown["duration"], &shown["suffix"]), (&30.into(), &"mp3".into()), "{shown}");
    assert!(shown["comment"].as_str().unwrap().contains("/@ode/ebb"), "says where all of it is: {shown}");
    let preview = shop.stream(&[("format", "flac")]).await;
    assert_eq!(preview.content_type(), "audio/mpeg");
    assert!(preview.bytes.len() < 31 * 16_000 + 2000, "{}", preview.bytes.len());
    assert_eq!(shop.client.refused("download", &[("id", &shop.song)]).await, 50);

    let fan = model::accounts::by_email(&mut *shop.app.db().await, "fan@example.org").await.unwrap().unwrap();
    let db = &mut shop.app.db().await;
    diesel::sql_query("SET session_replication_role = replica").execute(db).await.unwrap();
    let code = DownloadCodeId::new();
    granting::grant_code(db, code, shop.release, (Some(fan.id), "fan@example.org")).await.unwrap();
    let shown = shop.shown().await;
    assert_eq!((&shown["duration"], &shown["suffix"]), (&45.into(), &"flac".into()), "{shown}");
    let own = shop.client.get("getAlbumList2", &[("type", "newest"), ("musicFolderId", "2")]).await;
    assert_eq!(own["albumList2"]["album"][0]["id"], shop.album, "it is in the folder of what is theirs");
    assert_eq!(&shop.stream(&[]).await.bytes[..4], b"fLaC");

    // Taken back from everybody, it stays with who has it.
    publication::unpublish(db, shop.release).await.unwrap();
    shop.client.get("getAlbum", &[("id", &shop.album)]).await;
    let other = Client::of(&shop.app, &shop.app.account("other", false).await).await;
    assert_eq!(other.refused("getAlbum", &[("id", &shop.album)]).await, 70);
    assert_eq!(other.refused("stream", &[("id", &shop.song)]).await, 70);
}

#[actix_web::test]
async fn covers_have_bounds() {
    let place = super::catalogue_of::Place::make().await;
    for (size, expected) in
        [("100", "picture of 160"), ("600", "picture of 640"), ("1000000", "picture of 1400"), ("-3", "picture of 640")]
    {
        for id in [&place.album, &place.song] {
            let cover = place.client.fetch("getCoverArt", &[("id", id), ("size", size)], "json").await;
            assert_eq!((cover.text().as_str(), cover.content_type().as_str()), (expected, "image/jpeg"), "{size}");
        }
    }
    assert_eq!(place.client.refused("getCoverArt", &[("id", &place.artist)]).await, 70, "has no picture");
    assert_eq!(place.client.refused("getCoverArt", &[("id", &place.album), ("size", "big")]).await, 0);
    assert_eq!(place.client.refused("getAvatar", &[("username", "x")]).await, 70);
}
