//! What admins decide about other servers and about reports, and whom people here keep away.

use chrono::Utc;
use federation::keys::RsaKey;
use federation::signatures::Signer;
use model::activities::{self, NewActivity};
use model::actor_blocks::{self, BlockKind};
use model::actors::{self, Actor, ActorKind, RemoteActor, Service};
use model::domain_blocks::{self, Severity, allows};
use model::follows::{self, FollowState};
use model::ids::ActivityId;
use model::posts::{self, NewRemotePost, Post, Subject, Visibility};
use model::reports::{self, NewReport};
use model::{deliveries, peers, received};
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

use crate::catalogue::{File, add_track, draft, publish};
use crate::support::{Answer, Browser, TestApp};

/// Somebody on another server that nobody asks anything.
pub async fn remote(app: &TestApp, host: &str, keys: Value) -> Actor {
    let actor = RemoteActor {
        kind: ActorKind::Person,
        username: "ann".to_owned(),
        uri: format!("https://{host}/users/ann"),
        host: host.to_owned(),
        name: "Ann".to_owned(),
        summary: String::new(),
        url: None,
        icon_url: None,
        image_url: None,
        fields: json!([]),
        inbox: format!("https://{host}/users/ann/inbox"),
        shared_inbox: None,
        outbox: None,
        followers: None,
        featured: None,
        also_known_as: Vec::new(),
        moved_to: None,
        manually_approves: false,
        discoverable: true,
        public_keys: keys,
        fetched_at: Some(Utc::now()),
        published_at: None,
    };
    actors::keep_remote(&mut *app.db().await, &actor).await.unwrap()
}

/// The actor of an artist.
pub async fn ode(app: &TestApp) -> (Actor, Browser) {
    let (artist, _, browser) = app.artist("ode").await;
    (actors::of_artist(&mut *app.db().await, artist.id).await.unwrap().unwrap(), browser)
}

/// Something on its way from an actor to an inbox.
pub async fn waiting(app: &TestApp, actor: &Actor, inbox: &str) {
    let mut c = app.db().await;
    let id = ActivityId::new();
    let object = format!("https://music.example/{}", id.0);
    let body = json!({ "type": "Create" });
    let new = NewActivity { id, actor: actor.id, kind: "Create", object: &object, event: None, body, is_public: true };
    activities::keep(&mut c, new).await.unwrap();
    assert_eq!(deliveries::to_inboxes(&mut c, id, &[inbox.to_owned()]).await.unwrap(), 1);
}

/// A public answer from elsewhere.
async fn comment(app: &TestApp, actor: &Actor, subject: Subject) -> Post {
    let new = NewRemotePost {
        actor: actor.id,
        uri: format!("{}/1", actor.uri.clone().unwrap()),
        url: None,
        subject: Some(subject),
        content: "<p>Buy watches</p>".to_owned(),
        summary: String::new(),
        sensitive: false,
        language: None,
        visibility: Visibility::Public,
        attachments: Vec::new(),
        mentions: Vec::new(),
        published_at: Utc::now(),
        updated_at: None,
    };
    posts::keep_remote(&mut *app.db().await, &new).await.unwrap()
}

async fn follow(app: &TestApp, follower: &Actor, followed: &Actor, uri: Option<&str>) {
    follows::request(&mut *app.db().await, follower.id, followed.id, uri, FollowState::Accepted).await.unwrap();
}

async fn is_following(app: &TestApp, follower: &Actor, followed: &Actor) -> bool {
    follows::between(&mut *app.db().await, follower.id, followed.id).await.unwrap().is_some()
}

/// The types of what an actor said, in the order it was said, with what is on its way.
async fn said(app: &TestApp, actor: &Actor) -> (Vec<String>, i64) {
    #[derive(diesel::QueryableByName)]
    struct Kind {
        #[diesel(sql_type = diesel::sql_types::Text)]
        kind: String,
    }
    let mut c = app.db().await;
    let query = format!("SELECT kind FROM activities WHERE actor_id = '{}' ORDER BY id", actor.id);
    let kinds: Vec<Kind> = diesel_async::RunQueryDsl::load(diesel::sql_query(query), &mut c).await.unwrap();
    let lag = deliveries::waiting_of_actor(&mut c, actor.id).await.unwrap();
    (kinds.into_iter().map(|row| row.kind).collect(), lag.iter().map(|lane| lane.waiting).sum())
}

#[actix_web::test]
async fn for_others_these_pages_do_not_exist() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let (_, admin) = app.admin().await;
    for path in ["/admin/federation", "/admin/blocks", "/admin/reports", "/admin/blocks/export"] {
        assert_eq!(fan.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(app.visitor().get(path).await.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(admin.get(path).await.status, StatusCode::OK, "{path}");
    }
    let token = fan.csrf("/account").await;
    let fields = [("csrf", token.as_str()), ("domain", "good.example"), ("severity", "suspend")];
    assert_eq!(fan.post_bare("/admin/blocks", &fields).await.status, StatusCode::NOT_FOUND);
    assert!(domain_blocks::list(&mut *app.db().await).await.unwrap().is_empty());
}

#[actix_web::test]
async fn the_admin_sees_what_waits_for_whom_and_has_it_sent() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (ode, _) = ode(&app).await;
    assert!(admin.get("/admin/federation").await.text().contains("A server that does not answer appears here"));
    waiting(&app, &ode, "https://far.example/inbox").await;
    waiting(&app, &ode, "https://far.example/inbox").await;
    {
        let mut c = app.db().await;
        deliveries::failed_host(&mut c, "far.example", "<b>refused</b>", Utc::now()).await.unwrap();
        peers::inspected(&mut c, "far.example", Some("Mastodon"), Some("4.5.0")).await.unwrap();
        deliveries::dead_inbox(&mut c, "https://gone.example/inbox").await.unwrap();
    }
    let page = admin.get("/admin/federation").await;
    assert_eq!(page.texts("td[data-label=Server] b"), ["far.example"]);
    assert_eq!(page.texts("td[data-label=Server] .small"), ["mastodon 4.5.0"]);
    assert_eq!(page.texts("td[data-label=Server] .report"), ["<b>refused</b>"], "what others say is no markup");
    assert_eq!(page.texts("td[data-label=Waiting]"), ["2"]);
    assert_eq!(page.texts("td[data-label=Inbox]"), ["https://gone.example/inbox"]);
    assert_eq!(page.texts("dd.v"), ["2", "0", "0", "0"]);
    admin.submit("/admin/federation", "/admin/federation/replay", &[("host", "far.example")]).await;
    assert!(admin.get("/admin/federation").await.texts(".notice.good")[0].contains("2 deliveries"));
    let peer = peers::find(&mut *app.db().await, "far.example").await.unwrap().unwrap();
    assert_eq!(peer.next_attempt_at, None, "it is due");
}

#[actix_web::test]
async fn suspending_a_domain_cuts_it_off_and_silencing_does_not() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (ode, _) = ode(&app).await;
    let near = remote(&app, "near.example", json!([])).await;
    let below = remote(&app, "a.bad.example", json!([])).await;
    follow(&app, &near, &ode, None).await;
    follow(&app, &below, &ode, None).await;
    follow(&app, &ode, &below, None).await;
    waiting(&app, &ode, "https://a.bad.example/inbox").await;
    waiting(&app, &ode, "https://near.example/inbox").await;
    let block = async |fields: &[(&str, &str)]| admin.submit("/admin/blocks", "/admin/blocks", fields).await;

    block(&[("domain", "BAD.example "), ("severity", "silence")]).await;
    assert!(is_following(&app, &below, &ode).await);
    let fields = [
        ("domain", "https://bad.example/"),
        ("severity", "suspend"),
        ("reject_media", "true"),
        ("public_comment", "spam"),
    ];
    assert_eq!(block(&fields).await.location(), "/admin/blocks");
    let page = admin.get("/admin/blocks").await;
    assert_eq!(page.texts(".notice.good"), ["bad.example is suspended. 2 follows ended, 1 delivery was given up."]);
    assert_eq!(page.texts("td[data-label=Domain] b"), ["bad.example"], "the first block was replaced");
    assert!(!is_following(&app, &below, &ode).await && !is_following(&app, &ode, &below).await);
    assert!(is_following(&app, &near, &ode).await);
    let left = deliveries::lag_by_host(&mut *app.db().await).await.unwrap();
    assert_eq!(left.iter().map(|lane| lane.host.as_str()).collect::<Vec<_>>(), ["near.example"]);

    let form = admin.get("/admin/blocks?domain=bad.example").await;
    assert_eq!(form.attribute("#f-public_comment", "value").unwrap(), "spam");
    assert!(form.attribute("#f-reject_media", "checked").is_some());
    let wrong = block(&[("domain", "no domain"), ("severity", "silence"), ("private_comment", "kept")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-private_comment", "value").unwrap(), "kept");
    assert!(wrong.texts("#f-domain-error")[0].contains("no domain"));
    admin.submit("/admin/blocks", "/admin/blocks/removal", &[("domain", "bad.example")]).await;
    assert!(domain_blocks::allowed(&mut *app.db().await, "a.bad.example").await.unwrap());
}

#[actix_web::test]
async fn a_list_is_imported_row_by_row_and_exported_as_it_came() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (ode, _) = ode(&app).await;
    let ann = remote(&app, "one.example", json!([])).await;
    follow(&app, &ann, &ode, None).await;
    let send = async |name: &'static str, text: &str| -> Answer {
        let token = admin.csrf("/admin/blocks").await;
        let part = multipart::Part::bytes(text.as_bytes().to_vec());
        let part = if name == "file" { part.file_name("blocks.csv") } else { part };
        let form = multipart::Form::new().text("csrf", token).part(name, part);
        admin.send(admin.request(Method::POST, "/admin/blocks/import").multipart(form)).await
    };
    let head = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n";
    let rows = "one.example,suspend,false,false,\"spam, much\",false\n";
    let wrong = "two.example,destroy,false,false,,false\nth**e.example,suspend,false,false,,true\n";
    let answer = send("file", &format!("{head}{rows}{wrong}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = answer.texts(".notice.bad li");
    assert!(named[0].starts_with("Line 3:") && named[0].contains("destroy"), "{named:?}");
    assert!(named[1].starts_with("Line 4:") && named[1].contains("stars"), "{named:?}");
    assert!(!is_following(&app, &ann, &ode).await, "the good row counts at once");
    assert_eq!(send("text", "four.example,noop,true,false,,false\n").await.location(), "/admin/blocks");
    assert_eq!(send("text", "").await.location(), "/admin/blocks");
    assert!(admin.get("/admin/blocks").await.texts(".notice.bad")[0].contains("Choose a file"));

    let export = admin.get("/admin/blocks/export").await;
    assert!(export.content_type().starts_with("text/csv"));
    assert_eq!(export.text(), format!("{head}four.example,noop,true,false,,false\n{rows}"));
}

#[actix_web::test]
async fn an_instance_may_speak_only_with_those_it_allows() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let submit = async |path: &str, fields: &[(&str, &str)]| admin.submit("/admin/blocks", path, fields).await;
    submit("/admin/blocks/allows", &[("domain", "Friend.example")]).await;
    let far = async || domain_blocks::allowed(&mut *app.db().await, "far.example").await.unwrap();
    assert!(far().await, "the list does not count yet");
    submit("/admin/blocks/mode", &[("on", "true")]).await;
    assert!(!far().await);
    assert!(domain_blocks::allowed(&mut *app.db().await, "friend.example").await.unwrap());
    let wrong = submit("/admin/blocks/allows", &[("domain", "a b")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-allow", "value").unwrap(), "a b");
    submit("/admin/blocks/allows/removal", &[("domain", "friend.example")]).await;
    assert!(allows::list(&mut *app.db().await).await.unwrap().is_empty());
    submit("/admin/blocks/mode", &[("on", "false")]).await;
    assert!(far().await);
}

#[actix_web::test]
async fn a_report_is_looked_at_acted_on_and_done_with() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = draft(&app, &artist, "Low Water").await;
    add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let release = publish(&app, &release, account.id).await;
    let ann = remote(&app, "one.example", json!([])).await;
    let post = comment(&app, &ann, Subject::Release(release.id)).await;
    let new = NewReport { target: Some(ann.id), post: Some(post.id), reason: "<i>spam</i>", ..NewReport::default() };
    let report = reports::create(&mut *app.db().await, &new).await.unwrap().unwrap();
    assert!(admin.get("/admin").await.texts("nav.side a").contains(&"Reports (1)".to_owned()));
    let page = admin.get("/admin/reports").await;
    assert!(page.texts("main dd").contains(&"<i>spam</i>".to_owned()), "{}", page.text());
    assert_eq!(page.attribute("main dd a", "href").unwrap(), "https://one.example/users/ann");
    assert!(page.texts("main dd .report")[0].contains("Buy watches"));

    let act = async |what: &str, fields: &[(&str, &str)]| {
        let answer = admin.submit("/admin/reports", &format!("/admin/reports/{report}/{what}"), fields).await;
        assert_eq!(answer.location(), "/admin/reports", "{what}: {}", answer.text());
    };
    act("hiding", &[("hide", "true")]).await;
    assert!(posts::find(&mut *app.db().await, post.id).await.unwrap().unwrap().hidden_at.is_some());
    act("hiding", &[("hide", "false")]).await;
    assert!(posts::find(&mut *app.db().await, post.id).await.unwrap().unwrap().hidden_at.is_none());
    act("forwarding", &[]).await;
    let instance = actors::service(&mut *app.db().await, Service::Instance).await.unwrap();
    let flag = activities::about(&mut *app.db().await, "https://one.example/users/ann").await.unwrap().unwrap();
    assert_eq!((flag.kind.as_str(), flag.actor_id), ("Flag", instance.id), "nobody learns whose report it was");
    assert!(flag.body["object"].to_string().contains(post.uri.as_deref().unwrap()), "{}", flag.body);
    act("suspension", &[("suspend", "true")]).await;
    assert!(actors::find(&mut *app.db().await, ann.id).await.unwrap().unwrap().suspended_at.is_some());
    act("resolution", &[]).await;
    assert_eq!(reports::count_open(&mut *app.db().await).await.unwrap(), 0);
    let page = admin.get("/admin/reports").await;
    assert!(page.texts("nav.side a").contains(&"Reports".to_owned()));
    assert!(page.text().contains("Nothing to look at"));
}

#[actix_web::test]
async fn whoever_is_reported_here_is_suspended_where_everybody_is() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (artist, ..) = app.artist("ode").await;
    let actor = actors::of_artist(&mut *app.db().await, artist.id).await.unwrap().unwrap();
    let new = NewReport { target: Some(actor.id), uri: Some("https://one.example/flags/1"), ..NewReport::default() };
    let report = reports::create(&mut *app.db().await, &new).await.unwrap().unwrap();
    let page = admin.get("/admin/reports").await;
    let path = page.attribute("main form:has([name=suspend])", "action").unwrap();
    assert_eq!(path, format!("/admin/artists/{}/suspension", artist.id));
    admin.submit("/admin/reports", &path, &[("suspend", "true")]).await;
    assert_eq!(app.visitor().get("/@ode").await.status, StatusCode::NOT_FOUND);
    let not_elsewhere = format!("/admin/reports/{report}/forwarding");
    assert_eq!(admin.submit("/admin/reports", &not_elsewhere, &[]).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_block_ends_follows_both_ways_and_is_told_and_a_mute_is_not() {
    let app = TestApp::start().await;
    let (ode, browser) = ode(&app).await;
    let ann = remote(&app, "one.example", json!([])).await;
    follow(&app, &ode, &ann, None).await;
    follow(&app, &ann, &ode, Some("https://one.example/follows/1")).await;
    let id = ann.id.to_string();
    let post = async |path: &str, fields: &[(&str, &str)]| browser.submit("/account/blocks", path, fields).await;

    assert_eq!(
        post("/blocks", &[("handle", "@Ann@one.example"), ("kind", "mute")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(said(&app, &ode).await, (vec![], 0), "nobody hears of a mute");
    let back = post("/blocks", &[("actor", &id), ("kind", "block"), ("next", "/@ode")]).await;
    assert_eq!(back.location(), "/@ode");
    assert!(!is_following(&app, &ode, &ann).await && !is_following(&app, &ann, &ode).await);
    assert_eq!(said(&app, &ode).await, (["Undo", "Reject", "Block"].map(str::to_owned).to_vec(), 3));
    post("/blocks", &[("actor", &id)]).await;
    assert_eq!(said(&app, &ode).await.1, 3, "who is blocked already is not told again");

    let page = browser.get("/account/blocks").await;
    assert_eq!(page.texts("#blocks td[data-label=Who] bdi"), ["Ann", "@ann@one.example"]);
    assert_eq!(page.texts("#mutes td[data-label=Who] bdi"), ["Ann", "@ann@one.example"]);
    assert_eq!(browser.get("/account/blocks/export?kind=block").await.text(), "ann@one.example\n");
    let mutes = browser.get("/account/blocks/export?kind=mute").await.text();
    assert_eq!(mutes, "Account address,Hide notifications\nann@one.example,true\n");

    let elsewhere = post("/blocks/removal", &[("actor", &id), ("next", "//evil.example")]).await;
    assert_eq!(
        elsewhere.location(),
        format!("/account/blocks?as={}", ode.id),
        "only pages of this site are come back to"
    );
    assert_eq!(said(&app, &ode).await.0.last().unwrap(), "Undo");
    assert!(!actor_blocks::has(&mut *app.db().await, ode.id, ann.id, BlockKind::Block).await.unwrap());
    assert!(actor_blocks::has(&mut *app.db().await, ode.id, ann.id, BlockKind::Mute).await.unwrap());
}

#[actix_web::test]
async fn nobody_blocks_as_somebody_else() {
    let app = TestApp::start().await;
    let (ode, browser) = ode(&app).await;
    let (other, _, stranger) = app.artist("mara").await;
    let other = actors::of_artist(&mut *app.db().await, other.id).await.unwrap().unwrap();
    let (account, fan) = app.fan().await;
    let as_ode = ode.id.to_string();
    let fields = [("as", as_ode.as_str()), ("handle", "mara")];
    assert_eq!(stranger.submit("/account/blocks", "/blocks", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&format!("/account/blocks?as={as_ode}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&format!("/account/blocks/export?as={as_ode}")).await.status, StatusCode::NOT_FOUND);
    assert!(fan.get("/account/blocks").await.text().contains("Nobody to keep away yet"));

    assert_eq!(
        browser.submit("/account/blocks", "/blocks", &[("handle", "@MARA")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(actor_blocks::has(&mut *app.db().await, ode.id, other.id, BlockKind::Block).await.unwrap());
    for (handle, words) in [("nobody", "nobody called @nobody here"), ("@ode", "That is you")] {
        let wrong = browser.submit("/account/blocks", "/blocks", &[("handle", handle), ("kind", "mute")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.texts("#f-handle-error")[0].contains(words), "{}", wrong.text());
        assert_eq!(wrong.attribute("#f-handle", "value").unwrap(), handle);
        assert_eq!(wrong.attribute("input[name=kind][checked]", "value").unwrap(), "mute");
    }
    let actor = actors::create_fan(&mut *app.db().await, account.id, "listener", "Lis").await.unwrap();
    fan.submit("/account/blocks", "/blocks", &[("handle", "ode"), ("kind", "mute")]).await;
    assert!(actor_blocks::has(&mut *app.db().await, actor.id, ode.id, BlockKind::Mute).await.unwrap());
}

/// Somebody elsewhere with a key, and what signs for them.
async fn reader(app: &TestApp, host: &str) -> (Actor, Signer) {
    let key = RsaKey::generate().unwrap();
    let id = format!("https://{host}/users/ann#main-key");
    let keys = json!([{ "id": id, "kind": "rsa", "key": key.public_pem().unwrap() }]);
    (remote(app, host, keys).await, Signer::from_pkcs8(id, &key.pkcs8().unwrap()).unwrap())
}

async fn read(app: &TestApp, path: &str, signer: Option<&Signer>) -> Answer {
    let visitor = app.visitor();
    let mut request = visitor.request(Method::GET, path).header("accept", "application/activity+json");
    let url = format!("{}{path}", app.url).parse().unwrap();
    for (name, value) in signer.map(|signer| signer.get(&url, Utc::now())).unwrap_or_default() {
        if name != "host" {
            request = request.header(name, value);
        }
    }
    visitor.send(request).await
}

fn depends_on_the_signer(answer: &Answer) -> bool {
    let vary: Vec<_> =
        answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase()).collect();
    vary.join(",").split(',').any(|name| name.trim() == "signature")
}

#[actix_web::test]
async fn with_authorized_fetch_everybody_signs_but_for_the_key_of_the_instance() {
    let app = TestApp::start_with(|settings| settings.with("authorized_fetch", "true")).await;
    let (ode, _) = ode(&app).await;
    let (ann, signer) = reader(&app, "one.example").await;
    let instance = actors::service(&mut *app.db().await, Service::Instance).await.unwrap();
    let actor = format!("/ap/actors/{}", ode.id);
    for path in [&actor, &format!("{actor}/outbox"), &format!("{actor}/followers"), "/@ode"] {
        let refused = read(&app, path, None).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(depends_on_the_signer(&refused) && refused.header("cache-control").contains("no-store"), "{path}");
        let shown = read(&app, path, Some(&signer)).await;
        assert_eq!(shown.status, StatusCode::OK, "{path}: {}", shown.text());
        assert!(depends_on_the_signer(&shown), "{path}");
        assert_eq!(shown.header("cache-control"), "private, no-store", "{path}");
    }
    for path in [actor.replacen("/ap/", "/%61p/", 1), "/%40ode".to_owned()] {
        assert_eq!(read(&app, &path, None).await.status, StatusCode::UNAUTHORIZED, "{path}, as the routes read it");
    }
    let own = read(&app, &format!("/ap/actors/{}", instance.id), None).await;
    assert_eq!(own.status, StatusCode::OK, "or two servers would ask each other for keys for ever");
    let domain = app.url.strip_prefix("http://").unwrap();
    for path in
        [&format!("/.well-known/webfinger?resource=acct:ode@{domain}"), "/.well-known/nodeinfo", "/nodeinfo/2.1"]
    {
        assert_eq!(read(&app, path, None).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(app.visitor().get("/@ode").await.status, StatusCode::OK, "pages are for everybody");

    let (_, forger) = reader(&app, "two.example").await;
    let stranger =
        Signer::from_pkcs8(signer.key_id().to_owned(), &RsaKey::generate().unwrap().pkcs8().unwrap()).unwrap();
    assert_eq!(read(&app, &actor, Some(&stranger)).await.status, StatusCode::UNAUTHORIZED, "another key of that name");
    assert_eq!(read(&app, &actor, Some(&forger)).await.status, StatusCode::OK);
    actors::suspend(&mut *app.db().await, ann.id, true).await.unwrap();
    assert_eq!(read(&app, &actor, Some(&signer)).await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_suspended_server_that_signs_is_shown_nothing() {
    let app = TestApp::start().await;
    let (ode, _) = ode(&app).await;
    let (_, signer) = reader(&app, "a.bad.example").await;
    let actor = format!("/ap/actors/{}", ode.id);
    let open = read(&app, &actor, None).await;
    assert_eq!(open.status, StatusCode::OK);
    assert!(depends_on_the_signer(&open), "what others were shown is not handed to it from a cache");
    assert_eq!(read(&app, &actor, Some(&signer)).await.status, StatusCode::OK);
    let blocks = domain_blocks::csv::read("bad.example,suspend\n").good;
    assert_eq!(blocks[0].severity, Severity::Suspend);
    domain_blocks::effects::impose_all(&mut *app.db().await, &blocks).await.unwrap();
    for path in [actor.as_str(), "/@ode"] {
        let refused = read(&app, path, Some(&signer)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(refused.header("cache-control").contains("no-store"));
    }
}

#[actix_web::test]
async fn what_ended_long_ago_is_forgotten_and_what_waited_too_long_is_given_up() {
    let app = TestApp::start().await;
    let (ode, _) = ode(&app).await;
    let run = async |sql: &str| {
        let mut c = app.db().await;
        diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), &mut c).await.unwrap();
    };
    waiting(&app, &ode, "https://old.example/inbox").await;
    waiting(&app, &ode, "https://away.example/inbox").await;
    waiting(&app, &ode, "https://young.example/inbox").await;
    run("UPDATE deliveries SET state = 'delivered', ended_at = now() - interval '31 days' WHERE host = 'old.example'")
        .await;
    run("UPDATE deliveries SET created_at = now() - interval '9 days' WHERE host = 'away.example'").await;
    run("INSERT INTO received_activities (host, uri, received_at) VALUES
         ('a.example', '1', now() - interval '31 days'), ('a.example', '2', now())")
    .await;
    model::jobs::enqueue(&mut *app.db().await, &model::jobs::SweepExpired {}).await.unwrap();
    app.run_pending_jobs().await;
    let mut c = app.db().await;
    let year_ago = Utc::now() - chrono::TimeDelta::days(365);
    let totals = deliveries::totals(&mut c, year_ago).await.unwrap();
    assert_eq!((totals.waiting, totals.delivered, totals.refused), (1, 0, 1));
    assert_eq!(deliveries::lag_by_host(&mut c).await.unwrap()[0].host, "young.example");
    assert_eq!(received::count_since(&mut c, year_ago).await.unwrap(), 1);
}

#[actix_web::test]
async fn whoever_looks_reads_which_servers_are_kept_away_and_why() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    assert!(visitor.get("/about/servers").await.text().contains("There is no server that it keeps away"));
    let blocks = [
        ("bad.example", Severity::Suspend, "Spam <b>all day</b>.", false),
        ("loud.example", Severity::Silence, "Too loud.", true),
        ("quiet.example", Severity::Suspend, "", false),
    ];
    for (domain, severity, public_comment, obfuscate) in blocks {
        let block = domain_blocks::NewDomainBlock {
            domain: domain.to_owned(),
            severity,
            reject_media: false,
            reject_reports: false,
            public_comment: public_comment.to_owned(),
            private_comment: "Between us".to_owned(),
            obfuscate,
        };
        domain_blocks::put(&mut *app.db().await, &block).await.unwrap();
    }
    let page = visitor.get("/about/servers").await;
    let told = page.texts("main .list li");
    assert_eq!(told.len(), 2, "one has no reason for anybody to read: {told:?}");
    assert!(
        told[0].starts_with("bad.example")
            && told[0].contains("Nothing comes from there")
            && told[0].contains("Spam <b>all day</b>.")
    );
    assert!(!told[1].contains("loud.example") && told[1].contains("Too loud."), "{}", told[1]);
    assert!(!page.text().contains("Between us") && !page.text().contains("quiet.example"));
}
