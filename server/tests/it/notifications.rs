//! What an artist hears of in the studio: notifications, followers, deliveries.

use model::actor_blocks::{self, BlockKind};
use model::actors;
use model::follows::{self, FollowState};
use model::ids::ActorId;
use model::notifications::{self, NotificationKind};
use model::posts::{Subject, Visibility};
use model::{activities, deliveries};
use reqwest::StatusCode;

use crate::catalogue::published;
use crate::comments::{fan, remote_actor, remote_post};
use crate::support::TestApp;

async fn actor_of(app: &TestApp, username: &str) -> ActorId {
    actors::local_by_username(&mut *app.db().await, username).await.unwrap().unwrap().id
}

#[actix_web::test]
async fn what_happened_is_told_counted_and_read() {
    let app = TestApp::start().await;
    let (artist, account, ode) = app.artist("ode").await;
    let release = published(&app, &artist, account.id, ("Ebb", &["Slack Water"])).await;
    let own = actor_of(&app, "ode").await;
    assert!(ode.get("/studio/notifications").await.text().contains("Nothing yet"));
    assert_eq!(ode.get("/studio").await.texts("a[href='/studio/notifications']"), ["Notifications"]);

    let (_, inge, fan) = fan(&app, "inge").await;
    let about = format!("release:{}", release.id);
    fan.submit("/@ode/ebb", "/comments", &[("about", &about), ("text", "I hear @ode <i>")]).await;
    fan.submit("/@ode/ebb", "/reactions", &[("about", &about), ("act", "like")]).await;
    fan.submit("/@ode/ebb", "/reactions", &[("about", &about), ("act", "boost")]).await;
    let ann = remote_actor(&app, "ann", "remote.example").await;
    let secret = remote_post(&app, &ann, None, ("<p>A word for you</p>", Visibility::Direct)).await;
    {
        let db = &mut *app.db().await;
        let about = Some(Subject::Post(secret.id));
        notifications::notify(db, own, NotificationKind::Mention, ann.id, about).await.unwrap();
        notifications::notify(db, own, NotificationKind::Follow, inge.id, None).await.unwrap();
    }
    assert_eq!(ode.get("/studio").await.texts("a[href='/studio/notifications']"), ["Notifications (5)"]);
    let page = ode.get("/studio/notifications").await;
    let lines = page.texts(".news > li > p");
    assert_eq!(lines.len(), 5, "a comment that names the artist is told once: {lines:?}");
    for (line, part) in
        [(0, "follows you"), (1, "mentioned you"), (2, "boosted Ebb"), (3, "likes Ebb"), (4, "commented on Ebb")]
    {
        assert!(lines[line].contains(part) && lines[line].contains("New"), "{line}: {}", lines[line]);
    }
    assert!(lines[1].contains("Ann & Lee @ann@remote.example"));
    assert_eq!(page.texts(".news-post .prose"), ["A word for you", "I hear @ode"]);

    let read = ode.submit("/studio/notifications", "/studio/notifications/ode/reading", &[]).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER);
    assert_eq!(ode.get("/studio").await.texts("a[href='/studio/notifications']"), ["Notifications"]);
    assert_eq!(ode.get("/studio/notifications").await.texts(".news .badge.key"), Vec::<String>::new());

    // What is taken back is no news any more.
    fan.submit("/@ode/ebb", "/reactions", &[("about", &about), ("act", "unlike")]).await;
    assert_eq!(ode.get("/studio/notifications").await.texts(".news > li").len(), 4);
}

#[actix_web::test]
async fn an_answer_to_few_stays_among_few() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let own = actor_of(&app, "ode").await;
    let ann = remote_actor(&app, "ann", "remote.example").await;
    let new = model::posts::NewRemotePost {
        actor: ann.id,
        uri: "https://remote.example/notes/1".to_owned(),
        url: None,
        subject: None,
        content: "<p>A word for you</p>".to_owned(),
        summary: String::new(),
        sensitive: false,
        language: None,
        visibility: Visibility::Direct,
        attachments: Vec::new(),
        mentions: vec![own],
        published_at: chrono::Utc::now(),
        updated_at: None,
    };
    let secret = model::posts::keep_remote(&mut *app.db().await, &new).await.unwrap();
    let form = format!("/comments/new?about=post:{}", secret.id);
    assert!(ode.get(&form).await.text().contains("Only those whom your answer names will read it"));
    let (_, _, inge) = fan(&app, "inge").await;
    assert_eq!(inge.get(&form).await.status, StatusCode::NOT_FOUND);
    let about = format!("post:{}", secret.id);
    let sent = ode.submit(&form, "/comments", &[("about", &about), ("text", "Only you")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = sent.location();
    assert!(page.starts_with("/posts/"));
    assert_eq!(ode.get(&page).await.status, StatusCode::OK);
    assert_eq!(app.visitor().get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(inge.get(&page).await.status, StatusCode::NOT_FOUND);
    let said = activities::outbox(&mut *app.db().await, own, None, 10).await.unwrap();
    assert!(said.is_empty(), "nothing of it is public");
    let waiting = deliveries::waiting_of_actor(&mut *app.db().await, own).await.unwrap();
    assert_eq!(waiting.iter().map(|lag| lag.host.as_str()).collect::<Vec<_>>(), ["remote.example"]);
    let boosted = ode.submit("/studio/notifications", "/reactions", &[("about", &about), ("act", "boost")]).await;
    assert_eq!(boosted.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn followers_are_accepted_removed_and_blocked() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let own = actor_of(&app, "ode").await;
    let ann = remote_actor(&app, "ann", "remote.example").await;
    let bob = remote_actor(&app, "bob", "other.example").await;
    let (_, inge, _) = fan(&app, "inge").await;
    for (who, uri, state) in [
        (ann.id, Some("https://remote.example/follows/1"), FollowState::Requested),
        (bob.id, Some("https://other.example/follows/1"), FollowState::Accepted),
        (inge.id, None, FollowState::Accepted),
    ] {
        follows::request(&mut *app.db().await, who, own, uri, state).await.unwrap();
    }
    let list = "/studio/followers";
    let act = async |act: &str, actor: ActorId| {
        let actor = actor.to_string();
        let sent = ode.submit(list, "/studio/followers/ode", &[("act", act), ("actor", &actor)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{act}");
    };
    let kinds = async |app: &TestApp, uri: &str| {
        activities::about(&mut *app.db().await, uri).await.unwrap().map(|said| said.kind)
    };
    let page = ode.get(list).await;
    assert_eq!(page.texts("section[aria-labelledby=requests] .cm-handle"), ["@ann@remote.example"]);
    assert_eq!(page.texts("section[aria-labelledby=followers] .up").len(), 2);
    act("accept", ann.id).await;
    assert_eq!(follows::count_followers(&mut *app.db().await, own).await.unwrap(), 3);
    assert_eq!(kinds(&app, "https://remote.example/follows/1").await.as_deref(), Some("Accept"));
    act("remove", ann.id).await;
    assert_eq!(kinds(&app, "https://remote.example/follows/1").await.as_deref(), Some("Reject"));
    act("block", bob.id).await;
    act("remove", inge.id).await;
    assert_eq!(follows::count_followers(&mut *app.db().await, own).await.unwrap(), 0);
    assert!(actor_blocks::has(&mut *app.db().await, own, bob.id, BlockKind::Block).await.unwrap());
    assert_eq!(kinds(&app, bob.uri.as_deref().unwrap()).await.as_deref(), Some("Block"));
    assert_eq!(ode.get(list).await.texts("section[aria-labelledby=blocked] .cm-name"), ["Ann & Lee"]);
    act("unblock", bob.id).await;
    assert_eq!(kinds(&app, bob.uri.as_deref().unwrap()).await.as_deref(), Some("Undo"));

    act("by_hand", own).await;
    assert!(actors::find(&mut *app.db().await, own).await.unwrap().unwrap().manually_approves);
    assert!(ode.get(list).await.text().contains("You answer everybody who asks to follow."));
    act("at_once", own).await;
    assert!(!actors::find(&mut *app.db().await, own).await.unwrap().unwrap().manually_approves);
}

#[actix_web::test]
async fn only_an_artists_people_see_its_pages() {
    let app = TestApp::start().await;
    app.artist("ode").await;
    let (_, _, tide) = app.artist("tide").await;
    let (_, nobody) = app.fan().await;
    for page in ["notifications", "followers", "posts", "deliveries"] {
        let address = format!("/studio/{page}?artist=ode");
        assert_eq!(tide.get(&address).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(nobody.get(&address).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(nobody.get(&format!("/studio/{page}")).await.location(), "/studio", "{page}");
        assert_eq!(app.visitor().get(&address).await.status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(tide.get(&format!("/studio/{page}")).await.status, StatusCode::OK, "{page}");
    }
    for action in [
        "/studio/notifications/ode/reading",
        "/studio/followers/ode",
        "/studio/posts/ode",
        "/studio/posts/ode/elsewhere",
        "/studio/artists/ode/fediverse",
        "/studio/artists/ode/move",
    ] {
        let fields = [("act", "by_hand"), ("text", "x"), ("address", "https://a.example"), ("target", "a@b.example")];
        let sent = tide.submit("/account", action, &fields).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{action}");
    }
}

#[actix_web::test]
async fn what_waits_is_listed_by_server() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let own = actor_of(&app, "ode").await;
    assert!(ode.get("/studio/deliveries").await.text().contains("Everything has arrived"));
    let ann = remote_actor(&app, "ann", "remote.example").await;
    let uri = Some("https://remote.example/follows/1");
    follows::request(&mut *app.db().await, ann.id, own, uri, FollowState::Accepted).await.unwrap();
    ode.submit("/studio/posts", "/studio/posts/ode", &[("text", "Hello everybody")]).await;
    let now = chrono::Utc::now();
    deliveries::failed_host(&mut *app.db().await, "remote.example", "connection <refused>", now).await.unwrap();
    let row = ode.get("/studio/deliveries").await.texts("tbody tr td");
    assert_eq!(row[0], "remote.example Does not answer");
    assert_eq!(row[1], "1");
    assert_eq!(row[4], "connection <refused>");
}
