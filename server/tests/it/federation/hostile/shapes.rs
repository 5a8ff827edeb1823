//! Everything of every wrong shape: what cannot be read is refused, and what can is read as what it is.

use chrono::Utc;
use serde_json::{Value, json};

use super::Scene;
use crate::federation::peer::{EVERYBODY, Person};
use crate::federation::world::inbox;

/// What stands where something else belongs.
fn wrong() -> Vec<Value> {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}"),
        json!("http://tide.test/\u{0}"),
        json!("javascript:alert(1)"),
        json!("http://tide.test/".to_owned() + &"x".repeat(5_000)),
        json!("é\u{202e}\u{feff}".repeat(200)),
        json!([]),
        json!([[]]),
        json!([null, 1, {}, "x"]),
        json!({}),
        json!({"id": {}}),
        json!({"id": ["x"], "type": 7, "name": "\u{0}", "href": {}}),
        deep,
    ]
}

/// Activities of every type, with everything in them that is read.
fn activities(scene: &Scene) -> Vec<Value> {
    let (mallory, larks) = (&scene.mallory, &scene.larks);
    let mut note = mallory.note("Lovely.", Some(&larks.note));
    for (key, value) in [
        ("url", json!("http://tide.test/@mallory/1")),
        ("name", json!("A title")),
        ("summary", json!("careful")),
        ("sensitive", json!(true)),
        ("contentMap", json!({"en": "<p>Lovely.</p>"})),
        ("updated", json!("2026-11-20T10:00:00Z")),
        ("tag", json!([{"type": "Mention", "href": larks.uri, "name": "@larks"}])),
        (
            "attachment",
            json!([{"type": "Document", "mediaType": "image/png", "url": "http://tide.test/a.png", "name": "a"}]),
        ),
    ] {
        note[key] = value;
    }
    let mut known = note.clone();
    known["id"] = json!(format!("{}/notes/1", mallory.uri));
    let audio = json!({
        "type": "Audio", "id": format!("{}/tracks/1", mallory.uri), "attributedTo": mallory.uri, "name": "A song",
        "album": {"type": "Album", "id": format!("{}/albums/1", mallory.uri), "name": "An album"}, "duration": 213,
        "position": 1, "disc": 1, "published": "2026-11-20T10:00:00Z", "image": {"type": "Image", "url": "http://tide.test/a"},
        "license": "https://creativecommons.org/licenses/by/4.0/", "tag": [{"type": "Hashtag", "name": "#dub"}],
        "url": [{"type": "Link", "mediaType": "audio/mpeg", "href": "http://tide.test/a.mp3"}],
        "attachment": [{"type": "Link", "rel": ["payment"], "href": "http://tide.test/buy"}],
    });
    let mut album = audio.clone();
    album["type"] = json!("Album");
    album["id"] = json!(format!("{}/albums/1", mallory.uri));
    album["tracks"] = json!({"orderedItems": [audio.clone()]});
    let mut person = mallory.document.clone();
    for (key, value) in [
        ("summary", json!("<p>hello</p>")),
        ("url", json!([{"type": "Link", "mediaType": "text/html", "href": "http://tide.test/@mallory"}])),
        ("icon", json!({"type": "Image", "url": "http://tide.test/i.png"})),
        ("attachment", json!([{"type": "PropertyValue", "name": "a", "value": "b"}])),
        ("alsoKnownAs", json!(["http://reef.test/users/mallory"])),
        ("movedTo", json!(null)),
        ("manuallyApprovesFollowers", json!(false)),
        ("discoverable", json!(true)),
        ("published", json!("2026-01-01T00:00:00Z")),
        (
            "assertionMethod",
            json!([{"id": format!("{}#e", mallory.uri), "type": "Multikey",
            "controller": mallory.uri, "publicKeyMultibase": "z6Mk"}]),
        ),
    ] {
        person[key] = value;
    }
    let mut all = vec![
        mallory.say("Create", note.clone()),
        mallory.say("Create", audio.clone()),
        mallory.say("Create", album),
        mallory.say("Update", known),
        mallory.say("Update", audio),
        mallory.say("Update", person),
        mallory.say("Delete", json!({"type": "Tombstone", "id": format!("{}/notes/2", mallory.uri)})),
        mallory.say("Undo", mallory.say("Follow", larks.uri.as_str())),
        mallory.say("Undo", mallory.say("Announce", larks.note.as_str())),
        mallory.say(
            "Accept",
            json!({"type": "Follow", "id": "http://x", "actor": scene.fan_uri(), "object": mallory.uri}),
        ),
        mallory.say("Flag", json!([larks.uri, larks.note])),
        mallory.say("Move", mallory.uri.as_str()),
        mallory.say("Add", note["id"].clone()),
    ];
    all.extend(["Follow", "Block"].map(|kind| mallory.say(kind, larks.uri.as_str())));
    all.extend(["Like", "EmojiReact", "Announce"].map(|kind| mallory.say(kind, larks.note.as_str())));
    for activity in &mut all {
        activity["to"] = json!([EVERYBODY]);
        activity["cc"] = json!([larks.uri]);
        activity["content"] = json!("because");
        activity["target"] = json!(format!("{}/featured", mallory.uri));
    }
    all
}

/// The same activity with each thing in it, on its own level and in its object, put in another's place.
fn twisted(activity: &Value) -> Vec<Value> {
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let outer = keys(activity).into_iter().map(|key| format!("/{key}"));
    let inner = keys(&activity["object"]).into_iter().map(|key| format!("/object/{key}"));
    let mut all = Vec::new();
    for pointer in outer.chain(inner).filter(|pointer| pointer != "/@context") {
        for value in wrong() {
            let mut twisted = activity.clone();
            if pointer != "/id" {
                twisted["id"] = json!(format!("http://tide.test/users/mallory/activities/{}", uuid::Uuid::now_v7()));
            }
            *twisted.pointer_mut(&pointer).unwrap() = value;
            all.push(twisted);
        }
    }
    all
}

#[actix_web::test]
async fn every_field_of_every_wrong_type_is_read_or_refused() {
    let scene = Scene::start().await;
    let world = &scene.world;
    let others = "SELECT md5(string_agg(row::text, ',' ORDER BY row::text)) FROM";
    let others = [
        format!("{others} actors AS row WHERE host IS DISTINCT FROM 'tide.test'"),
        format!("{others} posts AS row WHERE uri NOT LIKE 'http://tide.test/%'"),
        format!("{others} reactions AS row WHERE uri NOT LIKE 'http://tide.test/%'"),
    ];
    let mut before = Vec::new();
    for sql in &others {
        before.push(world.text(sql).await);
    }
    let by_mallory = world.know(&scene.mallory).await;
    let mut sent = 0;
    for activity in activities(&scene) {
        for payload in twisted(&activity) {
            let asked = world.names.asked_at_all();
            let status = world.send(&scene.mallory, &payload).await;
            assert!((200..500).contains(&status), "{status} to {payload}");
            assert!(world.names.asked_at_all() - asked <= 1, "{payload}");
            sent += 1;
            // She changed her keys, or ended her follow: the next one is to be read all the same.
            if activity["type"] == "Update" {
                world.know(&scene.mallory).await;
            }
        }
        let db = &mut *world.app.db().await;
        model::follows::request(db, scene.fan.id, by_mallory.id, None, model::follows::FollowState::Accepted)
            .await
            .unwrap();
    }
    assert!(sent > 2_000, "only {sent} were sent");
    for (sql, before) in others.iter().zip(before) {
        assert_eq!(world.text(sql).await, before, "{sql}");
    }
    // What was named in all that is fetched by nobody that should not be.
    world.work().await;
    assert_eq!(world.count("posts", "content ~ 'script'").await, 0);
}

#[actix_web::test]
async fn bodies_that_are_no_activities_are_refused() {
    let scene = Scene::start().await;
    let mallory = &scene.mallory;
    let before = scene.world.prints().await;
    let nested = |open: &str, close: &str| format!("{}{}", open.repeat(1_000), close.repeat(1_000));
    let like = mallory.say("Like", scene.larks.note.as_str()).to_string();
    let deep = like.replacen('{', &format!(r#"{{"deep":{},"#, nested("[", "]")), 1);
    let deeper = like.replacen('{', &format!(r#"{{"deep":{}1{},"#, r#"{"a":"#.repeat(1_000), "}".repeat(1_000)), 1);
    let bodies: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"{".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"1".to_vec(),
        b"\"x\"".to_vec(),
        br#"{"id":"#.to_vec(),
        b"\xff\xfe{}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{\"id\":\"\xc3\x28\"}".to_vec(),
        nested("[", "]").into_bytes(),
        deep.into_bytes(),
        deeper.into_bytes(),
        [like.as_bytes(), b"x"].concat(),
        b"<html></html>".to_vec(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).chars().take(60).collect::<String>();
        assert_eq!(post(&scene, mallory, body).await, 400, "{shown}");
    }
    let padded = |bytes: usize| {
        let mut body = mallory.say("View", scene.larks.note.as_str()).to_string().into_bytes();
        body.resize(bytes, b' ');
        body
    };
    assert_eq!(post(&scene, mallory, padded(1 << 20)).await, 202, "a megabyte of nothing to us");
    assert_eq!(post(&scene, mallory, padded((1 << 20) + 1)).await, 413);
    assert_eq!(scene.world.prints().await, before);
}

#[actix_web::test]
async fn crowds_are_read_as_far_as_anybody_could_mean_them() {
    let scene = Scene::start().await;
    let (world, mallory) = (&scene.world, &scene.mallory);
    let mut note = mallory.note("Hello everybody!", None);
    let crowd = |n: usize| format!("http://music.test/@u{n}");
    note["tag"] = (0..10_000).map(|n| json!({"type": "Mention", "href": crowd(n)})).collect();
    note["to"] = (0..10_000).map(crowd).collect();
    let notified = world.count("notifications", "true").await;
    assert_eq!(world.send(mallory, &mallory.say("Create", note.clone())).await, 202);
    note["id"] = json!(format!("{}/notes/crowd", mallory.uri));
    note["tag"] = json!(vec![json!({"type": "Mention", "href": "http://music.test/@larks"}); 10_000]);
    assert_eq!(world.send(mallory, &mallory.say("Create", note)).await, 202);
    assert_eq!(world.count("notifications", "true").await, notified + 1);

    for kind in ["View", "Question", "Announce2", "create", "Like ", "TentativeAccept", "Object"] {
        assert_eq!(world.send(mallory, &mallory.say(kind, scene.larks.note.as_str())).await, 202, "{kind}");
    }
}

async fn post(scene: &Scene, person: &Person, body: Vec<u8>) -> u16 {
    let headers = person.signer.post(&inbox(), &body, Utc::now());
    scene.world.post("/ap/inbox", &headers, body).await
}
