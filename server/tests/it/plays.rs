//! Players tell of listens; programs and strangers do not count.

use diesel_async::RunQueryDsl as _;
use model::api_tokens::Scope;
use model::ids::{ReleaseId, TrackId};
use model::plays;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalogue;
use crate::support::{Answer, Browser, TestApp};

pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

pub async fn song(app: &TestApp, handle: &str) -> (ReleaseId, TrackId) {
    let (artist, account, _) = app.artist(handle).await;
    let release = catalogue::published(app, &artist, account.id, ("Low Water", &["Ebb"])).await;
    let tracks = model::tracks::of_release(&mut *app.db().await, release.id).await.unwrap();
    (release.id, tracks[0].id)
}

/// Lets what was told begin so many seconds earlier.
pub async fn back(app: &TestApp, seconds: i64) {
    let sql = format!("UPDATE plays SET started_at = started_at - interval '{seconds} seconds'");
    diesel::sql_query(sql).execute(&mut *app.db().await).await.unwrap();
}

pub async fn tell(browser: &Browser, program: &str, note: &Value) -> Answer {
    browser.send(browser.request(Method::POST, "/plays").header("user-agent", program).body(note.to_string())).await
}

/// A whole listen of a minute.
pub async fn listen(app: &TestApp, browser: &Browser, track: TrackId) {
    let mut note = json!({ "id": Uuid::new_v4(), "track": track, "source": "page", "rung": "aac-128", "startDelayMs": 90,
        "heardMs": 0, "reachedMs": 0, "stalls": 0, "stallMs": 0, "ending": null });
    assert_eq!(tell(browser, FIREFOX, &note).await.status, StatusCode::NO_CONTENT);
    back(app, 61).await;
    for (field, value) in [("heardMs", json!(61_000)), ("reachedMs", json!(61_000)), ("ending", json!("completed"))] {
        note[field] = value;
    }
    assert_eq!(tell(browser, FIREFOX, &note).await.status, StatusCode::NO_CONTENT);
}

pub async fn count(app: &TestApp, track: TrackId) -> i64 {
    plays::of_tracks(&mut *app.db().await, &[track]).await.unwrap().get(&track).copied().unwrap_or(0)
}

#[actix_web::test]
async fn a_listener_counts_once_and_a_bot_never() {
    let app = TestApp::start().await;
    let (_, track) = song(&app, "ode").await;
    let visitor = app.visitor();
    for _ in 0..3 {
        listen(&app, &visitor, track).await;
    }
    assert_eq!(count(&app, track).await, 1, "behind one address is one listener");
    let (_, fan) = app.fan().await;
    listen(&app, &fan, track).await;
    assert_eq!(count(&app, track).await, 2, "an account is another one");
    let mut note = json!({ "id": Uuid::new_v4(), "track": track, "source": "embed" });
    assert_eq!(tell(&visitor, "Googlebot/2.1", &note).await.status, StatusCode::NO_CONTENT);
    assert!(
        plays::find(&mut *app.db().await, serde_json::from_value(note["id"].clone()).unwrap()).await.unwrap().is_none()
    );
    // What is not there is answered as what is.
    note["track"] = json!(TrackId::new());
    assert_eq!(tell(&visitor, FIREFOX, &note).await.status, StatusCode::NO_CONTENT);
}

#[actix_web::test]
async fn what_is_no_note_is_refused() {
    let app = TestApp::start().await;
    let (_, track) = song(&app, "ode").await;
    let visitor = app.visitor();
    let good = json!({ "id": Uuid::new_v4(), "track": track, "source": "page" });
    for (field, value) in [
        ("id", json!("x")),
        ("id", json!(Uuid::nil())),
        ("track", json!(7)),
        ("source", json!("podcast")),
        ("source", json!("subsonic")),
        ("heardMs", json!("long")),
        ("heardMs", json!(1e300)),
        ("ending", json!("bored")),
    ] {
        let mut note = good.clone();
        note[field] = value.clone();
        assert_eq!(tell(&visitor, FIREFOX, &note).await.status, StatusCode::BAD_REQUEST, "{field} {value}");
    }
    let mut long = good.clone();
    long["rung"] = json!("x".repeat(5000));
    assert_eq!(tell(&visitor, FIREFOX, &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let foreign = visitor.request(Method::POST, "/plays").header("sec-fetch-site", "cross-site").body(good.to_string());
    assert_eq!(visitor.send(foreign).await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_file_that_an_app_fetches_is_a_play() {
    let app = TestApp::start().await;
    let (_, track) = song(&app, "ode").await;
    let db = &mut *app.db().await;
    let encoding = model::tracks::find(db, track).await.unwrap().unwrap().encoding_id.unwrap();
    let address = urls::media::progressive_mp3(urls::media::PUBLIC, encoding.0);
    let fetch = async |program: &str, headers: &[(&'static str, &str)]| {
        let visitor = app.visitor();
        let request = visitor.request(Method::GET, &address).header("user-agent", program);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = visitor.send(request).await;
        assert!(answer.status.is_success(), "{}", answer.status);
    };
    fetch("Googlebot/2.1", &[]).await;
    fetch(FIREFOX, &[("sec-fetch-site", "same-origin"), ("sec-fetch-dest", "audio")]).await;
    // Two of eleven bytes of a minute are ten seconds.
    fetch("AntennaPod/3.5", &[("range", "bytes=0-1")]).await;
    wait_for(&app, "SELECT count(*) AS n FROM plays WHERE source = 'podcast' AND device = 'app'").await;
    assert_eq!(count(&app, track).await, 0);
    fetch("AntennaPod/3.5", &[("range", "bytes=2-10")]).await;
    wait_for(&app, "SELECT count(*) AS n FROM plays WHERE counted_at IS NOT NULL").await;
    fetch("AntennaPod/3.5", &[]).await;
    assert_eq!(count(&app, track).await, 1);
}

/// Waits until a count is 1.
pub async fn wait_for(app: &TestApp, sql: &str) {
    #[derive(diesel::QueryableByName)]
    struct N {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    for _ in 0..200 {
        let found: N = diesel::sql_query(sql).get_result(&mut *app.db().await).await.unwrap();
        if found.n == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("never: {sql}");
}

#[actix_web::test]
async fn an_app_tells_by_the_api_and_reads_its_history_there() {
    let app = TestApp::start().await;
    let (_, track) = song(&app, "ode").await;
    let (account, _) = app.fan().await;
    let token = app.token(&account, Scope::Write).await;
    let visitor = app.visitor();
    let call = async |method: Method, path: &str, body: Option<Value>| {
        let request = visitor.request(method, path).bearer_auth(&token);
        visitor
            .send(match body {
                Some(body) => request.json(&body),
                None => request,
            })
            .await
    };
    let mut note = json!({ "id": Uuid::new_v4(), "track_id": track, "heard_ms": 0 });
    assert_eq!(call(Method::POST, "/api/v1/plays", Some(note.clone())).await.json()["counted"], false);
    back(&app, 40).await;
    note["heard_ms"] = json!(40_000);
    assert_eq!(call(Method::POST, "/api/v1/plays", Some(note.clone())).await.json()["counted"], true);
    assert_eq!(call(Method::POST, "/api/v1/plays", Some(note.clone())).await.json()["counted"], false, "once");
    note["track_id"] = json!(TrackId::new());
    assert_eq!(call(Method::POST, "/api/v1/plays", Some(note.clone())).await.status, StatusCode::CONFLICT);
    note["id"] = json!(Uuid::new_v4());
    assert_eq!(call(Method::POST, "/api/v1/plays", Some(note)).await.status, StatusCode::NOT_FOUND);

    let heard = |at: &str| Some(json!({ "track_id": track, "played_at": at }));
    assert_eq!(
        call(Method::POST, "/api/v1/history", heard("2024-01-02T03:04:05Z")).await.status,
        StatusCode::NO_CONTENT
    );
    let ahead = call(Method::POST, "/api/v1/history", heard("2036-01-02T03:04:05Z")).await;
    assert_eq!(
        (ahead.status, ahead.json()["errors"][0]["field"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, json!("played_at"))
    );
    let first = call(Method::GET, "/api/v1/history?limit=1", None).await;
    assert_eq!(first.json()["entries"][0]["track"]["title"], "Ebb");
    let next = first.header("link");
    let next = next.split_once("/api").unwrap().1.split_once('>').unwrap().0;
    let second = call(Method::GET, &format!("/api{next}"), None).await;
    assert_eq!((second.json()["entries"].as_array().unwrap().len(), second.header("link")), (1, String::new()));
    let id = second.json()["entries"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(call(Method::DELETE, &format!("/api/v1/history/{id}"), None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::DELETE, &format!("/api/v1/history/{id}"), None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(call(Method::PATCH, "/api/v1/history", Some(json!({ "paused": true }))).await.json()["paused"], true);
    assert_eq!(call(Method::DELETE, "/api/v1/history", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::GET, "/api/v1/history", None).await.json(), json!({ "paused": true, "entries": [] }));
    assert_eq!(visitor.get("/api/v1/history").await.status, StatusCode::UNAUTHORIZED);
}
