//! Tracks of a release stand end to end: whatever happens to their order, they are encoded for where they stand, and whoever
//! listens goes on listening.

use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model::api_tokens::Scope;
use model::encodings::Encoding;
use model::ids::ReleaseId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Browser, TestApp, wav};

/// An artist at the command line with a release of three tracks of odd lengths.
struct Desk {
    app: TestApp,
    curl: Browser,
    token: String,
    release: String,
}

/// Seconds of the tracks, none of them whole packets of the codec.
const LENGTHS: [f64; 3] = [1.234, 6.5, 0.777];

impl Desk {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let (artist, account, _) = app.artist("ode").await;
        let token = app.token(&account, Scope::Write).await;
        let curl = app.visitor();
        let body = json!({"artist": artist.handle, "title": "Ebb", "kind": "ep",
            "price": {"mode": "free", "amount_minor": 0, "currency": "EUR"}});
        let made = curl.send(curl.request(Method::POST, "/api/v1/releases").bearer_auth(&token).json(&body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let release = made.json()["id"].as_str().unwrap().to_owned();
        Self { app, curl, token, release }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self.curl.request(method, path).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = self.curl.send(request).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        if answer.bytes.is_empty() { Value::Null } else { answer.json() }
    }

    /// Sends a file for a position, and leaves it to the worker.
    async fn send(&self, position: usize, seconds: f64, rate: u32) -> String {
        let path = format!("/api/v1/releases/{}/tracks?position={position}&filename={position}.wav", self.release);
        self.put(&path, wav(rate, seconds)).await
    }

    async fn put(&self, path: &str, bytes: Vec<u8>) -> String {
        let request = self.curl.request(Method::POST, path).bearer_auth(&self.token).body(bytes);
        let sent = self.curl.send(request).await;
        assert!(sent.status.is_success(), "{}", sent.text());
        sent.json()["id"].as_str().unwrap().to_owned()
    }

    /// The release's tracks in order, as the API shows them.
    async fn tracks(&self) -> Vec<Value> {
        let release = self.ask(Method::GET, &format!("/api/v1/releases/{}", self.release), None).await;
        release["tracks"].as_array().unwrap().clone()
    }

    /// How many encodings were ever made.
    async fn made(&self) -> i64 {
        model::schema::encodings::table.count().get_result(&mut *self.app.db().await).await.unwrap()
    }

    async fn encodings(&self) -> Vec<Encoding> {
        model::inventory::encodings(&mut *self.app.db().await, None).await.unwrap()
    }

    /// Every track is whole, and begins where the one before it ends, on the grid.
    async fn assert_joined(&self) {
        let tracks = self.tracks().await;
        let mut start = 0;
        for track in &tracks {
            let place = &track["place"];
            assert_eq!(place["start"], start, "{tracks:#?}");
            assert_eq!(place["joined"], true, "{track:#}");
            assert_eq!(place["priming"], 2048 + start % 1024, "{track:#}");
            assert_eq!(track["state"], "ready", "{track:#}");
            assert_eq!(track["renditions"].as_array().unwrap().len(), 4, "{track:#}");
            start += place["frames"].as_i64().unwrap();
        }
    }

    /// Where the encodings of the tracks lie now.
    async fn addresses(&self) -> Vec<String> {
        let tracks = self.tracks().await;
        tracks.iter().map(|track| track["hls"].as_str().unwrap().replace(&self.app.url, "")).collect()
    }

    async fn assert_plays(&self, playlist: &str) {
        let folder = playlist.strip_suffix("master.m3u8").unwrap();
        for file in
            ["master.m3u8", "manifest.mpd", "aac-64/init.mp4", "aac-64/0.m4s", "aac-320/0.m4s", "progressive.m4a"]
        {
            let answer = self.curl.get(&format!("{folder}{file}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{folder}{file}");
        }
    }
}

#[actix_web::test]
async fn files_dropped_at_once_are_encoded_once_whatever_their_order() {
    let desk = Desk::open().await;
    for position in [2, 3, 1] {
        desk.send(position, LENGTHS[position - 1], 44_100).await;
    }
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.made().await, 3, "a place was not known though all files were there");
    let tracks = desk.tracks().await;
    assert_eq!(tracks[1]["place"]["start"], (44_100.0 * LENGTHS[0]) as i64);
}

#[actix_web::test]
async fn files_that_come_late_have_their_neighbours_encoded_anew() {
    let desk = Desk::open().await;
    desk.send(2, LENGTHS[1], 44_100).await;
    desk.app.run_pending_jobs().await;
    let alone = desk.addresses().await.remove(0);
    desk.assert_plays(&alone).await;
    desk.send(1, LENGTHS[0], 44_100).await;
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.made().await, 3, "the first, the second, and the first again at its place");
    assert_ne!(desk.addresses().await[1], alone);
    desk.assert_plays(&alone).await;
    let replaced = desk.encodings().await.iter().filter(|encoding| encoding.replaced_at.is_some()).count();
    assert_eq!(replaced, 1);
}

#[actix_web::test]
async fn order_replacement_and_removal_are_followed_while_it_plays_on() {
    let desk = Desk::open().await;
    let mut ids = Vec::new();
    for position in [1, 2, 3] {
        ids.push(desk.send(position, LENGTHS[position - 1], 44_100).await);
    }
    desk.app.run_pending_jobs().await;
    desk.ask(Method::PUT, &format!("/api/v1/releases/{}/publication", desk.release), Some(json!({}))).await;
    desk.app.run_pending_jobs().await;
    desk.app.app.media_cache.invalidate_all();
    desk.assert_joined().await;
    assert_eq!(desk.made().await, 3, "publication found everything as it was to be");

    let before = desk.addresses().await;
    assert!(before.iter().all(|address| address.starts_with("/media/public/")));
    desk.ask(Method::PATCH, &format!("/api/v1/tracks/{}", ids[2]), Some(json!({"position": 1}))).await;
    let shown = desk.tracks().await;
    assert!(shown.iter().all(|track| track["place"]["joined"] == false), "{shown:#?}");
    assert_eq!(desk.addresses().await, [before[2].clone(), before[0].clone(), before[1].clone()]);
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.made().await, 6);
    for address in &before {
        desk.assert_plays(address).await;
    }

    // A better file for the first track: as long to the frame, so that only it and its neighbour are made anew.
    let order = desk.tracks().await;
    let first = order[0]["id"].as_str().unwrap();
    desk.put(&format!("/api/v1/tracks/{first}/master?filename=better.wav"), wav(44_100, LENGTHS[2])).await;
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.made().await, 8);

    desk.ask(Method::DELETE, &format!("/api/v1/tracks/{first}"), None).await;
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.tracks().await.len(), 2);
}

#[actix_web::test]
async fn whole_packets_more_before_a_track_cost_nothing() {
    let desk = Desk::open().await;
    let packets = |count: f64| count * 1024.0 / 44_100.0 + 0.000_01;
    for (position, seconds) in [(1, packets(50.0)), (2, 0.9), (3, 1.3)] {
        desk.send(position, seconds, 44_100).await;
    }
    desk.app.run_pending_jobs().await;
    let ids: Vec<Value> = desk.tracks().await.iter().map(|track| track["id"].clone()).collect();
    assert_eq!(desk.tracks().await[1]["place"]["start"], 50 * 1024);
    desk.put(&format!("/api/v1/tracks/{}/master?filename=x.wav", ids[0].as_str().unwrap()), wav(44_100, packets(53.0)))
        .await;
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.tracks().await[2]["place"]["start"], 53 * 1024 + (44_100.0 * 0.9) as i64);
    assert_eq!(desk.made().await, 5, "the first and its neighbour; the third is only elsewhere");
}

#[actix_web::test]
async fn one_track_at_another_rate_takes_all_with_it() {
    let desk = Desk::open().await;
    desk.send(1, 1.0, 44_100).await;
    desk.app.run_pending_jobs().await;
    assert_eq!(desk.tracks().await[0]["place"]["sample_rate"], 44_100);
    desk.send(2, 1.0, 96_000).await;
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    for track in desk.tracks().await {
        assert_eq!((&track["place"]["sample_rate"], &track["place"]["frames"]), (&json!(48_000), &json!(48_000)));
    }
}

#[actix_web::test]
async fn the_last_rungs_wait_for_a_file_that_comes_in_and_no_longer() {
    let desk = Desk::open().await;
    desk.send(1, 1.0, 44_100).await;
    let announced = desk
        .curl
        .request(Method::POST, "/api/v1/uploads")
        .bearer_auth(&desk.token)
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "100000")
        .header("upload-metadata", format!("release {},filename MS53YXY=", base64(&desk.release)));
    assert_eq!(desk.curl.send(announced).await.status, StatusCode::CREATED);
    desk.app.run_pending_jobs().await;
    let track = desk.tracks().await.remove(0);
    assert_eq!(
        (&track["state"], track["renditions"].as_array().unwrap().len()),
        (&json!("processing"), 2),
        "{track:#}"
    );

    // Nothing has come for a quarter of an hour: it is not waited for any more.
    let release: ReleaseId = desk.release.parse().unwrap();
    let stalled = chrono::Utc::now() + chrono::Duration::hours(72) - chrono::Duration::minutes(15);
    use model::schema::uploads;
    diesel::update(uploads::table.filter(uploads::release_id.eq(release)).filter(uploads::completed_at.is_null()))
        .set(uploads::expires_at.eq(stalled))
        .execute(&mut *desk.app.db().await)
        .await
        .unwrap();
    desk.app.run_pending_jobs().await;
    desk.assert_joined().await;
    assert_eq!(desk.made().await, 1);
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}
