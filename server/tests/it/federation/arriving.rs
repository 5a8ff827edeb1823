//! What each activity does that comes from another server.

use model::actors;
use model::follows::{self, FollowState};
use model::posts;
use model::tracks;
use serde_json::json;

use super::peer::{EVERYBODY, Peer, Person};
use super::world::{HERE, Larks, World};

/// The Larks here, and Ann at tide.test whom nobody here knows yet.
pub(super) async fn scene() -> (World, Larks, Peer, Person) {
    let world = World::start().await;
    let larks = world.larks().await;
    let tide = world.peer("tide.test");
    let ann = tide.person("ann");
    (world, larks, tide, ann)
}

pub(super) async fn takes(world: &World, person: &Person, kind: &str, object: impl Into<serde_json::Value>) {
    let activity = person.say(kind, object);
    assert_eq!(world.send(person, &activity).await, 202, "{activity}");
}

/// A fan here.
pub(super) async fn fan(world: &World) -> actors::Actor {
    let (account, _) = world.app.fan().await;
    actors::create_fan(&mut *world.app.db().await, account.id, "fan", "A fan").await.unwrap()
}

/// A fan here who follows this person.
pub(super) async fn follower_of(world: &World, person: &Person) -> actors::Actor {
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
