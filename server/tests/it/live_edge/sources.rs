use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use live::link::{Answer, Ask};
use model::schema::shows;
use model::stream_keys;
use reqwest::{Method, StatusCode};

use super::Scene;
use super::line::Line;

async fn key(scene: &Scene) -> String {
    let db = &mut *scene.app.db().await;
    stream_keys::create(db, scene.artist.id, None, "test").await.unwrap().1
}

/// Says what plays at a mount, and gives the answer.
async fn says_dawn(scene: &Scene, key: &str, mount: &str) -> String {
    let credentials = STANDARD.encode(format!("source:{key}"));
    let update = format!(
        "GET /admin/metadata?mode=updinfo&mount=%2f{mount}&song=Ode+-+Dawn HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic {credentials}\r\n\r\n"
    );
    Line::open(&scene.icecast(), &update).await.rest().await
}

fn dawn() -> Ask {
    Ask::Playing { title: "Dawn".to_owned(), artist: "Ode".to_owned() }
}

/// What a source says first.
pub fn head(scene: &Scene, key: &str) -> String {
    let credentials = STANDARD.encode(format!("source:{key}"));
    format!(
        "PUT /{} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials}\r\nContent-Type: audio/mpeg\r\n\
         User-Agent: butt 0.1.40\r\nExpect: 100-continue\r\n\r\n",
        scene.show.slug
    )
}

#[actix_web::test]
async fn a_source_feeds_the_worker_of_its_show() {
    let scene = Scene::open().await;
    let key = key(&scene).await;
    let mut line = Line::open(&scene.icecast(), &head(&scene, &key)).await;
    line.until(b"100 Continue\r\n\r\n").await;
    line.send(b"sound sound").await;
    let mut fed = scene.worker.shared().fed.subscribe();
    fed.wait_for(|fed| fed == b"sound sound").await.unwrap();

    let said = says_dawn(&scene, &key, &scene.show.slug).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert_eq!(*scene.worker.shared().asked.lock().unwrap(), [dawn()]);

    // A worker that lets go ends the connection, so that the source comes again.
    scene.worker.shared().ends.send_replace(true);
    line.rest().await;
}

#[actix_web::test]
async fn a_title_that_comes_before_the_first_sound_is_taken() {
    let scene = Scene::open().await;
    let key = key(&scene).await;
    let waits = diesel::update(shows::table.find(scene.show.id)).set(shows::started_at.eq(None::<DateTime<Utc>>));
    waits.execute(&mut *scene.app.db().await).await.unwrap();
    let said = says_dawn(&scene, &key, &scene.artist.handle).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert_eq!(*scene.worker.shared().asked.lock().unwrap(), [dawn()]);
}

#[actix_web::test]
async fn a_key_that_is_taken_back_feeds_nothing_any_more() {
    let scene = Scene::open().await;
    let db = &mut *scene.app.db().await;
    let (of_artist, key) = stream_keys::create(db, scene.artist.id, None, "").await.unwrap();
    let (of_show, other) = stream_keys::create(db, scene.artist.id, Some(scene.show.id), "").await.unwrap();
    let browser = scene.app.signed_in(&scene.owner).await;
    for (id, key, way) in [(of_artist.id, key, "revocation"), (of_show.id, other, "renewal")] {
        let mut line = Line::open(&scene.icecast(), &head(&scene, &key)).await;
        line.until(b"100 Continue\r\n\r\n").await;
        line.send(way.as_bytes()).await;
        let mut fed = scene.worker.shared().fed.subscribe();
        fed.wait_for(|fed| fed.ends_with(way.as_bytes())).await.unwrap();
        let page = urls::live::stream_keys(&scene.artist.handle);
        let done = browser.submit(&page, &format!("/studio/stream-keys/{id}/{way}"), &[]).await;
        assert!(done.status.is_redirection() || done.status == StatusCode::CREATED, "{}", done.text());
        line.rest().await;
        let said = Line::open(&scene.icecast(), &head(&scene, &key)).await.rest().await;
        assert!(said.starts_with("HTTP/1.1 401"), "{said}");
    }
}

#[actix_web::test]
async fn a_show_that_is_fed_refuses_another_source() {
    let scene = Scene::open().await;
    *scene.worker.shared().answer.lock().unwrap() = Answer::Busy;
    let said = Line::open(&scene.icecast(), &head(&scene, &key(&scene).await)).await.rest().await;
    assert!(said.starts_with("HTTP/1.1 403"), "{said}");
}

#[actix_web::test]
async fn who_tries_keys_is_stopped() {
    let scene = Scene::open().await;
    let good = key(&scene).await;
    let tries = (0..20).map(async |_| Line::open(&scene.icecast(), &head(&scene, "wrong")).await.rest().await);
    for said in futures::future::join_all(tries).await {
        assert!(said.starts_with("HTTP/1.1 401"), "{said}");
    }
    let said = Line::open(&scene.icecast(), &head(&scene, &good)).await.rest().await;
    assert!(said.contains("Too many wrong stream keys"), "{said}");
    assert!(scene.worker.shared().fed.borrow().is_empty());
}

/// The head of a WebSocket to the show's source.
fn socket(scene: &Scene, session: &str, origin: &str) -> String {
    format!(
        "GET /live/{}/source HTTP/1.1\r\nHost: {}\r\nOrigin: {origin}\r\nCookie: tonewood_session={session}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n",
        scene.show.slug,
        scene.app.url.trim_start_matches("http://")
    )
}

#[actix_web::test]
async fn a_browser_feeds_the_show_of_its_artist_only() {
    let scene = Scene::open().await;
    let db = &mut *scene.app.db().await;
    let own = model::sessions::create(db, scene.owner.id, "test").await.unwrap();
    let stranger = scene.app.account("stranger", false).await;
    let strange = model::sessions::create(db, stranger.id, "test").await.unwrap();
    let address = scene.app.url.trim_start_matches("http://").to_owned();

    for (session, origin, status) in
        [(&strange, scene.app.url.as_str(), "404"), (&own, "https://evil.example", "403"), (&own, "null", "403")]
    {
        let mut line = Line::open(&address, &socket(&scene, session, origin)).await;
        line.until(b"\r\n\r\n").await;
        assert!(line.text().starts_with(&format!("HTTP/1.1 {status}")), "{origin}: {}", line.text());
    }
    let mut line = Line::open(&address, &socket(&scene, &own, &scene.app.url)).await;
    line.until(br#"{"ready":true}"#).await;
    // A binary message of five bytes under a mask of zeros.
    line.send(&[0x82, 0x85, 0, 0, 0, 0, b'o', b'p', b'u', b's', b'!']).await;
    let mut fed = scene.worker.shared().fed.subscribe();
    fed.wait_for(|fed| fed == b"opus!").await.unwrap();
    scene.worker.shared().ends.send_replace(true);
    line.until(br#""again":true"#).await;
}

#[actix_web::test]
async fn the_desk_hears_how_its_show_is_doing() {
    let scene = Scene::open().await;
    let path = format!("/studio/shows/{}/status", scene.show.id);
    let stranger = scene.app.account("stranger", false).await;
    let stranger = scene.app.signed_in(&stranger).await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);

    let browser = scene.app.signed_in(&scene.owner).await;
    let mut stream = browser.request(Method::GET, &path).send().await.unwrap();
    let mut text = String::new();
    while !text.contains("data: ") {
        text.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let json = text.split_once("data: ").unwrap().1.lines().next().unwrap();
    let status: live::link::Status = serde_json::from_str(json).unwrap();
    assert_eq!((status.source.as_deref(), status.seconds), (Some("icecast"), 7));
}
