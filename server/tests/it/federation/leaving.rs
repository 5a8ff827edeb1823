//! What goes out when a release comes out, changes and is taken back: to each server in the form that it reads.

use model::follows::{self, FollowState};
use model::peers;
use model::releases::{self, ReleaseChanges, publication};
use serde_json::Value;

use super::peer::{Peer, Person};
use super::world::{HERE, Larks, World};
use crate::catalogue;

/// The Larks, and a follower on a server for each kind of reader.
async fn scene() -> (World, Larks, [Peer; 3]) {
    let world = World::start().await;
    let larks = world.larks().await;
    let peers =
        [("toot.test", "mastodon"), ("fun.test", "funkwhale"), ("wood.test", "tonewood")].map(|(host, software)| {
            let peer = world.peer(host);
            let person = peer.person("ann");
            (peer, person, software)
        });
    for (peer, person, software) in &peers {
        follow(&world, &larks, person).await;
        peers::inspected(&mut *world.app.db().await, &peer.host, Some(software), Some("1")).await.unwrap();
    }
    (world, larks, peers.map(|(peer, ..)| peer))
}

async fn follow(world: &World, larks: &Larks, person: &Person) {
    let known = world.know(person).await;
    let db = &mut *world.app.db().await;
    follows::request(db, known.id, larks.actor.id, None, FollowState::Accepted).await.unwrap();
}

/// Runs what waits and sends what is due; says how much was sent.
async fn tell(world: &World) -> usize {
    world.work().await;
    world.drain().await
}

/// Type of the activity, type of its object, length of that.
fn seen(peer: &Peer) -> Vec<(String, String, Value)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let got = peer.got().into_iter().map(|got| got.body);
    got.map(|body| (text(&body["type"]), text(&body["object"]["type"]), body["object"]["duration"].clone())).collect()
}

/// How many of these came.
fn count(peer: &Peer, kind: &str, object: &str) -> usize {
    seen(peer).iter().filter(|(is, of, _)| is == kind && of == object).count()
}

#[actix_web::test]
async fn a_release_goes_to_each_in_the_form_it_reads_and_once() {
    let (world, larks, [toot, fun, wood]) = scene().await;
    let sent = tell(&world).await;
    assert_eq!(sent, 3 + 2 * 2, "a note to each, two tracks to those who import");
    assert_eq!(seen(&toot), [("Create".to_owned(), "Note".to_owned(), Value::Null)]);
    for (peer, duration) in [(&fun, Value::from(61)), (&wood, Value::from("PT61S"))] {
        assert_eq!((count(peer, "Create", "Note"), count(peer, "Create", "Audio")), (1, 2), "{}", peer.host);
        let lengths: Vec<_> =
            seen(peer).into_iter().filter(|(_, of, _)| of == "Audio").map(|(.., length)| length).collect();
        assert_eq!(lengths, [duration.clone(), duration], "{}", peer.host);
    }
    let note = toot.got()[0].body.clone();
    assert_eq!(toot.got()[0].path, "/inbox", "the shared one");
    assert_eq!(
        (note["actor"].as_str(), note["object"]["id"].as_str()),
        (Some(larks.uri.as_str()), Some(larks.note.as_str()))
    );
    let attached = note["object"]["attachment"].as_array().unwrap();
    assert_eq!(attached.len(), 1);
    assert_eq!(attached[0]["mediaType"], "audio/mpeg");
    let (status, fetched) = world.get(larks.note.strip_prefix(HERE).unwrap()).await;
    assert_eq!((status, &fetched["content"]), (200, &note["object"]["content"]));

    // The same job once more, as after a crash, says nothing new.
    let db = &mut *world.app.db().await;
    let job = model::jobs::FederateRelease {
        release_id: larks.release.id,
        event: model::jobs::ReleaseEvent::Published,
        actor_id: larks.actor.id,
        tracks: Vec::new(),
    };
    model::jobs::enqueue(db, &job).await.unwrap();
    assert_eq!(tell(&world).await, 0);
}

#[actix_web::test]
async fn a_change_is_told_once_and_a_release_taken_back_is_gone() {
    let (world, larks, [toot, fun, _wood]) = scene().await;
    tell(&world).await;
    for about in ["Recorded", "Recorded on the Humber"] {
        let changes = ReleaseChanges { about: Some(about.to_owned()), ..ReleaseChanges::default() };
        releases::update(&mut *world.app.db().await, larks.release.id, &changes).await.unwrap();
    }
    tell(&world).await;
    assert_eq!(count(&toot, "Update", "Note"), 1, "{:?}", toot.kinds());
    assert_eq!((count(&toot, "Update", "Audio"), count(&fun, "Update", "Audio")), (0, 2));
    let updated = toot.got().last().unwrap().body.clone();
    assert!(updated["object"]["updated"].is_string(), "{updated}");

    publication::unpublish(&mut *world.app.db().await, larks.release.id).await.unwrap();
    tell(&world).await;
    assert_eq!((count(&toot, "Delete", "Tombstone"), count(&fun, "Delete", "Tombstone")), (1, 3));
    let path = larks.note.strip_prefix(HERE).unwrap();
    let (status, tombstone) = world.get(path).await;
    assert_eq!((status, tombstone["type"].as_str()), (410, Some("Tombstone")));
    // Nor is it to be read in what was said of it before.
    let (_, page) = world.get(&format!("{}/outbox?page=1", larks.uri.strip_prefix(HERE).unwrap())).await;
    let kinds: Vec<&str> =
        page["orderedItems"].as_array().unwrap().iter().filter_map(|said| said["type"].as_str()).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == "Delete"), "{kinds:?}");
    let created = toot.got()[0].body["id"].as_str().unwrap().to_owned();
    assert_eq!(world.get(created.strip_prefix(HERE).unwrap()).await.0, 404);
    let sent = toot.got().len();
    let changes = ReleaseChanges { about: Some("A draft again".to_owned()), ..ReleaseChanges::default() };
    releases::update(&mut *world.app.db().await, larks.release.id, &changes).await.unwrap();
    assert_eq!(tell(&world).await, 0, "nobody hears of drafts");
    catalogue::publish(&world.app, &larks.release, larks.account).await;
    tell(&world).await;
    assert_eq!(count(&toot, "Create", "Note"), 2);
    assert_eq!(toot.got().len(), sent + 1);
    assert_eq!(world.get(path).await.0, 200);
}

#[actix_web::test]
async fn drafts_say_nothing() {
    let (world, larks, [toot, fun, wood]) = scene().await;
    tell(&world).await;
    let before = toot.got().len() + fun.got().len() + wood.got().len();
    let draft = catalogue::draft(&world.app, &larks.artist, "Not Yet").await;
    let track = catalogue::add_track(&world.app, &draft, "Secret.wav", catalogue::File::Wav).await;
    let changes = ReleaseChanges { about: Some("Hush".to_owned()), ..ReleaseChanges::default() };
    releases::update(&mut *world.app.db().await, draft.id, &changes).await.unwrap();
    assert_eq!(tell(&world).await, 0);
    assert_eq!(toot.got().len() + fun.got().len() + wood.got().len(), before);
    for path in [urls::ap::release(draft.id.0), urls::ap::release_note(draft.id.0), urls::ap::track(track.id.0)] {
        assert_eq!(world.get(&path).await.0, 404, "{path}");
    }
    // As if it had been published and taken back before anybody was told.
    let released = catalogue::publish(&world.app, &draft, larks.account).await;
    publication::unpublish(&mut *world.app.db().await, released.id).await.unwrap();
    tell(&world).await;
    assert_eq!(count(&toot, "Create", "Note"), 1, "{:?}", toot.kinds());
}
