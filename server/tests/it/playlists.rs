//! Playlists: made, filled, ordered, shared, and edited by several at once without losing anything.

use model::accounts::Account;
use model::api_tokens::Scope;
use model::ids::TrackId;
use model::releases::Release;
use model::tracks;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::catalogue;
use crate::support::{Browser, TestApp};

/// A published release of three tracks, and their ids.
async fn music(app: &TestApp) -> (Release, Vec<TrackId>) {
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(app, &artist, account.id, ("Low Water", &["Ebb", "Flood", "Slack"])).await;
    let all = tracks::of_release(&mut *app.db().await, release.id).await.unwrap();
    (release, all.into_iter().map(|track| track.id).collect())
}

async fn person(app: &TestApp, name: &str) -> (Account, Browser) {
    let account = app.account(name, false).await;
    let browser = app.signed_in(&account).await;
    (account, browser)
}

/// Makes a playlist; gives its page.
async fn made(browser: &Browser, title: &str, visibility: &str, tracks: &[TrackId]) -> String {
    let tracks = tracks.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let fields = [("title", title), ("visibility", visibility), ("tracks", tracks.as_str())];
    let answer = browser.submit("/library/playlists/new", "/library/playlists", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location()
}

async fn titles(browser: &Browser, page: &str) -> Vec<String> {
    browser.get(page).await.texts(".rows .t > a")
}

/// The id of an entry's row, counted from 0.
async fn entry(browser: &Browser, page: &str, index: usize) -> String {
    let shown = browser.get(page).await;
    shown.attribute(&format!(".rows > li:nth-child({})", index + 1), "data-entry").unwrap()
}

#[actix_web::test]
async fn a_playlist_is_made_filled_ordered_and_deleted_without_scripts() {
    let app = TestApp::start().await;
    let (release, ids) = music(&app).await;
    let (_, mara) = person(&app, "mara").await;
    let refused = mara.submit("/library/playlists/new", "/library/playlists", &[("title", " "), ("about", "x")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts(".field.bad .error"), ["Enter a title for the playlist."]);
    let page = made(&mara, "<b>Tides</b>", "private", &[]).await;
    let empty = mara.get(&page).await;
    assert_eq!(
        (empty.texts("h1"), empty.texts(".empty h2")),
        (vec!["<b>Tides</b>".to_owned()], vec!["Nothing in it yet".to_owned()])
    );
    assert_eq!(mara.get("/library/playlists").await.texts(".rel b"), ["<b>Tides</b>"]);

    let choice = mara.get(&format!("/library/playlists/adding?release={}", release.id)).await;
    assert_eq!(choice.texts("#choose"), ["Choose a playlist for the 3 tracks of Low Water"]);
    let (action, tracks) =
        (choice.attribute(".list form", "action").unwrap(), choice.attribute("[name=tracks]", "value").unwrap());
    assert_eq!(action, format!("{page}/entries"));
    let added = mara.submit("/account", &action, &[("tracks", &tracks), ("back", "/@ode/low-water")]).await;
    assert_eq!(added.location(), "/@ode/low-water");
    assert_eq!(titles(&mara, &page).await, ["Ebb", "Flood", "Slack"]);
    let playing: serde_json::Value =
        serde_json::from_str(&mara.get(&page).await.texts("script[data-tracks]")[0]).unwrap();
    assert_eq!(playing.as_array().unwrap().len(), 3);

    let last = entry(&mara, &page, 2).await;
    let moves = format!("{page}/moves");
    for _ in 0..3 {
        let moved = mara.submit(&page, &moves, &[("entry", &last), ("to", "up")]).await;
        assert_eq!((moved.status, moved.location()), (StatusCode::SEE_OTHER, page.clone()));
    }
    assert_eq!(titles(&mara, &page).await, ["Slack", "Ebb", "Flood"], "the first stays first");
    mara.submit(&page, &moves, &[("entry", &last), ("to", "down")]).await;
    mara.submit(&page, &moves, &[("entry", &last), ("after", &entry(&mara, &page, 2).await)]).await;
    assert_eq!(titles(&mara, &page).await, ["Ebb", "Flood", "Slack"]);
    mara.submit(&page, &format!("{page}/removals"), &[("entries", &last)]).await;
    assert_eq!(titles(&mara, &page).await, ["Ebb", "Flood"]);
    let gone = mara.submit(&page, &moves, &[("entry", &last), ("to", "up")]).await;
    assert_eq!((gone.status, gone.location()), (StatusCode::SEE_OTHER, page.clone()));
    assert!(gone.sets_cookie("tonewood_flash"), "the page says that somebody removed it");
    let unknown = ids[0].to_string().replace('0', "1");
    let refused = mara.submit(&page, &format!("{page}/entries"), &[("tracks", &unknown)]).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    assert_eq!(titles(&mara, &page).await.len(), 2);

    let edit = format!("{page}/edit");
    let saved =
        mara.submit(&edit, &edit, &[("title", "Tides"), ("about", "Of the *sea*"), ("visibility", "public")]).await;
    assert_eq!(saved.location(), page);
    assert_eq!(app.visitor().get(&page).await.texts(".hero .about"), ["Of the *sea*"]);
    assert_eq!(mara.submit(&edit, &format!("{page}/deletion"), &[]).await.location(), "/library/playlists");
    assert_eq!(mara.get(&page).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_private_one_is_not_there_for_others() {
    let app = TestApp::start().await;
    let (_, ids) = music(&app).await;
    let ((_, mara), (_, eve)) = (person(&app, "mara").await, person(&app, "eve").await);
    let page = made(&mara, "Tides", "private", &ids).await;
    let never = "/playlists/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
    let id = page.rsplit('/').next().unwrap().to_owned();
    let fields = [("title", "Mine"), ("tracks", ""), ("entry", ""), ("entries", ""), ("on", "true"), ("account", "")];
    for browser in [&eve, &app.visitor()] {
        for part in ["", "/edit", "/events", "/invitations/guessed"] {
            let (hidden, missing) =
                (browser.get(&format!("{page}{part}")).await, browser.get(&format!("{never}{part}")).await);
            assert_eq!((hidden.status, hidden.texts("h1")), (missing.status, missing.texts("h1")), "{part}");
            assert_ne!(hidden.status, StatusCode::OK);
        }
        for path in ["", "/entries"] {
            let hidden = browser.get(&format!("/api/v1/playlists/{id}{path}")).await;
            assert_eq!((hidden.status, hidden.json()["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")));
        }
    }
    for part in
        ["edit", "deletion", "entries", "moves", "removals", "invitation", "invitations/x", "collaborators/removal"]
    {
        let refused = eve.submit("/account", &format!("{page}/{part}"), &fields).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{part}");
    }
    let public = made(&mara, "Open", "public", &ids).await;
    for part in ["edit", "deletion", "entries", "moves", "removals", "invitation", "collaborators/removal"] {
        let refused = eve.submit("/account", &format!("{public}/{part}"), &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{part}");
    }
    assert_eq!(titles(&app.visitor(), &public).await, ["Ebb", "Flood", "Slack"]);
    assert!(app.visitor().get(&public).await.texts(".row .menu").is_empty());
    let unlisted = made(&mara, "By link", "unlisted", &ids).await;
    assert_eq!(app.visitor().get(&unlisted).await.attribute("meta[name=robots]", "content").unwrap(), "noindex");
}

#[actix_web::test]
async fn several_edit_one_by_its_link_until_they_leave() {
    let app = TestApp::start().await;
    let (_, ids) = music(&app).await;
    let ((_, mara), (ben, by_ben)) = (person(&app, "mara").await, person(&app, "ben").await);
    let page = made(&mara, "Tides", "private", &ids[..1]).await;
    let edit = format!("{page}/edit");
    mara.submit(&edit, &format!("{page}/invitation"), &[("on", "true")]).await;
    let link = mara.get(&edit).await.texts("code.invitation").remove(0);
    let link = link.strip_prefix(app.url.as_str()).unwrap().to_owned();
    let outside = app.visitor().get(&link).await;
    assert!(outside.attribute("main a.btn.key", "href").unwrap().starts_with("/sign-in?next="));
    assert_eq!(by_ben.get(&link).await.texts("main h1"), ["Edit “Tides” together"]);
    assert_eq!(by_ben.submit(&link, &link, &[]).await.location(), page);
    assert_eq!(by_ben.get(&link).await.location(), page, "who edits it already goes to it");
    by_ben.submit(&page, &format!("{page}/entries"), &[("tracks", &ids[1].to_string())]).await;
    assert_eq!(titles(&mara, &page).await, ["Ebb", "Flood"]);
    assert_eq!(mara.get(&page).await.texts(".row .added"), ["added by mara", "added by ben"]);
    assert_eq!(by_ben.get("/library/playlists").await.texts("#shared"), ["Edited with others"]);
    assert_eq!(by_ben.get(&edit).await.status, StatusCode::FORBIDDEN, "its words are its owner's");

    let removal = format!("{page}/collaborators/removal");
    mara.submit(&edit, &removal, &[("account", &ben.id.to_string())]).await;
    assert_eq!(by_ben.get(&page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(by_ben.get(&link).await.status, StatusCode::NOT_FOUND, "the link he came by leads nowhere");
    let link = mara.get(&edit).await.texts("code.invitation").remove(0);
    let link = link.strip_prefix(app.url.as_str()).unwrap().to_owned();
    by_ben.submit(&link, &link, &[]).await;
    let left = by_ben.submit(&page, &removal, &[("account", &ben.id.to_string())]).await;
    assert_eq!(
        (left.location().as_str(), by_ben.get(&page).await.status),
        ("/library/playlists", StatusCode::NOT_FOUND)
    );
    assert_eq!(titles(&mara, &page).await, ["Ebb", "Flood"], "what he added stays");
}

#[actix_web::test]
async fn an_open_page_hears_what_others_do() {
    let app = TestApp::start().await;
    let (_, ids) = music(&app).await;
    let (mara_account, mara) = person(&app, "mara").await;
    let page = made(&mara, "Tides", "private", &ids[..1]).await;
    let id = page.rsplit('/').next().unwrap().parse().unwrap();
    let source = mara.get(&page).await.attribute("turbo-stream-source", "src").unwrap();
    let mut stream = mara.request(Method::GET, &source).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut heard = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(!heard.contains("<turbo-stream"), "the page is as new as the stream: {heard}");
    model::playlists::add(&mut *app.db().await, id, mara_account.id, &ids[1..2], None).await.unwrap();
    while !heard.contains("</turbo-stream>") {
        let more = tokio::time::timeout(std::time::Duration::from_secs(20), stream.chunk()).await;
        heard.push_str(&String::from_utf8_lossy(&more.expect("within 20 seconds").unwrap().expect("it goes on")));
    }
    assert!(heard.contains("target=\"playlist\"") && heard.contains("Flood"), "{heard}");
    model::playlists::delete(&mut *app.db().await, id).await.unwrap();
    while let Some(more) =
        tokio::time::timeout(std::time::Duration::from_secs(20), stream.chunk()).await.unwrap().unwrap()
    {
        assert!(!String::from_utf8_lossy(&more).contains("turbo-stream"), "it is gone");
    }
}

#[actix_web::test]
async fn programs_edit_them_too() {
    let app = TestApp::start().await;
    let (_, ids) = music(&app).await;
    let (account, _) = person(&app, "mara").await;
    let token = app.token(&account, Scope::Write).await;
    let browser = app.visitor();
    let call = async |method: Method, path: &str, body: serde_json::Value| {
        let request = browser.request(method, &format!("/api/v1/playlists{path}")).bearer_auth(&token);
        browser.send(if body.is_null() { request } else { request.json(&body) }).await
    };
    let made = call(Method::POST, "", json!({"title": "Tides", "tracks": [ids[0].0, ids[1].0]})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!((made.json()["access"].as_str(), made.json()["tracks"].as_i64()), (Some("owns"), Some(2)));
    let path = format!("/{id}/entries");
    let added = call(Method::POST, &path, json!({"tracks": [ids[2].0]})).await;
    assert_eq!((added.status, added.json()["entries"][0]["position"].as_i64()), (StatusCode::CREATED, Some(3)));
    let entry = added.json()["entries"][0]["id"].as_str().unwrap().to_owned();
    let moved = call(Method::PATCH, &format!("{path}/{entry}"), json!({"after": null})).await;
    assert_eq!((moved.status, moved.json()["version"].as_i64()), (StatusCode::OK, Some(3)));
    let first = call(Method::GET, &format!("{path}?limit=2"), json!(null)).await;
    assert_eq!(first.json()["entries"][0]["track"]["title"], "Slack");
    let link = first.header("link");
    let next = link.split_once("/api/v1/playlists").unwrap().1.split_once('>').unwrap().0.to_owned();
    let rest = call(Method::GET, &next, json!(null)).await;
    assert_eq!((rest.json()["entries"].as_array().unwrap().len(), rest.header("link").as_str()), (1, ""));
    let gone = call(Method::DELETE, &format!("{path}/{entry}"), json!(null)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let late = call(Method::PATCH, &format!("{path}/{entry}"), json!({"after": null})).await;
    assert_eq!((late.status, late.json()["code"].as_str()), (StatusCode::CONFLICT, Some("entry_gone")));
    let set = call(Method::PUT, &path, json!({"tracks": [ids[2].0, ids[0].0, ids[2].0]})).await;
    assert_eq!(set.json()["tracks"], 3);
    let link = call(Method::PUT, &format!("/{id}/invitation"), json!(null)).await;
    assert!(link.json()["invitation_url"].as_str().unwrap().contains("/invitations/"));
    let changed = call(Method::PATCH, &format!("/{id}"), json!({"visibility": "public"})).await;
    assert_eq!(
        (changed.json()["title"].as_str(), changed.json()["visibility"].as_str()),
        (Some("Tides"), Some("public"))
    );
    let seen = browser.get(&format!("/api/v1/playlists/{id}")).await.json();
    assert_eq!((seen["access"].as_str(), seen.get("invitation_url")), (Some("reads"), None), "the link is its owner's");
    for body in
        [json!({"visibility": "secret"}), json!({"title": "x".repeat(201)}), json!({"tracks": []}), json!({"title": 1})]
    {
        let refused = call(Method::PATCH, &format!("/{id}"), body).await;
        assert_eq!(
            (refused.status, refused.content_type().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
        );
    }
    let refused = call(Method::POST, &path, json!({"tracks": ["0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"]})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let all = call(Method::GET, "", json!(null)).await;
    assert_eq!(all.json()["playlists"].as_array().unwrap().len(), 1);
    assert_eq!(call(Method::DELETE, &format!("/{id}"), json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::GET, &format!("/{id}"), json!(null)).await.status, StatusCode::NOT_FOUND);
}
