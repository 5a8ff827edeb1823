//! What stands in outboxes: what was said, with what it is about as that is by now.

use model::releases::{self, ReleaseChanges, publication};
use serde_json::Value;

use super::arriving::fan;
use super::world::{HERE, World};
use crate::support::Browser;

fn path(id: &str) -> &str {
    id.strip_prefix(HERE).unwrap()
}

fn without(document: &Value, member: &str) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().remove(member);
    document
}

/// The activity about an object in somebody's outbox. It has a document of its own, that says the same.
async fn said(world: &World, actor: &str, object: &str) -> Option<Value> {
    let (status, page) = world.get(&format!("{}/outbox?page=1", path(actor))).await;
    assert_eq!(status, 200, "{page}");
    let found = page["orderedItems"].as_array().unwrap().iter().find(|said| said["object"]["id"] == object)?;
    let (status, document) = world.get(path(found["id"].as_str().unwrap())).await;
    assert_eq!((status, &without(&document, "@context")), (200, found));
    Some(document)
}

/// Holds that an edit changed what an activity is about, as its own document has it, and nothing else.
async fn is_renewed(world: &World, before: &Value, after: &Value) {
    assert_eq!(without(after, "object"), without(before, "object"));
    let (status, document) = world.get(path(after["object"]["id"].as_str().unwrap())).await;
    assert_eq!((status, &without(&document, "@context")), (200, &after["object"]));
}

/// Sends a form that is taken.
async fn submit(browser: &Browser, (page, action): (&str, &str), fields: &[(&str, &str)]) {
    let sent = browser.submit(page, action, fields).await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
}

#[actix_web::test]
async fn an_edited_post_is_read_in_its_new_words() {
    let world = World::start().await;
    let larks = world.larks().await;
    let browser = world.browser(larks.account).await;
    let words = [("text", "Out on Friday."), ("attached", "")];
    submit(&browser, ("/studio/posts", "/studio/posts/larks"), &words).await;
    let id = world.text("SELECT id FROM posts").await;
    let note = format!("{HERE}{}", urls::ap::post(id.parse().unwrap()));
    let before = said(&world, &larks.uri, &note).await.unwrap();
    assert!(before["object"]["content"].as_str().unwrap().contains("Friday"), "{before}");

    let edit = format!("/posts/{id}/edit");
    submit(&browser, (&edit, &edit), &[("text", "Out on Sunday.")]).await;
    let after = said(&world, &larks.uri, &note).await.unwrap();
    is_renewed(&world, &before, &after).await;
    let content = after["object"]["content"].as_str().unwrap();
    assert!(content.contains("Sunday") && !content.contains("Friday"), "{content}");
    let sent = world.text(&format!("SELECT body FROM activities WHERE kind = 'Create' AND object = '{note}'")).await;
    assert!(sent.contains("Friday"), "what is on its way stays as it was said: {sent}");
}

#[actix_web::test]
async fn a_hidden_comment_is_in_no_outbox_until_it_is_shown_again() {
    let world = World::start().await;
    let larks = world.larks().await;
    let author = fan(&world).await;
    let (writer, artist) = (world.browser(author.account_id.unwrap()).await, world.browser(larks.account).await);
    let (page, about) = ("/@larks/first-light", format!("release:{}", larks.release.id));
    submit(&writer, (page, "/comments"), &[("about", &about), ("text", "Rude words")]).await;
    let id = world.text("SELECT id FROM posts").await;
    let (author, note) = (author.uri(HERE), format!("{HERE}{}", urls::ap::post(id.parse().unwrap())));
    let before = said(&world, &author, &note).await.unwrap();
    let hiding = format!("/posts/{id}/hiding");

    submit(&artist, (page, &hiding), &[("act", "hide")]).await;
    assert_eq!(said(&world, &author, &note).await, None);
    assert_eq!(world.get(path(before["id"].as_str().unwrap())).await.0, 404);
    submit(&artist, (page, &hiding), &[("act", "show")]).await;
    assert_eq!(said(&world, &author, &note).await, Some(before));
    publication::unpublish(&mut *world.app.db().await, larks.release.id).await.unwrap();
    assert_eq!(said(&world, &author, &note).await, None, "nor is it while its release is not public");
}

#[actix_web::test]
async fn an_edited_release_is_read_as_it_is_and_not_at_all_once_it_is_taken_back() {
    let world = World::start().await;
    let larks = world.larks().await;
    world.work().await;
    let before = said(&world, &larks.uri, &larks.note).await.unwrap();
    let changes = ReleaseChanges { title: Some("Second Light".to_owned()), ..ReleaseChanges::default() };
    releases::update(&mut *world.app.db().await, larks.release.id, &changes).await.unwrap();
    let after = said(&world, &larks.uri, &larks.note).await.unwrap();
    is_renewed(&world, &before, &after).await;
    let content = after["object"]["content"].as_str().unwrap();
    assert!(content.contains("Second Light") && !content.contains("First Light"), "{content}");

    publication::unpublish(&mut *world.app.db().await, larks.release.id).await.unwrap();
    assert_eq!(said(&world, &larks.uri, &larks.note).await, None, "before anybody is told");
    assert_eq!(world.get(path(before["id"].as_str().unwrap())).await.0, 404);
}
