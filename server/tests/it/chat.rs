//! Chat beside a show: without a script and over the WebSocket, who may write, and those who look after it.

mod rules;
mod socket;

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model::accounts::Account;
use model::artists::Artist;
use model::schema::shows as table;
use model::shows::{self, Show, ShowInput};
use model::{Connection, changes, chat, money};
use reqwest::StatusCode;

use crate::support::TestApp;
use socket::Socket;

const PAGE: &str = "/live/night-tide";
const SOCKET: &str = "/live/night-tide/chat";
const MESSAGES: &str = "/live/night-tide/chat/messages";

/// A show on air, changed as the test likes.
async fn on_air(app: &TestApp, artist: &Artist, change: impl FnOnce(&mut ShowInput)) -> Show {
    let mut input = ShowInput { title: "Night Tide".to_owned(), chat: "guests".to_owned(), ..ShowInput::default() };
    change(&mut input);
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    let db = &mut app.db().await;
    let show = shows::create(db, artist.id, &fields, Utc::now()).await.unwrap();
    assert!(shows::start(db, show.id, Utc::now()).await.unwrap());
    shows::find(db, show.id).await.unwrap().unwrap()
}

/// Moves the end of a show.
async fn it_ended(db: &mut Connection, show: &Show, at: DateTime<Utc>) {
    let moved = diesel::update(table::table.find(show.id)).set((table::started_at.eq(at), table::ended_at.eq(at)));
    moved.execute(db).await.unwrap();
    changes::notify_show(db, show.id).await.unwrap();
}

/// The socket of an account.
async fn signed_in(app: &TestApp, account: &Account, path: &str) -> Result<Socket, u16> {
    let token = model::sessions::create(&mut *app.db().await, account.id, "test").await.unwrap();
    let cookie = format!("tonewood_session={token}");
    Socket::open(app, path, &[("Origin", app.url.as_str()), ("Cookie", cookie.as_str())]).await
}

/// The socket of a guest whose browser calls itself this.
async fn guest(app: &TestApp, agent: &str) -> Result<Socket, u16> {
    Socket::open(app, SOCKET, &[("Origin", app.url.as_str()), ("User-Agent", agent)]).await
}

/// How many lines the page shows, with these words in them.
async fn shown(app: &TestApp, words: &str) -> usize {
    app.visitor().get(PAGE).await.texts(".ch-line").iter().filter(|line| line.contains(words)).count()
}

#[actix_web::test]
async fn it_works_without_a_script() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    on_air(&app, &artist, |_| {}).await;
    let visitor = app.visitor();
    let empty = visitor.get(PAGE).await;
    assert_eq!(empty.texts("#chat h2"), ["Chat"], "{}", empty.text());
    assert_eq!(empty.attribute("[role=log]", "aria-label").as_deref(), Some("What is said"));
    let nameless = visitor.submit(PAGE, MESSAGES, &[("body", "Hello from here")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nameless.texts(".ch-state"), ["Choose a name first."]);
    assert_eq!(nameless.attribute("#chat-body", "value").as_deref(), Some("Hello from here"), "it is kept");
    let typed = [("name", "<b>Ada</b>"), ("body", "What <script>alert(1)</script> a night")];
    let said = visitor.submit(PAGE, MESSAGES, &typed).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    assert_eq!(said.location(), "/live/night-tide#chat");
    let page = visitor.get(PAGE).await;
    assert_eq!(page.texts(".ch-line .ch-body"), ["What <script>alert(1)</script> a night"]);
    assert!(!page.text().contains("<script>alert") && !page.text().contains("<b>Ada"), "{}", page.text());
    assert_eq!(page.attribute("#chat-name", "value").as_deref(), Some("<b>Ada</b>"), "the name stays");
    let long = "x".repeat(501);
    let long = visitor.submit(PAGE, MESSAGES, &[("name", "Ada"), ("body", long.as_str())]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(long.texts(".ch-state"), ["A line has at most 500 characters."]);
    assert_eq!(visitor.post_bare(MESSAGES, &typed).await.status, StatusCode::FORBIDDEN, "no other site writes here");
}

#[actix_web::test]
async fn older_lines_have_pages_of_their_own() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    let show = on_air(&app, &artist, |_| {}).await;
    for number in 0..60 {
        let at = Utc::now() - Duration::minutes(60 - number);
        chat::notice(&mut *app.db().await, show.id, &format!("Number {number}."), at).await.unwrap();
    }
    let visitor = app.visitor();
    let page = visitor.get(PAGE).await;
    let lines = page.texts(".ch-line");
    assert_eq!((lines.len(), lines[0].as_str()), (50, "Number 10."));
    let older = visitor.get(&page.attribute("[data-chat=older] a", "href").unwrap()).await;
    let lines = older.texts(".ch-line");
    assert_eq!((lines.len(), lines[9].as_str()), (10, "Number 9."));
    assert_eq!(older.attribute("[data-chat=older] a", "href"), None, "these are the first");
}

#[actix_web::test]
async fn everybody_gets_every_line_and_its_end() {
    let app = TestApp::start().await;
    let (artist, owner, _) = app.artist("ode").await;
    on_air(&app, &artist, |_| {}).await;
    let (fan, stranger) = app.fan().await;
    let mut one = signed_in(&app, &fan, SOCKET).await.unwrap();
    let mut other = guest(&app, "other").await.unwrap();
    one.wait_for("ready").await;
    other.wait_for("ready").await;
    one.say("", "What a <i>night</i>").await;
    one.wait_for("said").await;
    let line = other.line("night").await;
    let html = line["html"].as_str().unwrap();
    assert!(html.contains("fan") && !html.contains("<i>night"), "{html}");
    other.say("Ben", "It is").await;
    let answer = one.line("It is").await;
    assert_eq!(answer["mutable"], true);
    assert_eq!(other.line("It is").await["id"], answer["id"]);

    let host = app.signed_in(&owner).await;
    let id = answer["id"].as_str().unwrap();
    let deletion = format!("{MESSAGES}/{id}/deletion");
    assert_eq!(stranger.submit(PAGE, &deletion, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(shown(&app, "It is").await, 1);
    assert_eq!(host.submit(PAGE, &deletion, &[]).await.status, StatusCode::SEE_OTHER);
    for socket in [&mut one, &mut other] {
        assert_eq!(socket.wait_for("gone").await["id"], id);
    }
    assert_eq!(shown(&app, "It is").await, 0);
}

#[actix_web::test]
async fn whoever_comes_again_hears_what_they_missed() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let show = on_air(&app, &artist, |_| {}).await;
    let mut there = guest(&app, "there").await.unwrap();
    there.wait_for("ready").await;
    there.say("Ann", "the first").await;
    there.say("Ann", "the second").await;
    let (first, second) = (there.line("the first").await, there.line("the second").await);
    there.say("Ann", "the third").await;
    there.line("the third").await;
    let id = first["id"].as_str().unwrap().parse().unwrap();
    chat::delete(&mut *app.db().await, id, None, Utc::now()).await.unwrap();
    let path = format!("{SOCKET}?after={}", second["id"].as_str().unwrap());
    let mut again = Socket::open(&app, &path, &[("Origin", app.url.as_str())]).await.unwrap();
    let mut told = Vec::new();
    loop {
        let text = again.next().await.unwrap();
        if text["type"] == "ready" {
            break;
        }
        told.push((text["type"].as_str().unwrap().to_owned(), text["id"].clone()));
    }
    assert!(told.contains(&("gone".to_owned(), first["id"].clone())), "{told:?}");
    assert_eq!(told.iter().filter(|(kind, id)| kind == "line" && *id != second["id"]).count(), 1, "{told:?}");

    let db = &mut app.db().await;
    shows::end(db, show.id, Utc::now()).await.unwrap();
    it_ended(db, &show, Utc::now() - Duration::minutes(11)).await;
    assert_eq!(again.wait_for("closed").await["sentence"], "The chat is closed.");
    assert_eq!(again.next().await, None);
    let page = app.visitor().get(PAGE).await;
    assert_eq!(page.texts(".ch-line").len(), 2, "what was said stays");
    assert_eq!(page.attribute("[data-chat=form]", "action"), None);
}

#[actix_web::test]
async fn who_may_write_is_the_artists_to_say() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    on_air(&app, &artist, |input| {
        input.chat = "accounts".to_owned();
        input.slow_mode_seconds = "600".to_owned();
    })
    .await;
    let page = app.visitor().get(PAGE).await;
    assert_eq!(page.attribute("[data-chat=form]", "action"), None);
    assert_eq!(page.attribute("#chat .small > a[href]", "href").as_deref(), Some("/sign-in?next=%2Flive%2Fnight-tide"));
    let mut reading = guest(&app, "reading").await.unwrap();
    reading.say("Ann", "let me in").await;
    assert_eq!(reading.wait_for("refused").await["sentence"], "Sign in to write here.");

    let (fan, browser) = app.fan().await;
    let mut writing = signed_in(&app, &fan, SOCKET).await.unwrap();
    writing.say("", "one").await;
    writing.wait_for("said").await;
    reading.line("one").await;
    writing.say("", "two").await;
    let refused = writing.wait_for("refused").await;
    let seconds = refused["seconds"].as_i64().unwrap();
    assert!((1..=600).contains(&seconds), "{refused}");
    assert_eq!(refused["sentence"], format!("Wait {seconds} s."));
    let form = browser.submit(PAGE, MESSAGES, &[("body", "three")]).await;
    assert_eq!(form.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(form.texts(".ch-state")[0].starts_with("Wait "), "{}", form.text());
    assert_eq!(form.attribute("#chat-body", "value").as_deref(), Some("three"));
    writing.send("nothing that can be read").await;
    assert_eq!(writing.wait_for("refused").await["seconds"], 0);
}

#[actix_web::test]
async fn only_pages_of_ours_open_the_socket() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    on_air(&app, &artist, |_| {}).await;
    let nothing: &[(&str, &str)] = &[];
    for headers in [nothing, [("Origin", "https://elsewhere.example")].as_slice()] {
        assert_eq!(Socket::open(&app, SOCKET, headers).await.err(), Some(403), "{headers:?}");
    }
    let nowhere = Socket::open(&app, "/live/nothing/chat", &[("Origin", app.url.as_str())]).await;
    assert_eq!(nowhere.err(), Some(404));
}

#[actix_web::test]
async fn behind_a_gate_the_chat_is_for_those_who_are_let_in() {
    let app = TestApp::start().await;
    let (artist, owner, _) = app.artist("ode").await;
    let show = on_air(&app, &artist, |input| {
        input.gate = "password".to_owned();
        input.password = "slack water".to_owned();
    })
    .await;
    chat::notice(&mut *app.db().await, show.id, "Among us.", Utc::now()).await.unwrap();
    let visitor = app.visitor();
    let page = visitor.get(PAGE).await;
    assert!(page.texts("#chat").is_empty() && !page.text().contains("Among us."), "{}", page.text());
    assert_eq!(visitor.get(MESSAGES).await.status, StatusCode::FORBIDDEN);
    assert_eq!(guest(&app, "outside").await.err(), Some(403));
    assert!(signed_in(&app, &owner, SOCKET).await.is_ok());
    let said = visitor.submit(PAGE, "/live/night-tide/password", &[("password", "slack water")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER);
    assert_eq!(visitor.get(PAGE).await.texts(".ch-line"), ["Among us."]);
    assert_eq!(visitor.get(MESSAGES).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_gate_that_is_put_up_puts_out_who_may_not_stay() {
    let app = TestApp::start().await;
    let (artist, owner, _) = app.artist("ode").await;
    let show = on_air(&app, &artist, |_| {}).await;
    let mut outside = guest(&app, "outside").await.unwrap();
    outside.wait_for("ready").await;
    let input = ShowInput {
        title: "Night Tide".to_owned(),
        chat: "guests".to_owned(),
        gate: "members".to_owned(),
        ..ShowInput::default()
    };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    shows::update(&mut *app.db().await, show.id, &fields, Utc::now()).await.unwrap();
    outside.wait_for("closed").await;
    assert_eq!(outside.next().await, None);
    assert!(signed_in(&app, &owner, SOCKET).await.is_ok());
}
