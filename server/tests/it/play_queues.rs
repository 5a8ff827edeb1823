//! The queue of an account over its devices: saved, read, heard of, and never anybody else's.

use std::time::Duration;

use futures::StreamExt;
use model::api_tokens::Scope;
use model::ids::TrackId;
use model::releases::publication;
use model::tracks::{self, Track};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::catalogue::published;
use crate::support::{Answer, Browser, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0";

async fn record(app: &TestApp) -> (Vec<Track>, model::releases::Release) {
    let (artist, account, _) = app.artist("ode").await;
    let release = published(app, &artist, account.id, ("Low Water", &["Slack", "Neap", "Spring"])).await;
    (tracks::of_release(&mut *app.db().await, release.id).await.unwrap(), release)
}

fn ids(tracks: &[Track]) -> Vec<TrackId> {
    tracks.iter().map(|track| track.id).collect()
}

async fn put(browser: &Browser, body: &Value) -> Answer {
    let token = browser.csrf("/account").await;
    let request = browser.request(Method::PUT, "/queue").header("x-csrf-token", token).header("user-agent", FIREFOX);
    browser.send(request.json(body)).await
}

fn playing(tracks: &[TrackId], current: i32, after: Option<i64>) -> Value {
    json!({ "tracks": tracks, "current": current, "positionMs": 12_000, "playing": true, "device": "desk", "after": after })
}

#[actix_web::test]
async fn another_device_goes_on_where_this_one_is() {
    let app = TestApp::start().await;
    let (tracks, _) = record(&app).await;
    let (account, desk) = app.fan().await;
    let phone = app.signed_in(&account).await;
    let nothing = phone.get("/queue").await.json();
    assert_eq!((&nothing["version"], &nothing["current"], &nothing["tracks"]), (&json!(0), &json!(-1), &json!([])));

    let saved = put(&desk, &playing(&ids(&tracks), 1, None)).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert_eq!(saved.json()["version"], 1);
    let there = phone.get("/queue").await.json();
    assert_eq!(there["deviceName"], "Firefox on Linux");
    assert_eq!((&there["current"], &there["playing"], &there["device"]), (&json!(1), &json!(true), &json!("desk")));
    let titles: Vec<&str> =
        there["tracks"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Slack", "Neap", "Spring"]);
    assert!(there["tracks"][0]["stream"]["base"].as_str().unwrap().starts_with("/media/"), "it plays");
    let position = there["positionMs"].as_i64().unwrap();
    assert!((12_000..14_000).contains(&position), "it went on since: {position}");

    let late = put(
        &phone,
        &json!({ "tracks": [], "current": -1, "positionMs": 0, "playing": false, "device": "phone", "after": 0 }),
    )
    .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.json()["code"], "conflict");
    assert_eq!(put(&phone, &playing(&ids(&tracks), 0, Some(1))).await.json()["version"], 2);
    assert_eq!(app.visitor().get("/queue").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.visitor().get("/queue/events").await.status, StatusCode::UNAUTHORIZED);
    let (_, stranger) = app.admin().await;
    assert_eq!(stranger.get("/queue").await.json()["version"], 0, "a queue is its listener's alone");
}

#[actix_web::test]
async fn what_is_taken_back_leaves_the_queue() {
    let app = TestApp::start().await;
    let (tracks, release) = record(&app).await;
    let (_, fan) = app.fan().await;
    let unknown = TrackId::new();
    let all = [&[unknown], &*ids(&tracks)].concat();
    assert_eq!(put(&fan, &playing(&all, 0, None)).await.status, StatusCode::OK);
    let shown = fan.get("/queue").await.json();
    assert_eq!(shown["tracks"].as_array().unwrap().len(), 3, "what never was is passed over");
    assert_eq!((&shown["current"], &shown["positionMs"]), (&json!(0), &json!(0)), "what follows it begins");
    publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    let shown = fan.get("/queue").await.json();
    assert_eq!((&shown["tracks"], &shown["current"]), (&json!([]), &json!(-1)));
}

#[actix_web::test]
async fn what_cannot_be_is_refused_in_words() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let many: Vec<TrackId> = (0..1001).map(|_| TrackId::new()).collect();
    let one = [TrackId::new()];
    let with = |key: &str, value: Value| {
        let mut body = playing(&one, 0, None);
        body[key] = value;
        body
    };
    for (body, field) in [
        (playing(&many, 0, None), "tracks"),
        (playing(&one, 1, None), "current"),
        (with("current", json!(-2)), "current"),
        (with("positionMs", json!(-1)), "positionMs"),
        (with("positionMs", json!(i64::MAX)), "positionMs"),
        (with("device", json!("")), "device"),
        (with("device", json!("x".repeat(65))), "device"),
        (with("tracks", json!(["1; DROP TABLE"])), "tracks[0]"),
    ] {
        let refused = put(&fan, &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let bare = fan.send(fan.request(Method::PUT, "/queue").json(&playing(&one, 0, None))).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN, "no token");
    assert_eq!(fan.get("/queue").await.json()["version"], 0);
}

#[actix_web::test]
async fn devices_hear_of_each_other() {
    let app = TestApp::start().await;
    let (tracks, _) = record(&app).await;
    let (account, desk) = app.fan().await;
    let phone = app.signed_in(&account).await;
    let answer = phone.request(Method::GET, "/queue/events").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut events = answer.bytes_stream();
    let mut heard = String::new();
    let mut until = async |words: &str| {
        while !heard.contains(words) {
            let piece = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
            heard.push_str(std::str::from_utf8(&piece.expect(words).unwrap().unwrap()).unwrap());
        }
        std::mem::take(&mut heard)
    };
    until("\"version\":0").await;
    let (_, stranger) = app.admin().await;
    put(&stranger, &playing(&ids(&tracks), 0, None)).await;
    put(&desk, &playing(&ids(&tracks), 1, None)).await;
    let first = until("\"version\":1").await;
    assert!(first.contains("\"deviceName\":\"Firefox on Linux\"") && first.contains("\"playing\":true"), "{first}");
    assert_eq!(first.matches("data: ").count(), 1, "nobody else's is told: {first}");
    let list = |text: &str| text.split("\"list\":\"").nth(1).unwrap()[..16].to_owned();
    put(&desk, &playing(&ids(&tracks), 1, Some(1))).await;
    let second = until("\"version\":2").await;
    assert_eq!(list(&first), list(&second), "the same list has the same word");
    put(&desk, &playing(&ids(&tracks), 2, Some(2))).await;
    assert_ne!(list(&second), list(&until("\"version\":3").await));
}

#[actix_web::test]
async fn programs_save_and_read_it_too() {
    let app = TestApp::start().await;
    let (tracks, _) = record(&app).await;
    let (account, fan) = app.fan().await;
    let token = app.token(&account, Scope::Write).await;
    let program = app.visitor();
    let call = async |method: Method, body: &Value| {
        program.send(program.request(method, "/api/v1/queue").bearer_auth(&token).json(body)).await
    };
    assert_eq!(call(Method::GET, &json!({})).await.json()["version"], 0);
    let body = json!({ "track_ids": ids(&tracks), "current": 2, "position_ms": 900, "device": "mpd\u{0}", "device_name": "MPD" });
    assert_eq!(call(Method::PUT, &body).await.json()["version"], 1);
    let shown = fan.get("/queue").await.json();
    assert_eq!((&shown["deviceName"], &shown["current"], &shown["playing"]), (&json!("MPD"), &json!(2), &json!(false)));
    let late = json!({ "track_ids": [], "device": "mpd", "after": 0 });
    assert_eq!(call(Method::PUT, &late).await.status, StatusCode::CONFLICT);
    let odd = json!({ "track_ids": ids(&tracks), "current": 3, "device": "mpd" });
    assert_eq!(call(Method::PUT, &odd).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(program.get("/api/v1/queue").await.status, StatusCode::UNAUTHORIZED);
}
