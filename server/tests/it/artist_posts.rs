//! What artists write to everybody, and where else they live.

use actix_web::{App, HttpResponse, HttpServer, web};
use model::ids::ActorId;
use model::posts::{self, Visibility};
use model::{activities, actors};
use reqwest::StatusCode;
use serde_json::json;

use crate::catalogue::published;
use crate::comments::{fan, remote_actor, remote_post};
use crate::support::TestApp;

async fn actor_of(app: &TestApp, username: &str) -> ActorId {
    actors::local_by_username(&mut *app.db().await, username).await.unwrap().unwrap().id
}

#[actix_web::test]
async fn an_artist_writes_with_music_and_everybody_reads() {
    let app = TestApp::start().await;
    let (artist, account, ode) = app.artist("ode").await;
    let release = published(&app, &artist, account.id, ("Ebb", &["Slack Water"])).await;
    let (tide, tides, _) = app.artist("tide").await;
    let foreign = published(&app, &tide, tides.id, ("Flood", &["High Water"])).await;
    let (_, inge, _) = fan(&app, "inge").await;
    let list = "/studio/posts";
    let page = ode.get(list).await;
    assert_eq!(page.texts("#f-attached option"), ["Nothing", "Ebb", "Ebb: Slack Water"]);

    let foreign = format!("release:{}", foreign.id);
    for (text, attached, problem) in
        [("", "", "Write something first."), ("Words \"here\"", &foreign, "Choose one of the artist")]
    {
        let refused =
            ode.submit(list, "/studio/posts/ode", &[("text", text), ("attached", attached), ("summary", "Loud")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.texts(".error-list").concat().contains(problem), "{problem}");
        assert_eq!(refused.texts("textarea"), [text]);
        assert_eq!(refused.attribute("#f-summary", "value").unwrap(), "Loud");
    }
    let attached = format!("release:{}", release.id);
    let text = "New **music** for @inge and @nobody@unknown.example <script>x</script>";
    let sent = ode.submit(list, "/studio/posts/ode", &[("text", text), ("attached", &attached)]).await;
    assert_eq!(sent.location(), "/studio/posts?artist=ode");
    let own = actor_of(&app, "ode").await;
    let post = posts::of_actor(&mut *app.db().await, own, None, 10).await.unwrap().remove(0);
    assert_eq!(
        model::notifications::unread(&mut *app.db().await, inge.id).await.unwrap(),
        1,
        "who is named hears of it"
    );
    let said = activities::outbox(&mut *app.db().await, own, None, 1).await.unwrap();
    assert_eq!(said[0].kind, "Create");
    let said_of = ode.get(&sent.location()).await;
    assert!(said_of.text().contains("Nobody was found under @nobody@unknown.example"), "told kindly");

    let shown = app.visitor().get(&format!("/posts/{}", post.id)).await;
    assert!(shown.text().contains("<strong>music</strong>") && !shown.text().contains("<script>x"));
    assert_eq!(shown.attribute(".cm-attached a", "href").unwrap(), "/@ode/ebb");
    assert_eq!(app.visitor().get("/@ode").await.texts(".cms .prose").len(), 1);

    // Its answers are the artist's to hide, and nobody else's.
    let (_, _, bo) = fan(&app, "bo").await;
    let about = format!("post:{}", post.id);
    let answer = bo.submit("/account", "/comments", &[("about", &about), ("text", "First")]).await.location();
    let hiding = format!("{answer}/hiding");
    assert_eq!(bo.submit("/account", &hiding, &[("act", "hide")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ode.submit("/account", &hiding, &[("act", "hide")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.visitor().get(&answer).await.status, StatusCode::NOT_FOUND);

    let deleted = ode.submit(list, &format!("/posts/{}/deletion", post.id), &[]).await;
    assert_eq!(deleted.location(), "/studio/posts?artist=ode");
    assert_eq!(app.visitor().get(&format!("/posts/{}", post.id)).await.status, StatusCode::NOT_FOUND);
    assert!(ode.get(list).await.text().contains("Nothing yet."));
}

#[actix_web::test]
async fn a_post_elsewhere_is_boosted_or_answered_by_its_address() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let own = actor_of(&app, "ode").await;
    let ann = remote_actor(&app, "ann", "remote.example").await;
    let post = remote_post(&app, &ann, None, ("<p>Hello</p>", Visibility::Public)).await;
    let address = post.uri.clone().unwrap();
    let (list, action) = ("/studio/posts", "/studio/posts/ode/elsewhere");
    let boosted = ode.submit(list, action, &[("act", "boost"), ("address", &address)]).await;
    assert_eq!(boosted.status, StatusCode::SEE_OTHER, "{}", boosted.text());
    let said = activities::outbox(&mut *app.db().await, own, None, 1).await.unwrap();
    assert_eq!((said[0].kind.as_str(), said[0].body["object"].as_str()), ("Announce", Some(address.as_str())));
    let form = ode.submit(list, action, &[("act", "answer"), ("address", &address)]).await.location();
    assert_eq!(ode.get(&form).await.texts("blockquote .prose"), ["Hello"]);
    for wrong in ["nonsense", "http://10.0.0.1/notes/1", "https://nowhere.example/<b>"] {
        let refused = ode.submit(list, action, &[("act", "boost"), ("address", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(refused.attribute("#f-address", "value").unwrap(), wrong);
        assert!(!refused.texts("#f-address-error").is_empty());
    }
}

/// A server with one account, `ode`, that names these as its own other addresses.
fn old_server(aliases: Vec<String>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("localhost:{}", listener.local_addr().unwrap().port());
    let id = format!("http://{host}/users/ode");
    let actor = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "Person", "preferredUsername": "ode",
        "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"), "alsoKnownAs": aliases,
        "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": "none"},
    });
    let finger = json!({
        "subject": format!("acct:ode@{host}"),
        "links": [{"rel": "self", "type": "application/activity+json", "href": id}],
    });
    let server = HttpServer::new(move || {
        let (actor, finger) = (actor.to_string(), finger.to_string());
        let answer = |kind: &'static str, body: String| {
            web::get().to(move || {
                let body = body.clone();
                async move { HttpResponse::Ok().content_type(kind).body(body) }
            })
        };
        App::new()
            .route("/.well-known/webfinger", answer("application/jrd+json", finger))
            .route("/users/ode", answer("application/activity+json", actor))
    });
    tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
    host
}

#[actix_web::test]
async fn an_artist_moves_in_and_away_and_back() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let own = actor_of(&app, "ode").await;
    let page = "/studio/artists/ode/fediverse";
    let host = old_server(Vec::new());
    let refused = ode.submit(page, page, &[("also_known_as", "@who@nowhere.example")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts("textarea"), ["@who@nowhere.example"]);
    let typed = format!("@ode@{host}");
    let saved = ode.submit(page, page, &[("also_known_as", &typed)]).await;
    assert_eq!(saved.location(), page, "{}", saved.text());
    let actor = actors::find(&mut *app.db().await, own).await.unwrap().unwrap();
    assert_eq!(actor.also_known_as, [format!("http://{host}/users/ode")]);
    assert_eq!(ode.get(page).await.texts("textarea"), [typed.as_str()]);

    // The other account must name this one before anybody is sent there.
    let away = "/studio/artists/ode/move";
    let refused = ode.submit(page, away, &[("act", "away"), ("target", &typed)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("does not name this artist yet"));
    assert_eq!(refused.attribute("#f-target", "value").unwrap(), typed);
    assert_eq!(refused.texts("textarea"), [typed.as_str()]);
    let uri = actor.uri(&app.app.federation.federation().base_url);
    let new_home = old_server(vec![uri.clone()]);
    let target = format!("ode@{new_home}");
    let moved = ode.submit(page, away, &[("act", "away"), ("target", &target)]).await;
    assert_eq!(moved.location(), page, "{}", moved.text());
    let actor = actors::find(&mut *app.db().await, own).await.unwrap().unwrap();
    assert_eq!(actor.moved_to, Some(format!("http://{new_home}/users/ode")));
    let said = activities::about(&mut *app.db().await, &uri).await.unwrap().unwrap();
    assert_eq!(said.kind, "Move");
    ode.submit(page, away, &[("act", "back")]).await;
    assert_eq!(actors::find(&mut *app.db().await, own).await.unwrap().unwrap().moved_to, None);
}

#[actix_web::test]
async fn only_an_owner_moves_an_artist() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let editor = app.account("editor", false).await;
    let role = model::members::Role::Editor;
    model::members::add(&mut *app.db().await, artist.id, editor.id, role).await.unwrap();
    let browser = app.signed_in(&editor).await;
    let page = "/studio/artists/ode/fediverse";
    assert!(!browser.get(page).await.text().contains("Moving away"));
    let sent = browser.submit(page, "/studio/artists/ode/move", &[("act", "away"), ("target", "a@b.example")]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
}
