//! Several servers of one instance: each pulls a stream once for all who listen there, and one that goes takes no show with it.

use bytes::Bytes;
use futures::future::join_all;
use live::link::{Frame, Rendition};
use model::stream_keys;
use reqwest::StatusCode;

use super::Scene;
use super::line::Line;
use super::sources::head;
use crate::support::Browser;

const RENDITION: Rendition = Rendition::Aac128;
/// Listeners at each server.
const LISTENERS: usize = 12;

/// All of them get a file at once; the bytes, which are the same for each.
async fn all_get(servers: &[Browser], path: &str) -> Vec<u8> {
    let all = servers.iter().flat_map(|server| std::iter::repeat_n(server, LISTENERS));
    let answers = join_all(all.map(|server| server.get(path))).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(answer.bytes, answers[0].bytes, "{path}");
    }
    answers[0].bytes.clone()
}

#[actix_web::test]
async fn two_servers_pull_one_stream_each_for_all_who_listen() {
    let scene = Scene::open().await;
    let second = scene.app.beside().await;
    let servers = [scene.app.visitor(), second.visitor()];
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    scene.worker.give_parts(RENDITION, 0, 0..12);
    let list = all_get(&servers, &scene.path("aac-128/index.m3u8?_HLS_msn=0")).await;
    assert!(String::from_utf8(list).unwrap().contains("\n0.m4s\n"));
    assert_eq!(all_get(&servers, &scene.path("aac-128/1.init.mp4")).await, b"moov");
    assert!(all_get(&servers, &scene.path("aac-128/0.m4s")).await.starts_with(b"<0.0><0.1>"));
    let hinted = scene.path("aac-128/1.0.m4s");
    let next = all_get(&servers, &hinted);
    let given = async { scene.worker.give_parts(RENDITION, 1, 0..1) };
    let (next, ()) = tokio::join!(next, given);
    assert_eq!(next, b"<1.0>");
    assert_eq!(*scene.worker.shared().pulls.lock().unwrap(), [RENDITION.name(); 2]);
}

#[actix_web::test]
async fn a_server_that_is_started_again_goes_on_with_the_show() {
    let scene = Scene::open().await;
    let (_, key) = stream_keys::create(&mut *scene.app.db().await, scene.artist.id, None, "").await.unwrap();
    scene.worker.give(RENDITION, Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") });
    scene.worker.give_parts(RENDITION, 0, 0..12);
    let mut fed = scene.worker.shared().fed.subscribe();
    let mut lines: Vec<Line> = Vec::new();
    for life in 0..2 {
        // The one before is gone with all that it knew.
        let server = scene.app.beside().await;
        let address = server.app.edge.addresses().icecast.unwrap().to_string();
        let mut line = Line::open(&address, &head(&scene, &key)).await;
        line.until(b"100 Continue\r\n\r\n").await;
        line.send(format!("sound {life}").as_bytes()).await;
        fed.wait_for(|fed| fed.ends_with(format!("sound {life}").as_bytes())).await.unwrap();
        let path = scene.path(&format!("aac-128/index.m3u8?_HLS_msn={life}"));
        let list = server.visitor().get(&path).await.text();
        for number in 0..=life {
            assert!(list.contains(&format!("\n{number}.m4s\n")), "life {life}: {list}");
        }
        scene.worker.give_parts(RENDITION, life + 1, 0..12);
        lines.push(line);
    }
    for mut line in lines {
        line.rest().await;
    }
}
