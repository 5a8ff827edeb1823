use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use live::link::{Frame, Rendition};
use model::show_access::Pass;
use model::show_sessions;
use model::shows::ShowInput;
use reqwest::{Method, StatusCode};
use server::live::signed;

use super::Scene;
use crate::support::TestApp;

const RENDITION: Rendition = Rendition::Aac128;

fn password(input: &mut ShowInput) {
    input.gate = "password".to_owned();
    input.password = "open sesame".to_owned();
    input.sessions_at_once = "1".to_owned();
}

/// A show behind a password, with sound, and a pass of somebody who said it.
async fn behind_a_password() -> (Scene, Pass) {
    let scene = Scene::with(password).await;
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    scene.worker.give_parts(RENDITION, 0, 0..12);
    let proof = Pass::proof(scene.show.password_hash.as_deref().unwrap());
    let pass = Pass::Password { proof, holder: [7; 16] };
    // Until the whole of it has come over the link.
    let list = scene.signed(&pass, "aac-128/index.m3u8?_HLS_msn=0");
    assert_eq!(status(&scene.app, &list).await, StatusCode::OK);
    (scene, pass)
}

async fn status(app: &TestApp, path: &str) -> StatusCode {
    app.visitor().get(path).await.status
}

#[actix_web::test]
async fn only_a_word_of_ours_opens_what_is_not_open() {
    let (scene, pass) = behind_a_password().await;
    let app = &scene.app;
    for path in
        ["master.m3u8", "plain.m3u8", "aac-128/index.m3u8", "aac-128/0.m4s", "aac-128/0.0.m4s", "aac-128/1.init.mp4"]
    {
        assert_eq!(status(app, &scene.signed(&pass, path)).await, StatusCode::OK, "{path}");
        let bare = app.visitor().get(&scene.path(path)).await;
        let nowhere = app.visitor().get(&format!("/live/nowhere/{path}")).await;
        assert_eq!(bare.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(bare.bytes, nowhere.bytes, "{path} looks like what does not exist");
    }
    let other = super::show(app, &scene.artist, |input| {
        password(input);
        input.title = "Other".to_owned();
    })
    .await;
    let now = Utc::now();
    let stolen = signed::word(&app.app, other.id, &pass, now).unwrap();
    let over = signed::word(&app.app, scene.show.id, &pass, now - chrono::Duration::hours(26)).unwrap();
    let unfit = signed::word(&app.app, scene.show.id, &Pass::Password { proof: [0; 8], holder: [7; 16] }, now).unwrap();
    for (word, why) in [(stolen, "another show's"), (over, "yesterday's"), (unfit, "another password's")] {
        let path = urls::live::master(&scene.show.slug, Some(&word));
        assert_eq!(status(app, &path).await, StatusCode::NOT_FOUND, "{why}");
    }
}

#[actix_web::test]
async fn of_ten_thousand_altered_addresses_none_is_served() {
    let (scene, pass) = behind_a_password().await;
    let good = scene.signed(&pass, "aac-128/0.m4s");
    assert_eq!(status(&scene.app, &good).await, StatusCode::OK);
    let word = good.split('/').nth(3).unwrap().to_owned();
    let letters = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";
    let mut tried = 0;
    'all: for at in 0..word.len() {
        for letter in letters {
            let mut altered = word.clone().into_bytes();
            if altered[at] == *letter {
                continue;
            }
            altered[at] = *letter;
            tried += 1;
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(signed::read(&scene.app.app, scene.show.id, &altered, Utc::now()), None, "{altered}");
            // Each is asked of the code, every hundredth over the network as well.
            if tried % 100 == 0 {
                let path = urls::live::segment(&scene.show.slug, Some(&altered), ("aac-128", 0));
                assert_eq!(status(&scene.app, &path).await, StatusCode::NOT_FOUND, "{altered}");
            }
            if tried == 10_000 {
                break 'all;
            }
        }
    }
    let mut short = word.clone();
    while tried < 10_000 {
        // Cut, doubled and swapped words for the rest.
        let at = tried % word.len();
        for altered in [format!("{}{}", &word[..at], &word[at + 1..]), format!("{}{}", &word[..=at], &word[at..])] {
            tried += 1;
            assert_eq!(signed::read(&scene.app.app, scene.show.id, &altered, Utc::now()), None, "{altered}");
        }
        short.truncate(at);
        assert_eq!(signed::read(&scene.app.app, scene.show.id, &short, Utc::now()), None, "{short}");
    }
}

#[actix_web::test]
async fn a_pass_is_good_for_so_many_listeners_at_once() {
    let (scene, pass) = behind_a_password().await;
    let visitor = scene.app.visitor();
    let get = async |program: &str, path: &str| {
        let request = visitor.request(Method::GET, &scene.signed(&pass, path)).header("user-agent", program);
        visitor.send(request).await
    };
    assert_eq!(get("VLC/3.0.20 LibVLC/3.0.20", "aac-128/index.m3u8").await.status, StatusCode::OK);
    assert_eq!(get("VLC/3.0.20 LibVLC/3.0.20", "aac-128/0.m4s").await.status, StatusCode::OK);
    let second = get("mpv 0.38", "aac-128/index.m3u8").await;
    assert_eq!(second.status, StatusCode::FORBIDDEN);
    assert!(String::from_utf8_lossy(&second.bytes).contains("try again"), "it says what to do");
    assert_eq!(get("mpv 0.38", "aac-128/0.m4s").await.status, StatusCode::FORBIDDEN);
    assert_eq!(get("VLC/3.0.20 LibVLC/3.0.20", "aac-128/0.m4s").await.status, StatusCode::OK, "the first goes on");
    let report = show_sessions::report(&mut *scene.app.db().await, scene.show.id).await.unwrap();
    assert_eq!(report.by_client, [("VLC".to_owned(), 1)]);
}

#[actix_web::test]
async fn who_listens_to_an_open_show_is_counted_without_waiting() {
    let scene = Scene::open().await;
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    scene.worker.give_parts(RENDITION, 0, 0..12);
    let visitor = scene.app.visitor();
    // The list answers once the segment has come over the link.
    let list =
        visitor.request(Method::GET, &scene.path("aac-128/index.m3u8?_HLS_msn=0")).header("user-agent", "libmpv");
    assert_eq!(visitor.send(list).await.status, StatusCode::OK);
    for program in ["VLC/3.0.20 LibVLC/3.0.20", "libmpv", "libmpv"] {
        let request = visitor.request(Method::GET, &scene.path("aac-128/0.m4s")).header("user-agent", program);
        assert_eq!(visitor.send(request).await.status, StatusCode::OK);
    }
    loop {
        let running = show_sessions::running(&mut *scene.app.db().await, scene.show.id).await.unwrap();
        assert!(running <= 2, "one player counts once");
        if running == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
