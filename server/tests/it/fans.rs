//! Fans: a handle of their own, following here and on other servers, and what comes of it.

use model::accounts::Account;
use model::actor_blocks::{self, BlockKind};
use model::actors;
use model::domain_blocks::{self, NewDomainBlock, Severity};
use model::follows;
use reqwest::{Method, StatusCode};
use server::remote::signed;

use crate::catalogue;
use crate::support::{Answer, Browser, TestApp};

/// Somebody with a handle, signed in.
async fn fan(app: &TestApp, handle: &str) -> (Account, Browser) {
    let account = app.account(handle, false).await;
    let browser = app.signed_in(&account).await;
    let fields = [("handle", handle), ("name", "Mara"), ("hides", "true")];
    let taken = browser.submit("/account/fan", "/account/fan", &fields).await;
    assert_eq!((taken.status, taken.location().as_str()), (StatusCode::SEE_OTHER, "/follows"), "{}", taken.text());
    (account, browser)
}

/// Follows by a handle or an address.
async fn follow(browser: &Browser, address: &str) -> Answer {
    browser.submit("/follows", "/follows", &[("address", address)]).await
}

fn block(domain: &str, severity: Severity, reject_media: bool) -> NewDomainBlock {
    NewDomainBlock {
        domain: domain.to_owned(),
        severity,
        reject_media,
        reject_reports: false,
        public_comment: String::new(),
        private_comment: String::new(),
        obfuscate: false,
    }
}

#[actix_web::test]
async fn a_release_of_another_server_comes_into_the_feed_and_plays() {
    let (there, here) = (TestApp::start_federated().await, TestApp::start_federated().await);
    let (artist, account, _) = there.artist("ode").await;
    let (_, mara) = fan(&here, "mara").await;

    let asked = follow(&mara, &format!("@ode@{}", there.domain())).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let waiting = mara.get("/follows").await;
    assert!(waiting.texts("h2").contains(&"Not answered yet".to_owned()), "{:?}", waiting.texts("h2"));
    here.federate().await;
    there.federate().await;
    let accepted = mara.get("/follows").await;
    assert_eq!(accepted.texts(".list .t a"), ["The ode"]);
    assert!(!accepted.texts("h2").contains(&"Not answered yet".to_owned()));
    assert_eq!(mara.get("/feed").await.texts(".empty h2"), ["Nothing here yet"]);

    catalogue::published(&there, &artist, account.id, ("Low Water", &["Slack Water", "Salt Hands"])).await;
    there.federate().await;
    here.run_pending_jobs().await;
    let feed = mara.get("/feed").await;
    let card = feed.attribute(".entry .rel a", "href").unwrap_or_else(|| panic!("no release: {}", feed.text()));
    assert!(card.starts_with("/remote/releases/"), "{card}");
    assert_eq!(feed.texts(".entry .rel b"), ["Low Water"]);
    assert_eq!(feed.texts(".entry").len(), 1, "its note says nothing more: {:?}", feed.texts(".entry"));

    let page = mara.get(&card).await;
    assert_eq!(page.texts("h1"), ["Low Water"]);
    assert_eq!(page.texts(".rows .t"), ["Slack Water", "Salt Hands"]);
    assert!(page.attribute("aside a.btn", "href").unwrap().starts_with(&there.url));
    let list: serde_json::Value = serde_json::from_str(&page.texts("script[data-tracks]")[0]).unwrap();
    let sound = page.attribute(".rows a[data-play]", "href").unwrap();
    assert_eq!(list[0]["mp3"], sound.as_str());
    assert_eq!(list[0]["url"], card.as_str());
    let visitor = here.visitor();
    let played = visitor.get(&sound).await;
    assert_eq!((played.status, played.text().as_str()), (StatusCode::OK, "hello sound"));
    assert_eq!(played.content_type(), "audio/mpeg");
    assert_eq!(played.header("content-disposition"), "inline");
    let part = visitor.send(visitor.request(Method::GET, &sound).header("range", "bytes=6-10")).await;
    assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, "sound"));
    assert_eq!(part.header("content-range"), "bytes 6-10/11");
    let behind = visitor.send(visitor.request(Method::GET, &sound).header("range", "bytes=99-")).await;
    assert_eq!(behind.status, StatusCode::RANGE_NOT_SATISFIABLE);
    let head = visitor.send(visitor.request(Method::HEAD, &sound)).await;
    assert_eq!((head.status, head.header("content-length").as_str()), (StatusCode::OK, "11"));

    domain_blocks::put(&mut *here.db().await, &block("localhost", Severity::Noop, true)).await.unwrap();
    assert_eq!(visitor.get(&sound).await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get(&card).await.status, StatusCode::OK);
    domain_blocks::put(&mut *here.db().await, &block("localhost", Severity::Suspend, false)).await.unwrap();
    assert_eq!(visitor.get(&card).await.status, StatusCode::NOT_FOUND);
    assert_eq!(mara.get("/feed").await.texts(".entry").len(), 0);
}

#[actix_web::test]
async fn the_relay_brings_what_we_named_and_nothing_else() {
    let (there, here) = (TestApp::start_federated().await, TestApp::start_federated().await);
    let (artist, account, _) = there.artist("ode").await;
    let release = catalogue::draft(&there, &artist, "Ebb").await;
    let cover = catalogue::add_cover(&there, &release).await;
    catalogue::add_track(&there, &release, "a.wav", catalogue::File::Wav).await;
    catalogue::publish(&there, &release, account.id).await;
    let visitor = here.visitor();
    let (host, of) = (there.domain(), |path: &str| format!("{}{path}", there.url));

    let picture = signed::picture(&here.app, host, &of(&urls::image(cover.0, 640)));
    let brought = visitor.get(&picture).await;
    assert_eq!((brought.status, brought.text().as_str()), (StatusCode::OK, "picture of 640"));
    assert_eq!(brought.content_type(), "image/jpeg");
    assert_eq!(brought.header("x-content-type-options"), "nosniff");
    assert!(brought.header("content-security-policy").contains("sandbox"));

    for (what, address) in [
        ("an SVG", signed::picture(&here.app, host, &of("/favicon.svg"))),
        ("a page", signed::picture(&here.app, host, &of("/"))),
        ("a page as sound", signed::sound(&here.app, host, &of("/@ode"))),
        ("a picture as sound", signed::sound(&here.app, host, &of(&urls::image(cover.0, 640)))),
        ("what is not there", signed::picture(&here.app, host, &of("/nothing.png"))),
        ("ourselves", signed::picture(&here.app, host, &format!("{}/favicon.svg", here.url))),
    ] {
        assert_eq!(visitor.get(&address).await.status, StatusCode::NOT_FOUND, "{what}");
    }
    for private in ["http://10.0.0.1/a.png", "http://169.254.169.254/", "file:///etc/passwd", "https://10.0.0.1/a.png"]
    {
        assert_eq!(signed::picture(&here.app, host, private), "", "{private}");
    }
    let (words, tag) = picture.rsplit_once('.').unwrap();
    let forged = signed::sound(&here.app, host, &of("/x"));
    let (other, _) = forged.rsplit_once('.').unwrap();
    for wrong in [format!("{other}.{tag}"), format!("{words}."), words.to_owned(), format!("{picture}x")] {
        assert_eq!(visitor.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[actix_web::test]
async fn a_visitor_follows_from_their_own_server() {
    let (there, here) = (TestApp::start_federated().await, TestApp::start_federated().await);
    there.artist("ode").await;
    let (_, mara) = fan(&here, "mara").await;
    let visitor = there.visitor();
    let shown = visitor.get("/@ode").await;
    assert_eq!(shown.attribute(".acts a.btn.key", "href").as_deref(), Some("/@ode/follow"));
    let form = visitor.get("/@ode/follow").await;
    assert_eq!(form.texts("code.token"), [format!("@ode@{}", there.domain())]);

    let own = format!("mara@{}", here.domain());
    let away = visitor.submit("/@ode/follow", "/@ode/follow", &[("handle", &own)]).await;
    assert_eq!(away.status, StatusCode::OK, "{}", away.text());
    let address = away.attribute("main a.btn.key", "href").unwrap();
    let refresh = away.attribute("meta[http-equiv=refresh]", "content").unwrap();
    assert_eq!(refresh, format!("0;url={address}"));
    let path = address.strip_prefix(&here.url).unwrap();
    assert!(path.starts_with("/authorize_interaction?uri="), "{path}");
    assert!(here.visitor().get(path).await.location().starts_with("/sign-in?next="));

    let led = mara.get(path).await;
    assert!(led.location().starts_with("/remote/actors/"), "{} {}", led.status, led.text());
    let actor = mara.get(&led.location()).await;
    assert_eq!(actor.texts("h1"), ["The ode"]);
    let id = actor.attribute("input[name=actor]", "value").unwrap();
    let asked = mara.submit(&led.location(), "/follows", &[("actor", &id), ("next", &led.location())]).await;
    assert_eq!(asked.location(), led.location());
    assert_eq!(mara.get(&led.location()).await.texts(".acts button"), ["Asked"]);

    let host = here.domain();
    for (typed, said) in [
        ("mara", "This is no handle"),
        ("", "This is no handle"),
        (&format!("nobody@{host}"), "knows nobody by this handle"),
        ("me@localhost:1", "does not answer"),
        ("me@10.0.0.1", "is no server of the fediverse"),
        ("<script>@x.example", "This is no handle"),
    ] {
        let again = visitor.submit("/@ode/follow", "/@ode/follow", &[("handle", typed)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(again.texts(".error")[0].contains(said), "{typed}: {:?}", again.texts(".error"));
        assert_eq!(again.attribute("#f-handle", "value").as_deref(), Some(typed));
    }
    assert_eq!(visitor.get("/@nobody/follow").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_release_called_follow_leaves_the_address_to_the_form() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Follow", &["One"])).await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/@ode/follow-2").await.texts("h1"), ["Follow"]);
    assert!(visitor.get("/@ode/follow").await.attribute("#f-handle", "name").is_some());
}

#[actix_web::test]
async fn what_is_searched_by_address_is_looked_up_for_those_who_are_signed_in() {
    let (there, here) = (TestApp::start_federated().await, TestApp::start_federated().await);
    let (artist, account, _) = there.artist("ode").await;
    catalogue::published(&there, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let (_, mara) = fan(&here, "mara").await;
    let (visitor, release) = (here.visitor(), format!("{}/@ode/low-water", there.url));
    for typed in [release.clone(), format!("@ode@{}", there.domain())] {
        let asked = visitor.get(&format!("/search?q={}", urls::encode(&typed))).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.texts(".notice")[0].contains("Sign in"), "{:?}", asked.texts(".notice"));
    }
    let by_handle = mara.get(&format!("/search?q=@ode@{}", there.domain())).await;
    assert!(by_handle.location().starts_with("/remote/actors/"), "{}", by_handle.text());
    let by_address = mara.get(&format!("/search?q={}", urls::encode(&release))).await;
    assert!(by_address.location().starts_with("/remote/releases/"), "{}", by_address.text());
    assert_eq!(mara.get(&by_address.location()).await.texts(".rows .t"), ["Slack Water"]);
    let found = visitor.get("/search?q=low+water").await;
    assert_eq!(found.attribute("section[aria-labelledby=elsewhere] a", "href"), Some(by_address.location()));
    let own = mara.get(&format!("/search?q={}", urls::encode(&format!("{}/@mara", here.url)))).await;
    assert_eq!(own.location(), "/@mara");
    let nowhere = mara.get(&format!("/search?q=@nobody@{}", there.domain())).await;
    assert!(nowhere.texts(".notice")[0].contains("knows nobody"), "{:?}", nowhere.texts(".notice"));
}

#[actix_web::test]
async fn a_fan_follows_an_artist_of_the_same_instance() {
    let app = TestApp::start().await;
    let (artist, account, ode) = app.artist("ode").await;
    let (_, mara) = fan(&app, "mara").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let id = mara.get("/@ode").await.attribute("input[name=actor]", "value").unwrap();
    let followed = mara.submit("/@ode", "/follows", &[("actor", &id), ("next", "/@ode")]).await;
    assert_eq!(followed.location(), "/@ode");
    let page = mara.get("/@ode").await;
    assert_eq!(page.texts(".hero .acts form[action^='/follows'] button"), ["Following"]);
    assert_eq!(mara.get("/feed").await.attribute(".entry .rel a", "href").as_deref(), Some("/@ode/low-water"));

    let end = page.attribute(".hero .acts form", "action").unwrap();
    let theirs = ode.submit("/account", &end, &[]).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND, "only who follows ends it");
    assert_eq!(mara.submit("/@ode", &end, &[("next", "//evil.example")]).await.location(), "/follows");
    assert_eq!(mara.get("/feed").await.texts(".entry").len(), 0);

    let db = &mut app.db().await;
    let artists = actors::local_by_username(db, "ode").await.unwrap().unwrap();
    let fans = actors::local_by_username(db, "mara").await.unwrap().unwrap();
    actor_blocks::add(db, artists.id, fans.id, BlockKind::Block).await.unwrap();
    mara.submit("/@ode", "/follows", &[("actor", &id)]).await;
    assert!(follows::between(db, fans.id, artists.id).await.unwrap().is_none());
    let refused = follow(&mara, "@ode").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(follow(&mara, "@mara").await.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody follows themselves");
}

#[actix_web::test]
async fn a_fan_decides_who_follows() {
    let app = TestApp::start().await;
    let (_, mara) = fan(&app, "mara").await;
    let (_, tam) = fan(&app, "tam").await;
    let fields = [("name", "Mara <b>"), ("approves", "true")];
    assert_eq!(mara.submit("/account/fan", "/account/fan", &fields).await.location(), "/account/fan");
    assert_eq!(follow(&tam, "mara").await.status, StatusCode::SEE_OTHER);
    let page = mara.get("/account/fan").await;
    assert_eq!(page.texts(".list .t a"), ["Mara"]);
    let address = page.attribute(".list form", "action").unwrap();
    assert_eq!(tam.submit("/account", &address, &[("answer", "accept")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(mara.submit("/account/fan", &address, &[("answer", "accept")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(tam.get("/follows").await.texts(".list .t a"), ["Mara <b>"]);
    let shown = app.visitor().get("/@mara").await;
    assert_eq!(
        (shown.texts("h1"), shown.texts(".facts")),
        (vec!["Mara <b>".to_owned()], vec!["1 follower".to_owned()])
    );
    assert_eq!(mara.submit("/account/fan", &address, &[("answer", "accept")]).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_fan_shows_a_name_and_a_handle_alone() {
    let app = TestApp::start().await;
    let (artist, owner, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, owner.id, ("Low Water", &["Slack Water"])).await;
    let (account, mara) = fan(&app, "mara").await;
    follow(&mara, "@ode").await;
    let shown = app.visitor().get("/@mara").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.texts("h1"), ["Mara"]);
    assert_eq!(shown.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));
    for secret in ["mara@example.org", "ode", "Low Water"] {
        assert!(!shown.texts("main").concat().contains(secret), "{secret}");
    }
    model::accounts::suspend(&mut *app.db().await, account.id, true).await.unwrap();
    let gone = app.visitor().get("/@mara").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(gone.texts("h1"), app.visitor().get("/@never").await.texts("h1"));
}

#[actix_web::test]
async fn a_handle_that_will_not_do_is_told_why() {
    let app = TestApp::start().await;
    app.artist("ode").await;
    let (_, mara) = app.fan().await;
    assert_eq!(mara.get("/feed").await.attribute(".empty a", "href").as_deref(), Some("/account/fan"));
    for (handle, said) in [("ode", "taken"), ("admin", "reserved"), ("é", "2 to 30"), ("", "2 to 30")] {
        let again = mara.submit("/account/fan", "/account/fan", &[("handle", handle), ("name", "Mara")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{handle}");
        assert!(again.texts(".error")[0].contains(said), "{handle}: {:?}", again.texts(".error"));
        assert_eq!(again.attribute("#f-name", "value").as_deref(), Some("Mara"));
    }
    let follows = mara.submit("/account/fan", "/follows", &[("address", "@ode")]).await;
    assert_eq!(follows.location(), "/account/fan");
}
