//! What a fan here gets of somebody elsewhere whom they follow: what was there before, what is new, and a way to answer.

use chrono::Utc;
use serde_json::{Value, json};

use super::arriving::{fan, follower_of, scene, takes};
use super::peer::{EVERYBODY, Peer, Person};
use super::world::World;

/// A fan here who asked to follow, and was let; what was there before is looked for.
async fn follow(world: &World, person: &Person) -> model::actors::Actor {
    let (fan, known) = (fan(world).await, world.know(person).await);
    let follow = {
        let db = &mut *world.app.db().await;
        federation::outbox::follow(db, world.federation(), &fan, &known).await.unwrap()
    };
    let id = format!("{}{}", super::world::HERE, urls::ap::follow(follow.id.0));
    takes(world, person, "Accept", json!({"id": id, "type": "Follow", "object": person.uri})).await;
    fan
}

fn audio(person: &Person, name: &str, published: &str) -> Value {
    json!({
        "id": format!("{}/audio/{name}", person.uri), "type": "Audio", "name": name, "attributedTo": person.uri,
        "published": published, "duration": 61,
        "url": [{"type": "Link", "mediaType": "audio/mpeg", "href": format!("http://tide.test/{name}.mp3")}],
    })
}

/// An album with one track, and the note that tells of it.
fn album(tide: &Peer, person: &Person, name: &str) -> Value {
    let id = format!("{}/albums/{name}", person.uri);
    let track = audio(person, name, "2026-01-01T00:00:00Z");
    tide.says(&json!({
        "id": id, "type": "Album", "name": name, "attributedTo": person.uri, "published": "2026-01-01T00:00:00Z",
        "url": format!("{id}/page"), "tracks": {"type": "OrderedCollection", "orderedItems": [track]},
    }));
    json!({
        "id": format!("{id}/note"), "type": "Note", "attributedTo": person.uri, "content": format!("<p>{name}</p>"),
        "url": format!("{id}/page"), "to": [EVERYBODY], "published": "2026-01-01T00:00:00Z",
        "tag": [{"type": "Link", "rel": "https://funkwhale.audio/ns#Album", "href": id}],
    })
}

#[actix_web::test]
async fn a_new_follow_brings_the_newest_releases_once() {
    let (world, _larks, tide, ann) = scene().await;
    let notes: Vec<Value> = (0..30).map(|number| album(&tide, &ann, &format!("a{number}"))).collect();
    tide.says(&json!({"id": format!("{}/featured", ann.uri), "type": "OrderedCollection", "orderedItems": notes}));
    tide.wants_signatures();
    follow(&world, &ann).await;
    world.work().await;
    assert_eq!(world.count("remote_releases", "title ~ '^a[0-9]$'").await, 10, "the ten newest");
    assert_eq!(world.count("remote_releases", "true").await, 10);
    assert_eq!(world.count("remote_releases", "jsonb_array_length(tracks) = 1").await, 10, "with their tracks");
    assert_eq!(world.count("notifications", "kind = 'release'").await, 0, "what is old is no news");
    let asked = tide.asked().len();
    assert!(asked <= 12, "one collection and ten albums, not {asked} requests: {:?}", tide.asked());

    // Somebody else's follow finds them here.
    let known = world.know(&ann).await;
    let account = world.app.account("second", false).await;
    let db = &mut *world.app.db().await;
    let second = model::actors::create_fan(db, account.id, "second", "Second").await.unwrap();
    let follow = federation::outbox::follow(db, world.federation(), &second, &known).await.unwrap();
    let id = format!("{}{}", super::world::HERE, urls::ap::follow(follow.id.0));
    takes(&world, &ann, "Accept", json!({"id": id, "type": "Follow"})).await;
    world.work().await;
    assert_eq!(tide.asked().len(), asked);
}

#[actix_web::test]
async fn where_nothing_is_featured_what_was_said_last_is_looked_at() {
    let (world, _larks, tide, ann) = scene().await;
    let page = format!("{}/outbox/1", ann.uri);
    let create = |object: Value| json!({"type": "Create", "actor": ann.uri, "object": object});
    let mut foreign = audio(&ann, "stolen", "2026-01-01T00:00:00Z");
    foreign["attributedTo"] = json!("http://tide.test/users/bob");
    tide.says(&json!({"id": format!("{}/outbox", ann.uri), "type": "OrderedCollection", "first": page}));
    tide.says(&json!({"id": page, "type": "OrderedCollectionPage", "orderedItems": [
        create(audio(&ann, "ebb", "2026-01-01T00:00:00Z")),
        create(foreign),
        {"type": "Announce", "actor": ann.uri, "object": "http://reef.test/notes/1"},
        create(json!({"id": "http://127.0.0.1/inside", "type": "Album", "name": "inside"})),
        "http://reef.test/albums/1",
        7,
    ]}));
    follow(&world, &ann).await;
    world.work().await;
    assert_eq!(world.text("SELECT string_agg(title, ',') FROM remote_releases").await, "ebb");
    assert_eq!(world.names.refused("127.0.0.1") + world.names.asked("reef.test"), 0, "nobody else is asked");
}

#[actix_web::test]
async fn a_new_release_elsewhere_is_told_once() {
    let (world, _larks, _tide, ann) = scene().await;
    let fan = follower_of(&world, &ann).await;
    let browser = world.browser(fan.account_id.unwrap()).await;
    assert!(browser.get("/notifications").await.text().contains("Nothing yet"));
    let now = Utc::now().to_rfc3339();
    for _ in 0..2 {
        takes(&world, &ann, "Create", audio(&ann, "ebb", &now)).await;
    }
    takes(&world, &ann, "Create", audio(&ann, "old", "2020-01-01T00:00:00Z")).await;
    assert_eq!(world.count("notifications", "kind = 'release'").await, 1);
    let label = ".menu a[href='/notifications']";
    assert_eq!(browser.get("/feed").await.texts(label), ["Notifications (1)"]);
    let page = browser.get("/notifications").await;
    let line = page.texts(".news li").concat();
    assert!(line.contains("released ebb"), "{line}");
    let release = page.attribute(".news li span a", "href").unwrap();
    assert_eq!(browser.get(&release).await.texts("h1"), ["ebb"]);
    let read = browser.submit("/notifications", "/notifications/reading", &[]).await;
    assert_eq!(read.location(), "/notifications");
    assert_eq!(browser.get("/feed").await.texts(label), ["Notifications"]);
}

#[actix_web::test]
async fn a_release_elsewhere_is_commented_on_from_its_page() {
    let (world, _larks, tide, ann) = scene().await;
    let fan = follower_of(&world, &ann).await;
    let browser = world.browser(fan.account_id.unwrap()).await;
    let note = album(&tide, &ann, "ebb");
    tide.says(&note);
    tide.answers("/users/ann/albums/ebb/page", &note);
    let mut add = ann.say("Add", format!("{}/albums/ebb", ann.uri));
    add["target"] = json!(format!("{}/featured", ann.uri));
    assert_eq!(world.send(&ann, &add).await, 202);
    world.work().await;
    let id = world.text("SELECT id FROM remote_releases").await;
    let page = format!("/remote/releases/{id}");
    let form = browser.submit(&page, &format!("{page}/comments"), &[]).await.location();
    let about = form.split_once("about=").unwrap().1.replace("%3A", ":");
    let sent = browser.submit(&form, "/comments", &[("about", &about), ("text", "I like the *third* bar.")]).await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
    world.drain().await;
    let got = tide.got().last().unwrap().body.clone();
    assert_eq!((got["type"].as_str(), got["object"]["inReplyTo"].clone()), (Some("Create"), note["id"].clone()));
    let shown = browser.get(&page).await;
    assert!(shown.text().contains("I like the <em>third</em> bar."), "{}", shown.texts(".talk").concat());
    let visitor = world.visitor().get(&page).await;
    assert!(visitor.text().contains("third"), "everybody reads it");
}

#[actix_web::test]
async fn where_no_note_tells_of_a_release_the_reason_is_told() {
    let (world, _larks, _tide, ann) = scene().await;
    let fan = follower_of(&world, &ann).await;
    let browser = world.browser(fan.account_id.unwrap()).await;
    takes(&world, &ann, "Create", audio(&ann, "ebb", "2026-01-01T00:00:00Z")).await;
    let page = format!("/remote/releases/{}", world.text("SELECT id FROM remote_releases").await);
    let back = browser.submit(&page, &format!("{page}/comments"), &[]).await;
    assert_eq!(back.location(), page);
    assert!(browser.get(&page).await.text().contains("takes no comments on this from other servers"));
}

/// Brings something with what the sender says of its followers.
async fn say_with_sum(world: &World, ann: &Person, (url, sum): (&str, &str)) {
    let body = ann.say("Create", ann.note("Good morning.", None)).to_string().into_bytes();
    let mut headers = ann.signer.post(&super::world::inbox(), &body, Utc::now());
    let said = format!(r#"collectionId="{}/followers", url="{url}", digest="{sum}""#, ann.uri);
    headers.push(("collection-synchronization".to_owned(), said));
    assert_eq!(world.post("/ap/inbox", &headers, body).await, 202);
    world.work().await;
    world.drain().await;
}

#[actix_web::test]
async fn who_follows_from_here_comes_in_step_with_what_their_server_has() {
    let (world, _larks, tide, ann) = scene().await;
    let fan = follower_of(&world, &ann).await;
    let account = world.app.account("second", false).await;
    let second = {
        let db = &mut *world.app.db().await;
        model::actors::create_fan(db, account.id, "second", "Second").await.unwrap()
    };
    let list = format!("{}/sync", ann.uri);
    let of_second = second.uri(super::world::HERE);
    tide.says(
        &json!({"id": list, "type": "OrderedCollection", "orderedItems": [of_second, "http://reef.test/users/x"]}),
    );
    let nobody = "0".repeat(64);
    for foreign in ["http://reef.test/sync", "http://127.0.0.1/sync"] {
        say_with_sum(&world, &ann, (foreign, &nobody)).await;
    }
    assert_eq!(tide.asked().len(), 0, "a list that is not on its host is not asked for");
    assert_eq!(world.count("follows", "true").await, 1);

    say_with_sum(&world, &ann, (&list, &nobody)).await;
    assert_eq!(world.count("follows", "true").await, 0, "{} is not on the list", fan.username);
    assert_eq!(tide.kinds(), ["Undo"], "and whoever is on it wrongly is taken off");
    assert_eq!(tide.got()[0].body["object"]["actor"], json!(of_second));
    let asked = tide.asked().len();
    say_with_sum(&world, &ann, (&list, &nobody)).await;
    assert_eq!(tide.asked().len(), asked, "both have nobody now");
}
