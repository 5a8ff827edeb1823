//! What others like, boost, block and report here.

use model::tracks;
use serde_json::json;

use super::arriving::{follower_of, scene, takes};
use super::world::HERE;

#[actix_web::test]
async fn reactions_count_once_and_are_taken_back() {
    let (world, larks, _tide, ann) = scene().await;
    let track = tracks::of_release(&mut *world.app.db().await, larks.release.id).await.unwrap().remove(0);
    let song = format!("{HERE}{}", urls::ap::track(track.id.0));
    for (kind, column) in [("Like", "like"), ("EmojiReact", "like"), ("Announce", "boost")] {
        for object in [larks.note.as_str(), song.as_str()] {
            let here = format!("kind = '{column}'");
            let first = ann.say(kind, object);
            assert_eq!(world.send(&ann, &first).await, 202);
            takes(&world, &ann, kind, object).await;
            assert_eq!(world.count("reactions", &here).await, 1, "{kind} of {object}");
            assert_eq!(world.count("notifications", &here).await, 1);
            takes(&world, &ann, "Undo", first).await;
            assert_eq!(world.count("reactions", &here).await, 0);
            assert_eq!(world.count("notifications", &here).await, 0);
            let second = ann.say(kind, object);
            assert_eq!(world.send(&ann, &second).await, 202);
            takes(&world, &ann, "Undo", second["id"].clone()).await;
            assert_eq!(world.count("reactions", &here).await, 0, "by its id alone");
        }
    }
}

#[actix_web::test]
async fn a_boost_of_what_is_elsewhere_is_fetched_for_those_who_follow() {
    let (world, _larks, _tide, ann) = scene().await;
    let reef = world.peer("reef.test");
    let bob = reef.person("bob");
    let note = bob.note("From the reef.", None);
    reef.says(&note);
    reef.wants_signatures();
    world.know(&ann).await;
    takes(&world, &ann, "Announce", note["id"].clone()).await;
    world.work().await;
    assert_eq!(reef.asked().len(), 0, "nobody here follows Ann");
    follower_of(&world, &ann).await;
    // What stands inside is not believed.
    let mut forged = note.clone();
    forged["content"] = json!("<p>Forged.</p>");
    takes(&world, &ann, "Announce", forged).await;
    world.work().await;
    assert_eq!(world.count("posts", "content = '<p>From the reef.</p>'").await, 1);
    assert_eq!(world.count("reactions", "kind = 'boost'").await, 1);
}

#[actix_web::test]
async fn a_block_ends_what_is_between_two_and_is_taken_back() {
    let (world, larks, _tide, ann) = scene().await;
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    let block = ann.say("Block", larks.uri.as_str());
    assert_eq!(world.send(&ann, &block).await, 202);
    assert_eq!(world.count("follows", "true").await, 0);
    assert_eq!(world.count("actor_blocks", "kind = 'block'").await, 1);
    takes(&world, &ann, "Undo", block).await;
    assert_eq!(world.count("actor_blocks", "true").await, 0);
}

#[actix_web::test]
async fn whom_the_artist_blocked_is_not_heard() {
    let (world, larks, tide, ann) = scene().await;
    let known = world.know(&ann).await;
    let db = &mut *world.app.db().await;
    let kind = model::actor_blocks::BlockKind::Block;
    model::actor_blocks::add(db, larks.actor.id, known.id, kind).await.unwrap();
    takes(&world, &ann, "Like", larks.note.as_str()).await;
    takes(&world, &ann, "Announce", larks.note.as_str()).await;
    takes(&world, &ann, "Create", ann.note("Hey!", Some(&larks.note))).await;
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    for table in ["reactions", "posts", "follows", "notifications"] {
        assert_eq!(world.count(table, "true").await, 0, "{table}");
    }
    // Nor below what others say of the artist's release.
    let bo = tide.person("bo");
    let first = bo.note("Lovely", Some(&larks.note));
    takes(&world, &bo, "Create", first.clone()).await;
    takes(&world, &ann, "Create", ann.note("Hey!", first["id"].as_str())).await;
    assert_eq!(world.count("posts", "true").await, 1);
    world.drain().await;
    assert_eq!(tide.kinds(), ["Reject"]);
    world.run("UPDATE actors SET suspended_at = now() WHERE username = 'ann'").await;
    world.run("DELETE FROM actor_blocks").await;
    takes(&world, &ann, "Like", larks.note.as_str()).await;
    assert_eq!(world.count("reactions", "true").await, 0, "the admins suspended Ann");
}

#[actix_web::test]
async fn a_flag_is_for_the_admins() {
    let (world, larks, _tide, ann) = scene().await;
    let mut flag = ann.say("Flag", json!([larks.uri, larks.note]));
    flag["content"] = json!("<b>Spam</b>");
    assert_eq!(world.send(&ann, &flag).await, 202);
    takes(&world, &ann, "Flag", "http://reef.test/users/somebody").await;
    assert_eq!(world.count("reports", "reason = 'Spam' AND target_id IS NOT NULL AND release_id IS NOT NULL").await, 1);
    assert_eq!(world.count("reports", "true").await, 1);
}
