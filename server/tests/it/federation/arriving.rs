//! What each activity does that comes from another server.

use model::actors;
use model::follows::{self, FollowState};
use model::posts;
use model::tracks;
use serde_json::json;

use super::peer::{EVERYBODY, Peer, Person};
use super::world::{HERE, Larks, World};

/// The Larks here, and Ann at tide.test whom nobody here knows yet.
async fn scene() -> (World, Larks, Peer, Person) {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    let ann = tide.person("ann");
    (world, larks, tide, ann)
}

async fn takes(world: &World, person: &Person, kind: &str, object: impl Into<serde_json::Value>) {
    let activity = person.say(kind, object);
    assert_eq!(world.send(person, &activity).await, 202, "{activity}");
}

/// A fan here.
async fn fan(world: &World) -> actors::Actor {
    let (account, _) = world.app.fan().await;
    actors::create_fan(&mut *world.app.db().await, account.id, "fan", "A fan").await.unwrap()
}

/// A fan here who follows this person.
async fn follower_of(world: &World, person: &Person) -> actors::Actor {
    let (fan, known) = (fan(world).await, world.know(person).await);
    let db = &mut *world.app.db().await;
    follows::request(db, fan.id, known.id, None, FollowState::Accepted).await.unwrap();
    fan
}

#[actix_web::test]
async fn a_follow_is_answered_each_time_and_counted_once() {
    let (world, larks, tide, ann) = scene().await;
    let first = ann.say("Follow", larks.uri.as_str());
    assert_eq!(world.send(&ann, &first).await, 202);
    assert_eq!(world.send(&ann, &first).await, 202);
    assert_eq!(world.drain().await, 1);
    let again = ann.say("Follow", larks.uri.as_str());
    assert_eq!(world.send(&ann, &again).await, 202);
    assert_eq!(world.drain().await, 1);

    let got = tide.got();
    assert_eq!(tide.kinds(), ["Accept", "Accept"]);
    for (accept, follow) in got.iter().zip([&first, &again]) {
        assert_eq!(accept.path, "/users/ann/inbox");
        assert_eq!(accept.body["actor"], larks.uri);
        assert_eq!(accept.body["object"]["id"], follow["id"]);
    }
    assert_eq!(world.count("follows", "state = 'accepted'").await, 1);
    assert_eq!(world.count("notifications", "kind = 'follow'").await, 1);

    takes(&world, &ann, "Undo", again).await;
    assert_eq!(world.count("follows", "true").await, 0);
    assert_eq!(world.count("notifications", "true").await, 0);
    // By its page, and taken back by its id alone.
    let by_page = ann.say("Follow", format!("{HERE}/@larks"));
    assert_eq!(world.send(&ann, &by_page).await, 202);
    assert_eq!(world.count("follows", "state = 'accepted'").await, 1);
    takes(&world, &ann, "Undo", by_page["id"].clone()).await;
    assert_eq!(world.count("follows", "true").await, 0);
    let nobody = format!("{HERE}{}", urls::ap::actor(uuid::Uuid::now_v7()));
    assert_eq!(world.send(&ann, &ann.say("Follow", nobody)).await, 404);
}

#[actix_web::test]
async fn whoever_approves_followers_is_asked() {
    let (world, larks, _tide, ann) = scene().await;
    world.run("UPDATE actors SET manually_approves = true WHERE username = 'larks'").await;
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    assert_eq!(world.drain().await, 0);
    assert_eq!(world.count("follows", "state = 'requested'").await, 1);
    assert_eq!(world.count("notifications", "kind = 'follow_request'").await, 1);
}

#[actix_web::test]
async fn answers_become_comments_where_they_belong() {
    let (world, larks, _tide, ann) = scene().await;
    let track = tracks::of_release(&mut *world.app.db().await, larks.release.id).await.unwrap().remove(0);
    let to_note = ann.note("To the note.", Some(&larks.note));
    takes(&world, &ann, "Create", to_note.clone()).await;
    takes(&world, &ann, "Create", ann.note("To the page.", Some(&format!("{HERE}/@larks/first-light")))).await;
    takes(&world, &ann, "Create", ann.note("Below.", to_note["id"].as_str())).await;
    let song = format!("{HERE}{}", urls::ap::track_note(track.id.0));
    takes(&world, &ann, "Create", ann.note("To the song <script>x</script>.", Some(&song))).await;

    let db = &mut *world.app.db().await;
    let comments = posts::comments_of_release(db, larks.release.id, None).await.unwrap();
    let shown: Vec<_> = comments.iter().map(|comment| (comment.post.content.as_str(), comment.depth)).collect();
    assert_eq!(shown, [("<p>To the note.</p>", 0), ("<p>Below.</p>", 1), ("<p>To the page.</p>", 0)]);
    let comments = posts::comments_of_track(db, track.id, None).await.unwrap();
    assert_eq!(comments[0].post.content, "<p>To the song .</p>");
    assert_eq!(world.count("notifications", "kind = 'comment'").await, 3);
    // To nobody here, by somebody whom nobody here follows.
    takes(&world, &ann, "Create", ann.note("Good morning.", None)).await;
    takes(&world, &ann, "Create", ann.note("No.", Some("http://reef.test/notes/1"))).await;
    assert_eq!(world.count("posts", "true").await, 4);
}

#[actix_web::test]
async fn a_mention_is_told_to_whom_it_means() {
    let (world, larks, _tide, ann) = scene().await;
    let mut note = ann.note("@larks hello", None);
    note["tag"] = json!([{"type": "Mention", "href": larks.uri, "name": "@larks@music.test"}]);
    takes(&world, &ann, "Create", note).await;
    assert_eq!(world.count("notifications", "kind = 'mention'").await, 1);
    assert_eq!(world.count("posts", "visibility = 'public'").await, 1);
}

#[actix_web::test]
async fn to_whom_a_note_goes_says_who_reads_it() {
    let (world, larks, _tide, ann) = scene().await;
    let followers = format!("{}/followers", ann.uri);
    let cases = [
        (json!([EVERYBODY]), json!([followers]), "public"),
        (json!("as:Public"), json!([]), "public"),
        (json!([followers]), json!([EVERYBODY, larks.uri]), "unlisted"),
        (json!([larks.uri]), json!([followers]), "followers"),
        (json!([larks.uri]), json!([]), "direct"),
        (json!(null), json!(null), "direct"),
    ];
    for (to, cc, visibility) in cases {
        let mut note = ann.note(visibility, Some(&larks.note));
        (note["to"], note["cc"]) = (to, cc);
        takes(&world, &ann, "Create", note.clone()).await;
        let id = note["id"].as_str().unwrap();
        let found = posts::by_uri(&mut *world.app.db().await, id).await.unwrap().unwrap();
        assert_eq!(world.text(&format!("SELECT visibility FROM posts WHERE id = '{}'", found.id)).await, visibility);
    }
    let shown = posts::comments_of_release(&mut *world.app.db().await, larks.release.id, None).await.unwrap();
    assert_eq!(shown.len(), 3, "what is for a few does not stand on the page");
}

#[actix_web::test]
async fn a_note_is_changed_and_taken_down_by_its_author() {
    let (world, larks, _tide, ann) = scene().await;
    let mut note = ann.note("First.", Some(&larks.note));
    takes(&world, &ann, "Create", note.clone()).await;
    note["content"] = json!("<p>Second.</p>");
    note["updated"] = json!("2026-11-20T11:00:00Z");
    takes(&world, &ann, "Update", note.clone()).await;
    assert_eq!(world.count("posts", "content = '<p>Second.</p>'").await, 1);
    let mut older = note.clone();
    older["content"] = json!("<p>Older.</p>");
    older["updated"] = json!("2026-11-20T10:30:00Z");
    takes(&world, &ann, "Update", older).await;
    assert_eq!(world.count("posts", "content = '<p>Second.</p>'").await, 1);
    takes(&world, &ann, "Delete", json!({"type": "Tombstone", "id": note["id"]})).await;
    assert_eq!(world.count("posts", "deleted_at IS NOT NULL AND content = ''").await, 1);
    takes(&world, &ann, "Create", note).await;
    assert_eq!(world.count("posts", "deleted_at IS NULL").await, 0, "it does not come back");
}

#[actix_web::test]
async fn whoever_is_gone_leaves_and_who_was_never_here_is_not_asked_for() {
    let (world, larks, tide, ann) = scene().await;
    let unknown = tide.person("unknown");
    tide.forgets("/users/unknown");
    takes(&world, &unknown, "Delete", unknown.uri.as_str()).await;
    assert_eq!(tide.asked().len(), 0);

    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    takes(&world, &ann, "Create", ann.note("Bye.", Some(&larks.note))).await;
    takes(&world, &ann, "Like", larks.note.as_str()).await;
    tide.forgets("/users/ann");
    takes(&world, &ann, "Delete", ann.uri.as_str()).await;
    assert_eq!(world.count("actors", "username = 'ann' AND deleted_at IS NOT NULL AND name = ''").await, 1);
    assert_eq!(world.count("follows", "true").await + world.count("reactions", "true").await, 0);
    assert_eq!(world.count("posts", "deleted_at IS NULL").await, 0);
    // Nothing comes from the dead, though the key is still known.
    assert_eq!(world.send(&ann, &ann.say("Like", larks.note.as_str())).await, 401);
    assert_eq!(world.count("reactions", "true").await, 0);
}

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

#[actix_web::test]
async fn a_follow_of_ours_begins_and_ends_with_the_answer() {
    let (world, _larks, tide, ann) = scene().await;
    let (fan, known) = (fan(&world).await, world.know(&ann).await);
    let follow = async || {
        let db = &mut *world.app.db().await;
        federation::outbox::follow(db, world.federation(), &fan, &known).await.unwrap();
        world.drain().await;
        tide.got().last().unwrap().body.clone()
    };
    for whole in [true, false] {
        let asked = follow().await;
        assert_eq!((asked["type"].as_str(), asked["object"].as_str()), (Some("Follow"), Some(ann.uri.as_str())));
        let object = if whole { asked.clone() } else { asked["id"].clone() };
        let accept = ann.say("Accept", object.clone());
        assert_eq!(world.send(&ann, &accept).await, 202);
        assert_eq!(world.count("follows", "state = 'accepted'").await, 1);
        takes(&world, &ann, "Reject", object.clone()).await;
        assert_eq!(world.count("follows", "true").await, 0);
        let asked = follow().await;
        takes(&world, &ann, "Accept", asked.clone()).await;
        takes(&world, &ann, "Undo", ann.say("Accept", asked)).await;
        assert_eq!(world.count("follows", "true").await, 0, "an Accept that was taken back");
    }
}

#[actix_web::test]
async fn who_moves_is_followed_if_the_new_one_knows_the_old_one() {
    let (world, _larks, tide, ann) = scene().await;
    let reef = world.peer("reef.test");
    follower_of(&world, &ann).await;
    let stranger = reef.person("stranger");
    takes_move(&world, &ann, &stranger.uri).await;
    assert_eq!(reef.got().len(), 0, "it does not say that it was Ann");
    assert_eq!(world.count("follows", "state = 'accepted'").await, 1);

    let mut new = reef.person("ann");
    new.document["alsoKnownAs"] = json!([ann.uri]);
    reef.says(&new.document);
    takes_move(&world, &ann, &new.uri).await;
    assert_eq!(reef.kinds(), ["Follow"]);
    assert_eq!(world.count("follows", "state = 'requested'").await, 1);
    assert_eq!(world.count("follows", "true").await, 1);
    assert_eq!(world.count("notifications", "kind = 'move'").await, 1);
    drop(tide);
}

async fn takes_move(world: &World, from: &Person, to: &str) {
    let mut activity = from.say("Move", from.uri.as_str());
    activity["target"] = json!(to);
    assert_eq!(world.send(from, &activity).await, 202);
    world.work().await;
    world.drain().await;
}

#[actix_web::test]
async fn what_an_artist_elsewhere_features_is_fetched_with_its_tracks() {
    let (world, _larks, tide, ann) = scene().await;
    follower_of(&world, &ann).await;
    let album = format!("{}/albums/1", ann.uri);
    tide.says(&json!({
        "id": album, "type": "Album", "name": "Tides", "attributedTo": ann.uri, "tracks": format!("{album}/tracks"),
        "attachment": [{"type": "Link", "rel": ["payment"], "href": "http://tide.test/buy"}],
    }));
    tide.says(&json!({
        "id": format!("{album}/tracks"), "type": "OrderedCollection",
        "orderedItems": [{"id": format!("{album}/1"), "type": "Audio", "name": "Ebb", "duration": 61,
            "url": [{"type": "Link", "mediaType": "audio/mpeg", "href": "http://tide.test/ebb.mp3"}]}],
    }));
    tide.wants_signatures();
    let mut add = ann.say("Add", album.as_str());
    add["target"] = json!(format!("{}/featured", ann.uri));
    assert_eq!(world.send(&ann, &add).await, 202);
    world.work().await;
    let found = model::remote_releases::by_uri(&mut *world.app.db().await, &album).await.unwrap().unwrap();
    assert_eq!((found.title.as_str(), found.buy_url.as_deref()), ("Tides", Some("http://tide.test/buy")));
    assert_eq!(found.tracks()[0].audio_url.as_deref(), Some("http://tide.test/ebb.mp3"));
    takes(&world, &ann, "Delete", album.as_str()).await;
    assert_eq!(world.count("remote_releases", "deleted_at IS NULL").await, 0);
}
