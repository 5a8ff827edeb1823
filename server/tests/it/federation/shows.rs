//! Shows on the fediverse: the post that says that one is live, what becomes of it, answers beside the show, and its Event.

use chrono::{Duration, Utc};
use model::actor_blocks::{self, BlockKind};
use model::chat::{self, ChatKind};
use model::follows::{self, FollowState};
use model::ids::LiveWorkerId;
use model::jobs::{self, AnnounceShow};
use model::show_segments::NewShowSegment;
use model::shows::{self, Show, ShowInput};
use model::{money, peers, show_leases, show_segments};
use serde_json::{Value, json};

use super::peer::{Peer, Person};
use super::world::{HERE, Larks, World};

/// The Larks, and Ann at toot.test who follows them; what is said of their release is out already.
async fn scene() -> (World, Larks, Peer, Person) {
    let world = World::start().await;
    let larks = world.larks().await;
    let (toot, ann) = follower(&world, &larks, "toot.test", "mastodon").await;
    tell(&world).await;
    (world, larks, toot, ann)
}

async fn follower(world: &World, larks: &Larks, host: &str, software: &str) -> (Peer, Person) {
    let peer = world.peer(host);
    let person = peer.person("ann");
    let known = world.know(&person).await;
    let db = &mut *world.app.db().await;
    follows::request(db, known.id, larks.actor.id, None, FollowState::Accepted).await.unwrap();
    peers::inspected(db, host, Some(software), Some("1")).await.unwrap();
    (peer, person)
}

fn input(change: impl FnOnce(&mut ShowInput)) -> shows::ShowFields {
    let mut input =
        ShowInput { title: "Night Tide".to_owned(), replays: true, announces: true, ..ShowInput::default() };
    change(&mut input);
    input.check(money::currency("EUR").unwrap(), None).unwrap()
}

async fn show(world: &World, larks: &Larks, change: impl FnOnce(&mut ShowInput)) -> Show {
    shows::create(&mut *world.app.db().await, larks.artist.id, &input(change), Utc::now()).await.unwrap()
}

/// A show that its followers have heard of.
async fn live(world: &World, larks: &Larks, change: impl FnOnce(&mut ShowInput)) -> Show {
    let show = show(world, larks, change).await;
    assert!(shows::start(&mut *world.app.db().await, show.id, Utc::now()).await.unwrap());
    tell(world).await;
    shows::find(&mut *world.app.db().await, show.id).await.unwrap().unwrap()
}

/// Runs what waits and sends what is due; says how much was sent.
async fn tell(world: &World) -> usize {
    world.work().await;
    world.drain().await
}

async fn takes(world: &World, person: &Person, kind: &str, object: Value) {
    assert_eq!(world.send(person, &person.say(kind, object)).await, 202);
}

/// Type of the activity and of its object, of all that came.
fn seen(peer: &Peer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    peer.got().into_iter().map(|got| (text(&got.body["type"]), text(&got.body["object"]["type"]))).collect()
}

fn count(peer: &Peer, kind: &str, object: &str) -> usize {
    seen(peer).iter().filter(|(is, of)| is == kind && of == object).count()
}

/// What stands beside a show.
async fn lines(world: &World, show: &Show) -> Vec<String> {
    let lines = chat::history(&mut *world.app.db().await, show.id, None, 50).await.unwrap();
    assert!(lines.iter().all(|line| line.kind == ChatKind::Post));
    lines.into_iter().map(|line| format!("{}: {}", line.name, line.body)).collect()
}

fn path(post: &str) -> &str {
    post.strip_prefix(HERE).unwrap()
}

#[actix_web::test]
async fn followers_hear_once_that_a_show_is_live_and_where_its_replay_is() {
    let (world, larks, toot, _ann) = scene().await;
    let before = toot.got().len();
    let night = live(&world, &larks, |_| {}).await;
    assert_eq!(toot.got().len(), before + 1);
    let said = toot.got().last().unwrap().body.clone();
    assert_eq!((said["type"].as_str(), said["actor"].as_str()), (Some("Create"), Some(larks.uri.as_str())));
    let page = format!("{HERE}/live/{}", night.slug);
    let content = said["object"]["content"].as_str().unwrap();
    assert!(content.contains("Live now: Night Tide") && content.contains(&format!("href=\"{page}\"")), "{content}");
    let note = said["object"]["id"].as_str().unwrap().to_owned();
    assert_eq!(note, format!("{HERE}{}", urls::ap::post(night.post_id.unwrap().0)));
    assert_eq!(world.get(path(&note)).await.0, 200);
    // Once more, as after a crash.
    jobs::enqueue(&mut *world.app.db().await, &AnnounceShow { show_id: night.id }).await.unwrap();
    assert_eq!(tell(&world).await, 0);

    {
        let db = &mut *world.app.db().await;
        let epoch = show_leases::claim(db, night.id, LiveWorkerId::new(), Utc::now()).await.unwrap().unwrap();
        let segment = NewShowSegment {
            show: night.id,
            number: 0,
            run_number: 1,
            begins_at: Utc::now(),
            frames: 184_320,
            renditions: [("aac-64".to_owned(), 31_000)].into(),
            recording_bytes: None,
        };
        assert!(show_segments::add(db, epoch, &segment).await.unwrap());
        assert!(shows::end(db, night.id, Utc::now()).await.unwrap());
    }
    assert_eq!(tell(&world).await, 1);
    let said = toot.got().last().unwrap().body.clone();
    assert_eq!((said["type"].as_str(), said["object"]["id"].as_str()), (Some("Update"), Some(note.as_str())));
    let content = said["object"]["content"].as_str().unwrap();
    assert!(content.contains("Was live: Night Tide") && content.contains("replay"), "{content}");
    jobs::enqueue(&mut *world.app.db().await, &AnnounceShow { show_id: night.id }).await.unwrap();
    jobs::enqueue(&mut *world.app.db().await, &jobs::UpdateShowPost { show_id: night.id }).await.unwrap();
    assert_eq!(tell(&world).await, 0);
}

#[actix_web::test]
async fn a_post_goes_with_its_show_if_the_artist_likes_and_none_is_made_unasked() {
    let (world, larks, toot, _ann) = scene().await;
    let night = live(&world, &larks, |input| input.post_after = "deleted".to_owned()).await;
    let note = urls::ap::post(night.post_id.unwrap().0);
    shows::end(&mut *world.app.db().await, night.id, Utc::now()).await.unwrap();
    tell(&world).await;
    assert_eq!(count(&toot, "Delete", "Tombstone"), 1, "{:?}", seen(&toot));
    assert_eq!(world.get(&note).await.0, 410);

    let sent = toot.got().len();
    let quiet = live(&world, &larks, |input| input.announces = false).await;
    assert_eq!((quiet.post_id, toot.got().len()), (None, sent));
    // One that was over before anybody came to tell it.
    let short = show(&world, &larks, |_| {}).await;
    shows::start(&mut *world.app.db().await, short.id, Utc::now()).await.unwrap();
    shows::end(&mut *world.app.db().await, short.id, Utc::now()).await.unwrap();
    assert_eq!(tell(&world).await, 0);
    // One that is removed takes its post along.
    let gone = live(&world, &larks, |_| {}).await;
    shows::end(&mut *world.app.db().await, gone.id, Utc::now()).await.unwrap();
    tell(&world).await;
    assert!(shows::delete(&mut *world.app.db().await, gone.id).await.unwrap());
    tell(&world).await;
    assert_eq!(world.get(&urls::ap::post(gone.post_id.unwrap().0)).await.0, 410);
}

#[actix_web::test]
async fn the_artists_own_words_are_left_alone() {
    let (world, larks, toot, _ann) = scene().await;
    let night = live(&world, &larks, |_| {}).await;
    let post = night.post_id.unwrap();
    world.run(&format!("UPDATE posts SET source = 'Come by, it is warm here' WHERE id = '{post}'")).await;
    shows::end(&mut *world.app.db().await, night.id, Utc::now()).await.unwrap();
    tell(&world).await;
    assert_eq!(count(&toot, "Update", "Note"), 0);
}

#[actix_web::test]
async fn answers_stand_beside_the_show_as_long_as_they_stand() {
    let (world, larks, toot, ann) = scene().await;
    let night = live(&world, &larks, |_| {}).await;
    let note = format!("{HERE}{}", urls::ap::post(night.post_id.unwrap().0));
    let mut first = ann.note("@larks <b>lovely</b> &amp; loud", Some(&note));
    takes(&world, &ann, "Create", first.clone()).await;
    takes(&world, &ann, "Create", ann.note("below", first["id"].as_str())).await;
    takes(&world, &ann, "Create", ann.note("elsewhere", Some(&larks.note))).await;
    let mut whisper = ann.note("a secret", Some(&note));
    (whisper["to"], whisper["cc"]) = (json!([larks.uri]), json!([]));
    takes(&world, &ann, "Create", whisper).await;
    assert_eq!(lines(&world, &night).await, ["ann (@ann@toot.test): lovely & loud", "ann (@ann@toot.test): below"]);

    first["content"] = json!("<p>quiet now</p>");
    first["updated"] = json!("2026-11-20T11:00:00Z");
    takes(&world, &ann, "Update", first.clone()).await;
    assert_eq!(lines(&world, &night).await[0], "ann (@ann@toot.test): quiet now");
    takes(&world, &ann, "Delete", json!({"type": "Tombstone", "id": first["id"]})).await;
    assert_eq!(lines(&world, &night).await, ["ann (@ann@toot.test): below"]);
    assert_eq!(world.count("chat_messages", "body LIKE '%quiet%'").await, 0);

    // To answer the show is to answer its post; what holds a word that the artist does not want stays below the post.
    chat::set_words(&mut *world.app.db().await, larks.artist.id, &["boat".to_owned()]).await.unwrap();
    let event = format!("{HERE}{}", urls::live::event(night.id.0));
    takes(&world, &ann, "Create", ann.note("to the show", Some(&event))).await;
    takes(&world, &ann, "Create", ann.note("sink the boat", Some(&note))).await;
    assert_eq!(lines(&world, &night).await.len(), 2);
    // Likes and boosts count.
    takes(&world, &ann, "Like", json!(note)).await;
    takes(&world, &ann, "Announce", json!(event)).await;
    let counts = shows::reactions(&mut *world.app.db().await, &night).await.unwrap();
    assert_eq!((counts.likes, counts.boosts), (1, 1));

    let known = world.know(&ann).await;
    actor_blocks::add(&mut *world.app.db().await, larks.actor.id, known.id, BlockKind::Mute).await.unwrap();
    takes(&world, &ann, "Create", ann.note("hello?", Some(&note))).await;
    assert!(lines(&world, &night).await.is_empty());
    actor_blocks::remove(&mut *world.app.db().await, larks.actor.id, known.id, BlockKind::Mute).await.unwrap();
    assert_eq!(lines(&world, &night).await.len(), 2, "those from before");
    toot.forgets("/users/ann");
    takes(&world, &ann, "Delete", json!(ann.uri)).await;
    assert!(lines(&world, &night).await.is_empty());
    assert_eq!(world.count("chat_messages", "body <> '' OR name <> ''").await, 0);
}

#[actix_web::test]
async fn a_planned_show_is_an_event_for_those_who_keep_calendars() {
    let (world, larks, toot, _ann) = scene().await;
    let (calendar, _) = follower(&world, &larks, "calendar.test", "mobilizon").await;
    let starts = (Utc::now() + Duration::days(2)).to_rfc3339();
    let sent = toot.got().len();
    let night = show(&world, &larks, |input| input.starts_at.clone_from(&starts)).await;
    tell(&world).await;
    assert_eq!(seen(&calendar), [("Create".to_owned(), "Event".to_owned())]);
    assert_eq!(toot.got().len(), sent, "followers hear of it when it is live");
    let id = urls::live::event(night.id.0);
    for address in [id.clone(), format!("/live/{}", night.slug)] {
        let (status, event) = world.get(&address).await;
        assert_eq!((status, event["type"].as_str()), (200, Some("Event")), "{address}");
        assert_eq!(event["id"], format!("{HERE}{id}"));
        assert_eq!((event["name"].as_str(), event["attributedTo"].as_str()), (Some("Night Tide"), Some(&*larks.uri)));
    }

    let db = &mut *world.app.db().await;
    let changed = input(|input| {
        input.starts_at.clone_from(&starts);
        input.title = "Night Tide II".to_owned();
    });
    shows::update(db, night.id, &changed, Utc::now()).await.unwrap();
    tell(&world).await;
    shows::update(db, night.id, &changed, Utc::now()).await.unwrap();
    tell(&world).await;
    assert_eq!(count(&calendar, "Update", "Event"), 1, "{:?}", seen(&calendar));
    assert!(shows::cancel(db, night.id, Utc::now()).await.unwrap());
    tell(&world).await;
    assert_eq!(count(&calendar, "Delete", "Tombstone"), 1);
    assert_eq!(world.get(&id).await.0, 410);
    assert_eq!(world.get(&format!("/live/{}", night.slug)).await.0, 404);
    assert_eq!(toot.got().len(), sent);
}

#[actix_web::test]
async fn events_give_nothing_away() {
    let (world, larks, _toot, _ann) = scene().await;
    let undated = show(&world, &larks, |_| {}).await;
    for address in [urls::live::event(undated.id.0), format!("/live/{}", undated.slug)] {
        assert_eq!(world.get(&address).await.0, 404, "{address}");
    }
    let secret = show(&world, &larks, |input| {
        input.starts_at = (Utc::now() + Duration::days(2)).to_rfc3339();
        input.gate = "password".to_owned();
        input.password = "low-water-mark".to_owned();
    })
    .await;
    let (status, event) = world.get(&urls::live::event(secret.id.0)).await;
    let text = event.to_string();
    assert_eq!(status, 200);
    assert!(!["m3u8", "low-water-mark", "argon2", ".m4s"].iter().any(|word| text.contains(word)), "{text}");
    let ticket = live(&world, &larks, |input| {
        input.gate = "ticket".to_owned();
        input.ticket = "5".to_owned();
    })
    .await;
    let (_, note) = world.get(&urls::ap::post(ticket.post_id.unwrap().0)).await;
    assert!(note["content"].as_str().unwrap().contains("With a ticket for €5.00."), "{note}");
    world.run("UPDATE artists SET suspended_at = now()").await;
    assert_eq!(world.get(&urls::live::event(secret.id.0)).await.0, 404);
}
