//! Who may be believed: keys that are fetched once, keys that change, servers that are not there or not spoken to.

use serde_json::json;

use super::peer::{Peer, Person};
use super::world::{Larks, World};

async fn scene() -> (World, Larks, Peer, Person) {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    let ann = tide.person("ann");
    (world, larks, tide, ann)
}

async fn like(world: &World, larks: &Larks, person: &Person) -> u16 {
    world.send(person, &person.say("Like", larks.note.as_str())).await
}

#[actix_web::test]
async fn somebody_new_is_asked_for_once_and_by_a_signed_request() {
    let (world, larks, tide, ann) = scene().await;
    tide.wants_signatures();
    assert_eq!(like(&world, &larks, &ann).await, 202);
    assert_eq!(world.send(&ann, &ann.say("Announce", larks.note.as_str())).await, 202);
    assert_eq!(tide.asked(), ["/users/ann"]);
}

#[actix_web::test]
async fn a_new_key_is_believed_when_its_server_says_so_and_asked_for_every_five_minutes() {
    let (world, larks, tide, ann) = scene().await;
    assert_eq!(like(&world, &larks, &ann).await, 202);
    let rotated = ann.with_new_key();
    // Fetched just now: whoever signs otherwise is not Ann.
    assert_eq!(like(&world, &larks, &rotated).await, 401);
    assert_eq!(tide.asked().len(), 1);
    let hour_ago = "UPDATE actors SET fetched_at = now() - interval '1 hour' WHERE username = 'ann'";
    world.run(hour_ago).await;
    tide.says(&rotated.document);
    assert_eq!(like(&world, &larks, &rotated).await, 202);
    assert_eq!(tide.asked().len(), 2);
    // Now the old key is wrong, and nobody is asked for it, whatever the database thinks.
    for _ in 0..3 {
        world.run(hour_ago).await;
        assert_eq!(like(&world, &larks, &ann).await, 401);
    }
    assert_eq!(tide.asked().len(), 2);
}

#[actix_web::test]
async fn a_server_that_is_away_is_asked_for_a_new_key_once() {
    let (world, larks, tide, ann) = scene().await;
    world.know(&ann).await;
    world.run("UPDATE actors SET fetched_at = now() - interval '1 hour' WHERE username = 'ann'").await;
    drop(tide);
    let rotated = ann.with_new_key();
    let asked = world.names.asked_at_all();
    for _ in 0..5 {
        assert_eq!(like(&world, &larks, &rotated).await, 503, "it may be Ann");
    }
    assert!(world.names.asked_at_all() - asked <= 1);
    assert_eq!(like(&world, &larks, &ann).await, 202, "the key that is known still stands");
}

#[actix_web::test]
async fn a_document_that_is_somebody_elses_makes_nobody_known() {
    let (world, larks, tide, ann) = scene().await;
    let bob = tide.person("bob");
    // Ann's address gives Bob, and then Bob gives somebody at another host.
    let path = "/users/ann";
    for (what, id) in [("Bob", bob.uri.clone()), ("another host", "http://reef.test/users/ann".to_owned())] {
        let mut document = ann.document.clone();
        document["id"] = json!(id);
        tide.answers(path, &document);
        let before = tide.asked().len();
        assert_eq!(like(&world, &larks, &ann).await, 401, "{what}");
        assert_eq!(tide.asked().len() - before, 1, "{what}");
    }
    let mut document = ann.document.clone();
    document["publicKey"]["owner"] = json!(bob.uri);
    tide.answers(path, &document);
    assert_eq!(like(&world, &larks, &ann).await, 401, "a key that is Bob's");
    let long = "x".repeat(400);
    let far = tide.person(&long);
    let mut document = far.document.clone();
    document["preferredUsername"] = json!(null);
    tide.says(&document);
    assert_eq!(like(&world, &larks, &far).await, 401, "a name that nobody could write");
    assert_eq!(world.count("reactions", "true").await, 0);
}

#[actix_web::test]
async fn blocked_servers_are_neither_heard_nor_asked() {
    let (world, larks, tide, ann) = scene().await;
    let new = model::domain_blocks::NewDomainBlock {
        domain: "tide.test".to_owned(),
        severity: model::domain_blocks::Severity::Suspend,
        reject_media: false,
        reject_reports: false,
        public_comment: String::new(),
        private_comment: String::new(),
        obfuscate: false,
    };
    model::domain_blocks::put(&mut *world.app.db().await, &new).await.unwrap();
    assert_eq!(like(&world, &larks, &ann).await, 403);
    assert_eq!(tide.asked().len(), 0);
    let below = world.peer("deep.tide.test");
    let eve = below.person("eve");
    assert_eq!(like(&world, &larks, &eve).await, 403);
    assert_eq!(below.asked().len(), 0);
}
