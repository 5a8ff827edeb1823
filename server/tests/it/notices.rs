//! What is told about a file and stops nothing.

use model::accounts::Account;
use model::artists::Artist;
use model::ids::ReleaseId;
use model::notices;
use model::releases::publication;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::api::Program;
use crate::catalogue::{File, add_track, draft};
use crate::support::{Answer, Browser, TestApp, wav};

async fn upload(app: &TestApp, account: &Account, release: ReleaseId, (name, file): (&str, Vec<u8>)) -> String {
    let path = format!("/api/v1/releases/{release}/tracks?filename={name}");
    let sent = Program::of(app, account).await.bytes(Method::POST, &path, &[], file).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
    app.run_pending_jobs().await;
    sent.json()["id"].as_str().unwrap().to_owned()
}

async fn seen(app: &TestApp, account: &Account, track: &str) -> Value {
    Program::of(app, account).await.call(Method::GET, &format!("/api/v1/tracks/{track}")).await.json()
}

fn codes(track: &Value) -> Vec<&str> {
    track["notices"].as_array().unwrap().iter().map(|notice| notice["code"].as_str().unwrap()).collect()
}

async fn row(browser: &Browser, release: ReleaseId) -> Answer {
    browser.get(&format!("/studio/releases/{release}")).await
}

/// Sixteen-bit stereo: notes of a quarter second, another tune for another `seed`.
fn tune(seed: u64, seconds: usize) -> Vec<u8> {
    const RATE: usize = 44_100;
    let mut file = wav(44_100, seconds as f64);
    let mut state = seed;
    let mut notes = [0.0; 3];
    for frame in 0..RATE * seconds {
        if frame % (RATE / 4) == 0 {
            for note in &mut notes {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *note = 110.0 * 2_f64.powf(f64::from((state >> 33) as u32 % 36) / 12.0);
            }
        }
        let at = frame as f64 / RATE as f64;
        let sum: f64 = notes.iter().map(|hertz| (at * hertz * std::f64::consts::TAU).sin()).sum();
        let sample = ((sum * 4000.0) as i16).to_le_bytes();
        let start = 44 + frame * 4;
        file[start..start + 2].copy_from_slice(&sample);
        file[start + 2..start + 4].copy_from_slice(&sample);
    }
    file
}

#[actix_web::test]
async fn what_the_file_itself_shows_is_told_to_its_artist_alone() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let mut silence = wav(44_100, 3.0);
    silence[44..].fill(0);
    let track = upload(&app, &account, release.id, ("silence.wav", silence)).await;
    let told = seen(&app, &account, &track).await;
    assert_eq!(told["state"], "ready");
    assert!(codes(&told).contains(&"silent"), "{told}");
    assert!(told["notices"][0]["message"].as_str().is_some_and(|message| message.ends_with('.')), "{told}");

    let page = row(&browser, release.id).await;
    assert!(page.texts(".up .remarks summary")[0].contains("remark"), "{}", page.text());
    assert!(page.texts(".up .report").is_empty(), "advice is no error");
    let own = browser.get(&format!("/studio/tracks/{track}")).await;
    assert!(!own.texts(".remark-list li").is_empty());

    let fields = [("title", ""), ("artist_name", "")];
    let refused = browser.submit(&format!("/studio/tracks/{track}"), &format!("/studio/tracks/{track}"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.texts(".remark-list li").is_empty(), "they stay beside a refused form");

    publish(&app, release.id, &account).await;
    let public = app.visitor().get(&format!("/api/v1/tracks/{track}")).await.json();
    assert_eq!(public["notices"], json!([]));
}

async fn publish(app: &TestApp, release: ReleaseId, account: &Account) {
    let db = &mut app.db().await;
    let changes = model::releases::ReleaseChanges {
        genre: Some("folk".to_owned()),
        ai_declaration: Some("none".to_owned()),
        ..model::releases::ReleaseChanges::default()
    };
    model::releases::update(db, release, &changes).await.unwrap();
    let (terms, _) = publication::current_terms(db).await.unwrap();
    publication::publish(db, release, account.id, terms, None).await.unwrap();
}

#[actix_web::test]
async fn a_notice_has_its_time_and_a_track_far_from_its_album_is_named() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let track = add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let told = json!([{"code": "clipping", "message": "It clips 12 times.", "at_ms": 72_400},
                      {"code": "silence_at_head", "message": "It begins with silence until 0:03.", "at_ms": 3_000}]);
    let db = &mut app.db().await;
    notices::keep(db, track.master_id.unwrap(), &told).await.unwrap();
    model::releases::set_loudness(db, release.id, (Some(-21.0), Some(-3.0))).await.unwrap();
    let view = seen(&app, &account, &track.id.to_string()).await;
    assert_eq!(codes(&view), ["clipping", "silence_at_head", "far_from_album"]);
    assert_eq!(view["notices"][0]["at_ms"], 72_400);
    let far = view["notices"][2]["message"].as_str().unwrap();
    assert!(far.contains("6.8 LU louder") && far.contains("−14.2 LUFS beside −21.0"), "{far}");
    let page = row(&browser, release.id).await;
    assert!(page.texts(".remarks summary")[0].contains("3 remarks"), "{}", page.text());
    let lines = page.texts(".remark-list li");
    assert_eq!(
        (lines[0].as_str(), lines[1].as_str()),
        ("It clips 12 times. At 1:12.", "It begins with silence until 0:03.")
    );

    model::releases::set_loudness(db, release.id, (Some(-15.0), Some(-3.0))).await.unwrap();
    assert!(!codes(&seen(&app, &account, &track.id.to_string()).await).contains(&"far_from_album"));
}

async fn release_of(app: &TestApp, handle: &str, title: &str) -> (Artist, Account, ReleaseId) {
    let (artist, account, _) = app.artist(handle).await;
    let release = draft(app, &artist, title).await.id;
    (artist, account, release)
}

#[actix_web::test]
async fn the_same_recording_is_named_only_to_who_may_see_it() {
    let app = TestApp::start().await;
    let (_, ode, ebb) = release_of(&app, "ode", "Ebb").await;
    let (_, okta, drift) = release_of(&app, "okta", "Drift").await;
    let first = upload(&app, &ode, ebb, ("Slack Water.wav", tune(7, 24))).await;
    let mut softer = tune(7, 24);
    for sample in softer[44..].as_chunks_mut::<2>().0 {
        *sample = (i16::from_le_bytes(*sample) / 2).to_le_bytes();
    }
    let second = upload(&app, &okta, drift, ("Salt Hands.wav", softer)).await;
    let third = upload(&app, &okta, drift, ("Other.wav", tune(8, 24))).await;
    let same = async |account: &Account, track: &str| -> Option<String> {
        let view = seen(&app, account, track).await;
        let notices = view["notices"].as_array().unwrap().clone();
        let told = notices.iter().find(|notice| notice["code"] == "same_recording");
        told.map(|notice| notice["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(same(&okta, &second).await, None, "a draft of others is not spoken of");
    assert_eq!(same(&ode, &first).await, None);
    assert_eq!(same(&okta, &third).await, None);

    publish(&app, ebb, &ode).await;
    let told = same(&okta, &second).await.unwrap();
    assert!(told.contains("“Slack Water” by The ode, on Ebb"), "{told}");
    assert_eq!(same(&ode, &first).await, None, "the other one is a draft still");
    assert_eq!(same(&okta, &third).await, None, "another tune is another recording");
    let own = upload(&app, &ode, ebb, ("Slack Water again.wav", tune(7, 24))).await;
    assert!(same(&ode, &own).await.unwrap().contains("“Slack Water” by The ode"), "one's own are named too");
}
