//! Comments, likes and boosts on the pages of releases and tracks.

use chrono::{Duration, Utc};
use federation::remote::html;
use model::accounts::Account;
use model::actors::{self, Actor, ActorKind, RemoteActor, Service};
use model::artists::Artist;
use model::ids::PostId;
use model::posts::{self, NewRemotePost, Post, Subject, Visibility};
use model::releases::{Release, publication};
use model::{activities, deliveries, reports};
use reqwest::StatusCode;

use crate::catalogue::{draft, published};
use crate::support::{Answer, Browser, TestApp};

const PAGE: &str = "/@ode/ebb";

/// Somebody on another server.
pub async fn remote_actor(app: &TestApp, username: &str, host: &str) -> Actor {
    let uri = format!("https://{host}/users/{username}");
    let new = RemoteActor {
        kind: ActorKind::Person,
        username: username.to_owned(),
        host: host.to_owned(),
        name: "Ann & Lee".to_owned(),
        summary: String::new(),
        url: Some(format!("https://{host}/@{username}")),
        icon_url: Some(format!("https://{host}/ann.png")),
        image_url: None,
        fields: serde_json::json!([]),
        inbox: format!("{uri}/inbox"),
        shared_inbox: None,
        outbox: None,
        followers: Some(format!("{uri}/followers")),
        featured: None,
        also_known_as: Vec::new(),
        moved_to: None,
        manually_approves: false,
        discoverable: true,
        public_keys: serde_json::json!([]),
        fetched_at: Some(Utc::now()),
        published_at: None,
        uri,
    };
    actors::keep_remote(&mut *app.db().await, &new).await.unwrap()
}

/// A post of theirs, as if it had come in.
pub async fn remote_post(app: &TestApp, actor: &Actor, subject: Option<Subject>, words: (&str, Visibility)) -> Post {
    let new = NewRemotePost {
        actor: actor.id,
        uri: format!("{}/notes/{}", actor.uri.clone().unwrap(), PostId::new()),
        url: Some("https://remote.example/@ann/1".to_owned()),
        subject,
        content: html::clean(words.0),
        summary: String::new(),
        sensitive: false,
        language: Some("nn".to_owned()),
        visibility: words.1,
        attachments: Vec::new(),
        mentions: Vec::new(),
        published_at: Utc::now() - Duration::hours(3),
        updated_at: None,
    };
    posts::keep_remote(&mut *app.db().await, &new).await.unwrap()
}

/// An account with a handle, signed in.
pub async fn fan(app: &TestApp, handle: &str) -> (Account, Actor, Browser) {
    let account = app.account(handle, false).await;
    let actor = actors::create_fan(&mut *app.db().await, account.id, handle, &format!("Fan {handle}")).await.unwrap();
    let browser = app.signed_in(&account).await;
    (account, actor, browser)
}

async fn ebb(app: &TestApp) -> (Artist, Browser, Release) {
    let (artist, account, browser) = app.artist("ode").await;
    let release = published(app, &artist, account.id, ("Ebb", &["Slack Water"])).await;
    (artist, browser, release)
}

fn about(release: &Release) -> String {
    format!("release:{}", release.id)
}

/// Writes a comment and gives its id.
async fn comment(browser: &Browser, about: &str, text: &str) -> String {
    let sent = browser.submit(PAGE, "/comments", &[("about", about), ("text", text)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.location().split_once("post-").unwrap().1.to_owned()
}

fn comments(answer: &Answer) -> Vec<String> {
    answer.texts(".cm .prose")
}

#[actix_web::test]
async fn a_comment_is_written_answered_changed_and_deleted() {
    let app = TestApp::start().await;
    let (artist, ode, release) = ebb(&app).await;
    let (_, actor, fan) = fan(&app, "inge").await;
    let empty = app.visitor().get(PAGE).await;
    assert_eq!(empty.texts(".talk h2"), ["Comments 0"]);
    assert!(empty.text().contains("Nobody has written anything yet"));
    assert_eq!(empty.attribute(".talk p a", "href").unwrap(), "/sign-in?next=%2F%40ode%2Febb");

    let words = "I *hear* it <script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>";
    let id = comment(&fan, &about(&release), words).await;
    let page = app.visitor().get(PAGE).await;
    assert_eq!(page.texts(".talk h2"), ["Comments 1"]);
    assert_eq!(page.attribute(".cm-name", "href").unwrap(), "/@inge");
    let html = page.text();
    assert!(html.contains("<em>hear</em>"));
    for bad in ["<script>alert", "javascript:alert", "onerror"] {
        assert!(!html.contains(bad), "{bad}");
    }
    let said = activities::outbox(&mut *app.db().await, actor.id, None, 10).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].kind, "Create");

    let own = actors::of_artist(&mut *app.db().await, artist.id).await.unwrap().unwrap();
    assert_eq!(model::notifications::unread(&mut *app.db().await, own.id).await.unwrap(), 1);
    let answer = comment(&ode, &format!("post:{id}"), "Thank you").await;
    let page = app.visitor().get(PAGE).await;
    assert_eq!(page.texts(".cm.d-1 .prose"), ["Thank you"]);
    assert_eq!(page.texts(".cm.d-1 .badge"), ["Artist"]);
    assert_eq!(model::notifications::unread(&mut *app.db().await, actor.id).await.unwrap(), 1);

    let edit = format!("/posts/{id}/edit");
    assert_eq!(fan.get(&edit).await.texts("textarea"), [words]);
    let kept = fan.submit(&edit, &edit, &[("text", " "), ("summary", "Loud")]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kept.attribute("#f-summary", "value").unwrap(), "Loud");
    let saved = fan.submit(&edit, &edit, &[("text", "Better words"), ("summary", "Quiet <b>")]).await;
    assert_eq!(saved.location(), format!("/posts/{id}"));
    let page = app.visitor().get(PAGE).await;
    assert_eq!(comments(&page)[0], "Better words");
    assert_eq!(page.texts(".cm details summary")[0], "Quiet <b>");

    let gone = fan.submit(PAGE, &format!("/posts/{id}/deletion"), &[]).await;
    assert_eq!(gone.location(), PAGE);
    let page = app.visitor().get(PAGE).await;
    assert!(page.text().contains("This comment was deleted."));
    assert!(!page.text().contains("Better words"));
    assert_eq!(page.texts(".talk h2"), ["Comments 1"], "the answer stays");
    ode.submit(PAGE, &format!("/posts/{answer}/deletion"), &[]).await;
    assert!(!app.visitor().get(PAGE).await.text().contains("This comment was deleted."));
    let last = activities::about(&mut *app.db().await, &said[0].object).await.unwrap().unwrap();
    assert_eq!(last.kind, "Delete");
}

#[actix_web::test]
async fn what_was_typed_stays_when_it_will_not_do() {
    let app = TestApp::start().await;
    let (_, ode, release) = ebb(&app).await;
    let (_, _, inge) = fan(&app, "inge").await;
    let about = about(&release);
    let long = "ø".repeat(5001);
    for (text, summary, problem) in [
        ("", "Loud \"passage\"", "Write something first."),
        (long.as_str(), "", "at most 5000 characters"),
        ("Words", "w".repeat(201).as_str(), "at most 200 characters"),
    ] {
        let fields = [("about", about.as_str()), ("text", text), ("summary", summary)];
        let refused = inge.submit(PAGE, "/comments", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(
            refused.texts(".error-list").concat().contains(problem),
            "{problem}: {:?}",
            refused.texts(".error-list")
        );
        assert_eq!(refused.texts("textarea"), [text]);
        assert_eq!(refused.attribute("#f-summary", "value").unwrap(), summary);
        assert_eq!(refused.attribute("input[name=about]", "value").unwrap(), about);
    }
    // Who has no handle, and who writes as somebody else.
    let (_, nobody) = app.fan().await;
    let page = nobody.get(PAGE).await;
    assert_eq!(page.attribute(".talk p a", "href").unwrap(), "/account/fan");
    let own = actors::local_by_username(&mut *app.db().await, "ode").await.unwrap().unwrap();
    let speaker = own.id.to_string();
    for browser in [&nobody, &inge] {
        let fields = [("about", about.as_str()), ("speaker", speaker.as_str()), ("text", "As ode")];
        let refused = browser.submit("/account", "/comments", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Choose as whom you write."));
        assert_eq!(refused.texts("textarea"), ["As ode"]);
    }
    assert_eq!(comments(&ode.get(PAGE).await), Vec::<String>::new());
    for wrong in ["", "release:", "release:0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "album:1"] {
        let sent = inge.submit("/account", "/comments", &[("about", wrong), ("text", "x")]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[actix_web::test]
async fn each_may_do_what_is_theirs() {
    let app = TestApp::start().await;
    let (_, ode, release) = ebb(&app).await;
    let (_, _, inge) = fan(&app, "inge").await;
    let (_, _, bo) = fan(&app, "bo").await;
    let (_, _, other) = app.artist("tide").await;
    let (_, admin) = app.admin().await;
    let id = comment(&inge, &about(&release), "Mine").await;
    let visitor = app.visitor();
    for act in ["edit", "deletion", "hiding", "report"] {
        let sent = visitor.post_bare(&format!("/posts/{id}/{act}"), &[("text", "x")]).await;
        assert!(!sent.status.is_success(), "{act}");
    }
    for (who, browser) in [("a fan", &bo), ("another artist", &other)] {
        for (act, status) in [("edit", 404), ("deletion", 404), ("hiding", 403)] {
            let fields = [("text", "Not mine"), ("act", "hide")];
            let sent = browser.submit("/account", &format!("/posts/{id}/{act}"), &fields).await;
            assert_eq!(sent.status.as_u16(), status, "{who}: {act}");
        }
        assert_eq!(browser.get(&format!("/posts/{id}/edit")).await.status, StatusCode::NOT_FOUND);
    }
    for (who, browser) in [("the artist", &ode), ("an admin", &admin)] {
        for act in ["edit", "deletion"] {
            let sent = browser.submit("/account", &format!("/posts/{id}/{act}"), &[("text", "Not mine")]).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{who}: {act}");
        }
        for act in ["hide", "show"] {
            let sent = browser.submit("/account", &format!("/posts/{id}/hiding"), &[("act", act)]).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{who}: {act}");
        }
    }
    assert_eq!(comments(&visitor.get(PAGE).await), ["Mine"]);
    // Who is blocked by the artist cannot write to them.
    let (by, target) = (
        actors::local_by_username(&mut *app.db().await, "ode").await.unwrap().unwrap(),
        actors::local_by_username(&mut *app.db().await, "bo").await.unwrap().unwrap(),
    );
    let kind = model::actor_blocks::BlockKind::Block;
    model::actor_blocks::add(&mut *app.db().await, by.id, target.id, kind).await.unwrap();
    let about = about(&release);
    let refused = bo.submit(PAGE, "/comments", &[("about", about.as_str()), ("text", "Hello")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("does not take comments of yours"));
    let refused = bo.submit(PAGE, "/reactions", &[("about", about.as_str()), ("act", "like")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn what_is_hidden_is_there_for_nobody_else() {
    let app = TestApp::start().await;
    let (_, ode, release) = ebb(&app).await;
    let (_, _, inge) = fan(&app, "inge").await;
    let id = comment(&inge, &about(&release), "Rude words").await;
    let below = comment(&inge, &format!("post:{id}"), "More of them").await;
    let own_page = format!("/posts/{id}");
    assert_eq!(app.visitor().get(&own_page).await.status, StatusCode::OK);
    ode.submit(PAGE, &format!("/posts/{id}/hiding"), &[("act", "hide")]).await;
    let page = app.visitor().get(PAGE).await;
    assert_eq!(page.texts(".talk h2"), ["Comments 0"]);
    assert!(!page.text().contains("Rude words") && !page.text().contains("More of them"));
    let nothing = "/posts/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
    for browser in [&app.visitor(), &inge] {
        let (hidden, none) = (browser.get(&own_page).await, browser.get(nothing).await);
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        assert_eq!(hidden.texts("main"), none.texts("main"));
    }
    let seen = ode.get(&own_page).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.text().contains("This is hidden"));
    assert_eq!(app.visitor().get(&format!("/posts/{below}")).await.status, StatusCode::OK, "only its place is gone");
    ode.submit(&own_page, &format!("/posts/{id}/hiding"), &[("act", "show")]).await;
    assert_eq!(comments(&app.visitor().get(PAGE).await), ["Rude words", "More of them"]);

    // With the release, everything about it is gone.
    publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    for path in [own_page.clone(), format!("{own_page}/report"), format!("/comments/new?about=post:{id}")] {
        assert_eq!(inge.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let hidden = draft(&app, &app.artist("tide").await.0, "Draft").await;
    for about in [about(&release), about(&hidden)] {
        let fields = [("about", about.as_str()), ("text", "x"), ("act", "like")];
        for action in ["/comments", "/reactions"] {
            let sent = inge.submit("/account", action, &fields).await;
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{action} {about}");
        }
        let form = inge.get(&format!("/comments/new?about={about}")).await;
        assert_eq!(form.status, StatusCode::NOT_FOUND);
    }
}

#[actix_web::test]
async fn an_answer_from_elsewhere_stands_there_without_asking_its_server() {
    let app = TestApp::start().await;
    let (_, ode, release) = ebb(&app).await;
    let (_, _, inge) = fan(&app, "inge").await;
    let ann = remote_actor(&app, "ann", "remote.example").await;
    let subject = Subject::Release(release.id);
    let words = "<p>From afar <img src=\"https://remote.example/t.gif\"><script>alert(1)</script></p>";
    let post = remote_post(&app, &ann, Some(subject), (words, Visibility::Public)).await;
    remote_post(&app, &ann, Some(subject), ("<p>For few</p>", Visibility::Direct)).await;
    let page = app.visitor().get(PAGE).await;
    assert_eq!(comments(&page), ["From afar"]);
    assert_eq!(page.texts(".cm-name"), ["Ann & Lee"]);
    assert_eq!(page.texts(".cm-handle"), ["@ann@remote.example"]);
    assert_eq!(page.texts(".cm .av"), ["AL"]);
    assert_eq!(page.attribute(".cm-name", "href").unwrap(), "https://remote.example/@ann");
    assert_eq!(page.attribute(".cm-name", "rel").unwrap(), "nofollow noopener ugc");
    assert_eq!(page.texts(".cm time"), ["3 hours ago"]);
    assert_eq!(page.attribute(".cm .prose", "lang").unwrap(), "nn");
    assert!(!page.text().contains("src=\"https://remote.example"), "nothing is loaded from there");

    // An answer goes there, and mentions whom it answers.
    comment(&ode, &format!("post:{}", post.id), "Hello over there").await;
    let artist = actors::local_by_username(&mut *app.db().await, "ode").await.unwrap().unwrap();
    let waiting = deliveries::waiting_of_actor(&mut *app.db().await, artist.id).await.unwrap();
    assert!(waiting.iter().any(|lag| lag.host == "remote.example"), "{waiting:?}");
    let said = activities::outbox(&mut *app.db().await, artist.id, None, 1).await.unwrap();
    assert!(said[0].body.to_string().contains("https://remote.example/users/ann"));

    // A report is kept, and told to its server without a name.
    let report = format!("/posts/{}/report", post.id);
    let empty = inge.submit(&report, &report, &[("reason", " "), ("forward", "true")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.attribute("#f-forward", "checked").is_some());
    let sent = inge.submit(&report, &report, &[("reason", "It <b>shouts</b>"), ("forward", "true")]).await;
    assert_eq!(sent.location(), PAGE);
    let open = reports::open(&mut *app.db().await, 10).await.unwrap();
    assert_eq!(open[0].report.reason, "It <b>shouts</b>");
    assert_eq!(open[0].post.as_ref().unwrap().id, post.id);
    let instance = actors::service(&mut *app.db().await, Service::Instance).await.unwrap();
    assert_eq!(deliveries::waiting_of_actor(&mut *app.db().await, instance.id).await.unwrap()[0].waiting, 1);
    // A hidden server's people are gone from the page.
    actors::suspend(&mut *app.db().await, ann.id, true).await.unwrap();
    assert_eq!(app.visitor().get(&format!("/posts/{}", post.id)).await.status, StatusCode::NOT_FOUND);
    assert!(!app.visitor().get(PAGE).await.text().contains("From afar"));
}

#[actix_web::test]
async fn likes_and_boosts_count_once() {
    let app = TestApp::start().await;
    let (_, ode, release) = ebb(&app).await;
    let (_, actor, inge) = fan(&app, "inge").await;
    let about = about(&release);
    let act = async |browser: &Browser, about: &str, act: &str, back: &str| {
        let sent = browser.submit(PAGE, "/reactions", &[("about", about), ("act", act), ("back", back)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{act}");
        sent.location()
    };
    assert_eq!(act(&inge, &about, "like", PAGE).await, PAGE);
    assert_eq!(act(&inge, &about, "like", "//evil.example/").await, PAGE, "only to a page of this site");
    act(&inge, &about, "boost", PAGE).await;
    act(&ode, &about, "like", PAGE).await;
    let counts = |page: &Answer| page.texts(".reacting .num");
    assert_eq!(counts(&app.visitor().get(PAGE).await), ["2", "1"]);
    let seen = inge.get(PAGE).await;
    assert_eq!(seen.attribute(".reacting button", "value").unwrap(), "unlike");
    assert_eq!(seen.attribute(".reacting button", "aria-pressed").unwrap(), "true");
    let said = activities::outbox(&mut *app.db().await, actor.id, None, 10).await.unwrap();
    assert_eq!(
        said.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(),
        ["Announce"],
        "a like of what is here stays here"
    );
    act(&inge, &about, "unlike", PAGE).await;
    act(&inge, &about, "unboost", PAGE).await;
    assert_eq!(counts(&app.visitor().get(PAGE).await), ["1", "0"]);

    let id = comment(&inge, &about, "Liked").await;
    let word = format!("post:{id}");
    act(&ode, &word, "like", PAGE).await;
    let shown = ode.get(PAGE).await;
    assert_eq!(shown.texts(".cm-acts form:first-child .num"), ["1"]);
    assert_eq!(shown.attribute(".cm-acts button", "value").unwrap(), "unlike");
    assert_eq!(app.visitor().get(PAGE).await.texts(".cm-acts"), ["1 like"]);
    // On a track's page they are the track's own.
    let track = ode.get("/@ode/ebb/slack-water").await;
    assert_eq!(counts(&track), ["0", "0"]);
    assert_eq!(track.texts(".talk h2"), ["Comments 0"]);
    let wrong = inge.submit(PAGE, "/reactions", &[("about", about.as_str()), ("act", "shout")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn pages_name_their_documents() {
    let app = TestApp::start().await;
    let (_, _, release) = ebb(&app).await;
    let (_, _, inge) = fan(&app, "inge").await;
    let id = comment(&inge, &about(&release), "Hello").await;
    let domain = app.url.strip_prefix("http://").unwrap();
    for (path, document) in [
        (PAGE.to_owned(), format!("/ap/releases/{}/note", release.id)),
        ("/@ode/ebb/slack-water".to_owned(), "/note".to_owned()),
        ("/@ode".to_owned(), "/ap/actors/".to_owned()),
        (format!("/posts/{id}"), format!("/ap/posts/{id}")),
    ] {
        let page = app.visitor().get(&path).await;
        let creator = page.attribute("meta[name='fediverse:creator']", "content").unwrap();
        let whose = if path.starts_with("/posts") { "inge" } else { "ode" };
        assert_eq!(creator, format!("@{whose}@{domain}"), "{path}");
        let named = page.attribute("link[type='application/activity+json']", "href").unwrap();
        assert!(named.contains(&document), "{path}: {named}");
        let read = app.visitor();
        let named = named.strip_prefix(&app.url).unwrap();
        let request = read.request(reqwest::Method::GET, named).header("accept", "application/activity+json");
        assert_eq!(read.send(request).await.status, StatusCode::OK, "{named}");
    }
    let read = app.visitor();
    let request = read.request(reqwest::Method::GET, &format!("/ap/posts/{id}")).header("accept", "text/html");
    assert_eq!(read.send(request).await.location(), format!("/posts/{id}"));
}
