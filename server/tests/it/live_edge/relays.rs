use std::time::Duration;

use bytes::Bytes;
use live::link::{Frame, Rendition};
use model::show_relays::{self, RelayState};
use model::stream_keys;

use super::Scene;

async fn until(scene: &Scene, state: RelayState) -> String {
    loop {
        let relays = show_relays::of_show(&mut *scene.app.db().await, scene.show.id).await.unwrap();
        if relays[0].state == state {
            return relays[0].problem.clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn another_station_gets_the_sound_of_the_mount() {
    let scene = Scene::open().await;
    let other = super::show(&scene.app, &scene.artist, |input| input.title = "Station".to_owned()).await;
    scene.worker.own(other.id).await;
    let db = &mut scene.app.db().await;
    let (_, key) = stream_keys::create(db, scene.artist.id, Some(other.id), "relay").await.unwrap();
    let address = format!("icecast://source:{key}@{}/{}", scene.icecast(), other.slug);
    let relay = show_relays::add(db, scene.show.id, &address).await.unwrap();
    scene.worker.give(Rendition::Mount, Frame::Mount("audio/mpeg".to_owned()));
    let mut fed = scene.worker.shared().fed.subscribe();
    until(&scene, RelayState::Sending).await;
    // What is given out before the station has joined is in its burst.
    scene.worker.give(Rendition::Mount, Frame::Chunk(Bytes::from(vec![b'a'; 20_000])));
    fed.wait_for(|fed| fed.len() >= 20_000).await.unwrap();

    model::shows::end(db, scene.show.id, chrono::Utc::now()).await.unwrap();
    assert_eq!(until(&scene, RelayState::Waiting).await, "");
    show_relays::remove(db, relay.id).await.unwrap();
}

#[actix_web::test]
async fn a_station_that_refuses_is_shown_with_its_reason() {
    let scene = Scene::open().await;
    let address = format!("icecast://source:wrong@{}/{}", scene.icecast(), scene.show.slug);
    show_relays::add(&mut *scene.app.db().await, scene.show.id, &address).await.unwrap();
    scene.worker.give(Rendition::Mount, Frame::Mount("audio/mpeg".to_owned()));
    scene.worker.give(Rendition::Mount, Frame::Chunk(Bytes::from(vec![b'a'; 20_000])));
    let problem = until(&scene, RelayState::Failed).await;
    assert!(!problem.is_empty());
}
