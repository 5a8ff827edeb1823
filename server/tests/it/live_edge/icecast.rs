use bytes::Bytes;
use live::link::{Frame, Rendition};
use model::show_access::Pass;
use model::show_sessions;

use super::Scene;
use super::line::Line;

/// A show whose mount plays.
async fn playing(scene: &Scene) {
    scene.worker.give(Rendition::Mount, Frame::Mount("audio/mpeg".to_owned()));
    scene.worker.give(Rendition::Mount, Frame::Playing { title: "Dawn".to_owned(), artist: "Ode".to_owned() });
    scene.worker.give(Rendition::Mount, Frame::Chunk(Bytes::from(vec![b'a'; 20_000])));
}

fn get(path: &str, headers: &str) -> String {
    format!("GET /{path} HTTP/1.1\r\nHost: radio.example:8000\r\n{headers}\r\n")
}

#[actix_web::test]
async fn a_player_hears_the_mount_and_reads_its_titles() {
    let scene = Scene::open().await;
    playing(&scene).await;
    let words = get(&scene.show.slug, "User-Agent: VLC/3.0.20 LibVLC/3.0.20\r\nIcy-MetaData: 1\r\n");
    let mut line = Line::open(&scene.icecast(), &words).await;
    line.until(b"StreamTitle='Ode - Dawn';").await;
    let text = line.text();
    assert!(text.contains("200 OK\r\n") && text.contains("Content-Type: audio/mpeg\r\n"), "{text}");
    assert!(text.contains("icy-metaint: 16000\r\n") && text.contains("icy-name: Night\r\n"), "{text}");
    let running = async || show_sessions::running(&mut *scene.app.db().await, scene.show.id).await.unwrap();
    while running().await != 1 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    drop(line);
    // A chunk is what shows that somebody has gone.
    while running().await != 0 {
        scene.worker.give(Rendition::Mount, Frame::Chunk(Bytes::from(vec![b'b'; 20_000])));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn players_find_mounts_by_lists_and_by_the_status() {
    let scene = Scene::open().await;
    playing(&scene).await;
    let slug = &scene.show.slug;
    let close = "Connection: close\r\n";
    let list = Line::open(&scene.icecast(), &get(&format!("{slug}.m3u"), close)).await.rest().await;
    assert!(list.contains(&format!("http://radio.example:8000/{slug}\n")), "{list}");
    let status = Line::open(&scene.icecast(), &get("status-json.xsl", close)).await.rest().await;
    let json: serde_json::Value = serde_json::from_str(status.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(json["icestats"]["source"]["listenurl"], format!("http://radio.example:8000/{slug}"));
    let nothing = Line::open(&scene.icecast(), &get("nowhere", close)).await.rest().await;
    assert!(nothing.starts_with("HTTP/1.1 404"), "{nothing}");
}

#[actix_web::test]
async fn a_mount_behind_a_gate_wants_its_token() {
    let scene = Scene::with(|input| {
        input.gate = "password".to_owned();
        input.password = "open sesame".to_owned();
    })
    .await;
    playing(&scene).await;
    let slug = scene.show.slug.clone();
    let proof = Pass::proof(scene.show.password_hash.as_deref().unwrap());
    let pass = Pass::Password { proof, holder: [7; 16] };
    let address = server::live::signed::mount(&scene.app.app, &scene.show, &pass, chrono::Utc::now()).unwrap();
    let token = address.split_once("token=").unwrap().1.to_owned();
    for (path, status) in [
        (slug.clone(), "401"),
        (format!("{slug}?token={}", token.replace('.', "0.")), "401"),
        (format!("{slug}.m3u"), "404"),
    ] {
        let answer = Line::open(&scene.icecast(), &get(&path, "Connection: close\r\n")).await.rest().await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    }
    let mut line = Line::open(&scene.icecast(), &get(&format!("{slug}?token={token}"), "")).await;
    line.until(b"aaaa").await;
    let list = get(&format!("{slug}.m3u?token={token}"), "Connection: close\r\n");
    assert!(Line::open(&scene.icecast(), &list).await.rest().await.contains(&format!("?token={token}\n")));
    let status = Line::open(&scene.icecast(), &get("status-json.xsl", "Connection: close\r\n")).await.rest().await;
    assert!(!status.contains(&slug), "what is not open is not listed: {status}");
}
