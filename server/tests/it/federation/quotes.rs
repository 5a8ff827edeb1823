//! Whoever wants to quote something asks, and finds the answer again (FEP-044f); and votes in polls that nobody here holds.

use model::actor_blocks::{self, BlockKind};
use serde_json::json;

use super::arriving::{scene, takes};
use super::peer::Person;
use super::world::{HERE, World};

/// Asks to quote, under an id of its own.
fn request(ann: &Person, target: &str) -> serde_json::Value {
    let mut request = ann.say("QuoteRequest", target);
    request["instrument"] = json!(format!("{}/notes/quote", ann.uri));
    request
}

async fn ask(world: &World, ann: &Person, target: &str) -> u16 {
    let status = world.send(ann, &request(ann, target)).await;
    world.drain().await;
    status
}

#[actix_web::test]
async fn what_is_for_everybody_may_be_quoted_and_the_yes_can_be_found() {
    let (world, larks, tide, ann) = scene().await;
    let asked = request(&ann, &larks.note);
    for _ in 0..2 {
        assert_eq!(world.send(&ann, &asked).await, 202);
        world.drain().await;
    }
    assert_eq!(tide.kinds(), ["Accept"]);
    let accept = tide.got()[0].body.clone();
    assert_eq!((&accept["actor"], &accept["object"]["id"]), (&json!(larks.uri), &asked["id"]));
    assert_eq!(accept["object"]["instrument"], asked["instrument"]);
    let stamp = accept["result"].as_str().unwrap().strip_prefix(HERE).unwrap().to_owned();
    let (status, found) = world.get(&stamp).await;
    assert_eq!((status, found["type"].as_str()), (200, Some("QuoteAuthorization")));
    assert_eq!(found["id"], accept["result"]);
    assert_eq!(found["attributedTo"], json!(larks.uri));
    assert_eq!(found["interactingObject"], asked["instrument"]);
    assert_eq!(found["interactionTarget"], json!(larks.note));

    // Whoever is blocked may not, and what they were allowed counts no more.
    let known = world.know(&ann).await;
    {
        let db = &mut *world.app.db().await;
        actor_blocks::add(db, larks.actor.id, known.id, BlockKind::Block).await.unwrap();
    }
    assert_eq!(world.get(&stamp).await.0, 404);
    assert_eq!(ask(&world, &ann, &larks.note).await, 202);
    assert_eq!(tide.kinds(), ["Accept", "Reject"]);
    assert_eq!(tide.got()[1].body["result"], serde_json::Value::Null);
}

#[actix_web::test]
async fn what_is_not_for_everybody_is_answered_like_what_is_not_there() {
    let (world, larks, tide, ann) = scene().await;
    let nothing = format!("{HERE}{}", urls::ap::release_note(uuid::Uuid::now_v7()));
    assert_eq!(ask(&world, &ann, &nothing).await, 202);
    world.run("UPDATE releases SET published_at = NULL").await;
    assert_eq!(ask(&world, &ann, &larks.note).await, 202);
    let mut foreign = request(&ann, &larks.note);
    foreign["instrument"] = json!("http://reef.test/notes/1");
    assert_eq!(world.send(&ann, &foreign).await, 400, "a quote of somebody else's");
    world.drain().await;
    assert_eq!(tide.got().len(), 0);
    let (status, _) = world.get(&urls::ap::quote(uuid::Uuid::now_v7())).await;
    assert_eq!(status, 404);
}

#[actix_web::test]
async fn votes_are_passed_over() {
    let (world, larks, _tide, ann) = scene().await;
    let vote = |name: &str| {
        json!({
            "id": format!("{}/votes/{name}", ann.uri), "type": "Note", "attributedTo": ann.uri, "name": name,
            "inReplyTo": larks.note, "to": larks.uri,
        })
    };
    takes(&world, &ann, "Create", vote("tissues")).await;
    takes(&world, &ann, "Create", json!([vote("one"), vote("two")])).await;
    assert_eq!(world.count("posts", "true").await, 0);
    assert_eq!(world.count("notifications", "true").await, 0);
}
