use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use live::link::{Frame, Rendition};
use model::ids::ShowId;
use model::schema::shows as table;
use model::show_segments::{self, NewShowSegment};
use model::{live_workers, show_leases, shows};
use reqwest::StatusCode;
use storage::Key;

use super::Scene;
use super::worker::TestWorker;
use crate::support::{Browser, TestApp};

const RENDITION: Rendition = Rendition::Aac128;

async fn text(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&answer.bytes));
    String::from_utf8(answer.bytes).unwrap()
}

#[actix_web::test]
async fn a_list_waits_for_the_part_that_comes() {
    let scene = Scene::open().await;
    let worker = &scene.worker;
    worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    worker.give_parts(RENDITION, 4, 0..12);
    worker.give_parts(RENDITION, 5, 0..3);
    let visitor = scene.app.visitor();

    let master = text(&visitor, &scene.path("master.m3u8")).await;
    assert!(master.contains("aac-128/index.m3u8\n") && master.contains("aac-320/index.m3u8\n"), "{master}");
    // All that was given out comes over the link in one piece, but not at one moment.
    let list = text(&visitor, &scene.path("aac-128/index.m3u8?_HLS_msn=5&_HLS_part=2")).await;
    assert!(list.contains("CAN-BLOCK-RELOAD=YES") && list.contains("URI=\"5.2.m4s\""), "{list}");
    assert!(list.contains("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"5.3.m4s\""), "{list}");

    let next = scene.path("aac-128/index.m3u8?_HLS_msn=5&_HLS_part=3");
    let waiting = text(&visitor, &next);
    tokio::pin!(waiting);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut waiting).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    worker.give_parts(RENDITION, 5, 3..4);
    assert!(waiting.await.contains("URI=\"5.3.m4s\""));

    let too_far = visitor.get(&scene.path("aac-128/index.m3u8?_HLS_msn=900")).await;
    assert_eq!(too_far.status, StatusCode::BAD_REQUEST);
    let nonsense = visitor.get(&scene.path("aac-128/index.m3u8?_HLS_part=1")).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn pieces_come_as_they_are_and_stay_in_caches() {
    let scene = Scene::open().await;
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    scene.worker.give_parts(RENDITION, 0, 0..12);
    let visitor = scene.app.visitor();

    let hinted = scene.path("aac-128/1.0.m4s");
    let asked = visitor.get(&hinted);
    let given = async {
        text(&visitor, &scene.path("aac-128/index.m3u8?_HLS_msn=0")).await;
        scene.worker.give_parts(RENDITION, 1, 0..1);
    };
    let (hinted, ()) = tokio::join!(asked, given);
    assert_eq!(hinted.bytes, b"<1.0>", "what is hinted at is waited for");

    let part = visitor.get(&scene.path("aac-128/0.3.m4s")).await;
    assert_eq!((part.status, part.bytes.as_slice()), (StatusCode::OK, b"<0.3>".as_slice()));
    assert_eq!(part.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(part.headers["access-control-allow-origin"], "*");
    let request = visitor.request(reqwest::Method::GET, &scene.path("aac-128/0.m4s")).header("accept-encoding", "gzip");
    let segment = visitor.send(request).await;
    assert_eq!(segment.bytes.len(), (0..12).map(|part| format!("<0.{part}>").len()).sum::<usize>());
    assert_ne!(segment.headers.get("content-encoding").map(|value| value.as_bytes()), Some(b"gzip".as_slice()));
    let range = visitor.request(reqwest::Method::GET, &scene.path("aac-128/0.m4s")).header("range", "bytes=0-4");
    let range = visitor.send(range).await;
    assert_eq!((range.status, range.bytes.as_slice()), (StatusCode::PARTIAL_CONTENT, b"<0.0>".as_slice()));
    assert_eq!(visitor.get(&scene.path("aac-128/1.init.mp4")).await.bytes, b"moov");
    for wrong in ["aac-128/00.m4s", "aac-128/9.m4s", "aac-128/0.12.m4s", "mount/0.m4s", "aac-96/index.m3u8", "x.m3u8"] {
        assert_eq!(visitor.get(&scene.path(wrong)).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

/// Puts segments into storage and their rows beside them.
async fn store(app: &TestApp, show: ShowId, numbers: std::ops::Range<i64>) {
    for number in numbers {
        for (path, bytes) in [
            (format!("aac-128/{number}.m4s"), format!("stored {number}")),
            ("aac-128/1.init.mp4".to_owned(), "old moov".to_owned()),
        ] {
            app.app.storage.put_bytes(&Key::Live { show: show.0, path }, bytes.into_bytes()).await.unwrap();
        }
        let new = NewShowSegment {
            show,
            number,
            run_number: 1,
            begins_at: Utc::now() + chrono::Duration::milliseconds(3_840 * number),
            frames: 184_320,
            renditions: BTreeMap::from([("aac-128".to_owned(), 8)]),
            recording_bytes: None,
        };
        let db = &mut *app.db().await;
        let epoch = show_leases::owner(db, show, Utc::now()).await.unwrap().unwrap().epoch;
        assert!(show_segments::add(db, epoch, &new).await.unwrap());
    }
}

/// Ends a show so long ago that nobody is in the middle of its end.
async fn it_ended_long_ago(app: &TestApp, show: ShowId) {
    let db = &mut *app.db().await;
    shows::end(db, show, Utc::now()).await.unwrap();
    let ago = Utc::now() - chrono::Duration::minutes(2);
    let moved = diesel::update(table::table.find(show)).set((table::started_at.eq(ago), table::ended_at.eq(ago)));
    moved.execute(db).await.unwrap();
    model::changes::notify_show(db, show).await.unwrap();
}

#[actix_web::test]
async fn a_listener_goes_back_in_a_running_show_and_hears_it_again_afterwards() {
    let scene = Scene::open().await;
    let (app, visitor) = (&scene.app, scene.app.visitor());
    store(app, scene.show.id, 0..5).await;
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    scene.worker.give_parts(RENDITION, 4, 0..12);
    scene.worker.give_parts(RENDITION, 5, 0..12);

    let list = text(&visitor, &scene.path("aac-128/index.m3u8?_HLS_msn=5")).await;
    assert!(list.contains("#EXT-X-MEDIA-SEQUENCE:0\n") && list.contains("\n0.m4s\n"), "{list}");
    assert_eq!(list.matches("\n4.m4s\n").count(), 1, "{list}");
    let plain = text(&visitor, &scene.path("aac-128/index.m3u8?plain=1")).await;
    assert!(!plain.contains("EXT-X-PART") && !plain.contains("\n0.m4s\n") && plain.contains("\n5.m4s\n"), "{plain}");
    let long = text(&visitor, &scene.path("aac-128/index.m3u8?plain=1&dvr=1")).await;
    assert!(!long.contains("EXT-X-PART") && long.contains("\n0.m4s\n"), "{long}");
    assert_eq!(visitor.get(&scene.path("aac-128/2.m4s")).await.bytes, b"stored 2");
    assert!(visitor.get(&scene.path("aac-128/4.m4s")).await.bytes.starts_with(b"<4.0>"), "memory comes first");

    it_ended_long_ago(app, scene.show.id).await;
    let replay = loop {
        let list = visitor.get(&scene.path("aac-128/index.m3u8?plain=1")).await;
        let list = String::from_utf8(list.bytes).unwrap();
        if list.contains("#EXT-X-ENDLIST") {
            break list;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(replay.contains("#EXT-X-PLAYLIST-TYPE:VOD") && replay.contains("\n0.m4s\n"), "{replay}");
    assert!(!replay.contains("\n5.m4s\n"), "a list names what a row names: {replay}");
    assert_eq!(text(&visitor, &scene.path("aac-128/0.m4s")).await, "stored 0");
    let master = text(&visitor, &scene.path("master.m3u8")).await;
    assert!(master.contains("aac-128/") && !master.contains("aac-320/"), "{master}");
}

#[actix_web::test]
async fn what_is_not_to_be_heard_again_is_gone_with_its_end() {
    let scene = Scene::with(|input| input.replays = false).await;
    store(&scene.app, scene.show.id, 0..2).await;
    let visitor = scene.app.visitor();
    assert_eq!(visitor.get(&scene.path("aac-128/0.m4s")).await.status, StatusCode::OK);
    it_ended_long_ago(&scene.app, scene.show.id).await;
    while visitor.get(&scene.path("aac-128/0.m4s")).await.status != StatusCode::NOT_FOUND {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(visitor.get(&scene.path("master.m3u8")).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_show_that_moves_is_pulled_from_its_new_owner() {
    let scene = Scene::open().await;
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"one") });
    scene.worker.give_parts(RENDITION, 0, 0..12);
    let visitor = scene.app.visitor();
    text(&visitor, &scene.path("aac-128/index.m3u8?_HLS_msn=0")).await;

    let other = TestWorker::start(&scene.app).await;
    other.give(RENDITION, Frame::Init { run: 2, bytes: Bytes::from_static(b"two") });
    other.give_parts(RENDITION, 1, 0..12);
    scene.worker.let_go(scene.show.id).await;
    other.own(scene.show.id).await;
    let list = text(&visitor, &scene.path("aac-128/index.m3u8?_HLS_msn=1")).await;
    assert!(
        list.contains("\n0.m4s\n") && list.contains("#EXT-X-DISCONTINUITY\n") && list.contains("\n1.m4s\n"),
        "{list}"
    );
    assert!(list.contains("2.init.mp4"), "{list}");
    assert_eq!(visitor.get(&scene.path("aac-128/2.init.mp4")).await.bytes, b"two");
    assert_eq!(live_workers::alive(&mut *scene.app.db().await, Utc::now()).await.unwrap().len(), 2);
}
