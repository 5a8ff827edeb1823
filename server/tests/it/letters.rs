//! Letters: to those who asked for them and confirmed it, once each, and never again once they had enough.

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use mail::Message;
use model::artists::Artist;
use model::ids::{DownloadCodeId, EntitlementId, LetterId, SubscriberId};
use model::jobs::{self, SendLetter};
use model::schema::{letter_copies, subscribers};
use model::subscribers::{self as list, Source};
use reqwest::{Method, StatusCode};

use crate::catalogue;
use crate::support::{Browser, TestApp};

/// The path of the one link to `part` in the newest mail that has one.
fn link(app: &TestApp, mails: &[Message], part: &str) -> String {
    let mail = mails.iter().rev().find(|mail| mail.text.contains(part)).unwrap_or_else(|| panic!("no mail has {part}"));
    let word = mail.text.split_whitespace().find(|word| word.contains(part)).unwrap();
    word.strip_prefix(&app.url).unwrap_or_else(|| panic!("{word} leads elsewhere")).to_owned()
}

/// Somebody who asked and confirmed.
async fn subscribe(app: &TestApp, artist: &Artist, email: &str) -> SubscriberId {
    let db = &mut app.db().await;
    list::ask(db, artist.id, (email, None), Source::ArtistPage).await.unwrap();
    let id = list::at(db, artist.id, email).await.unwrap().unwrap().id;
    assert!(list::confirm(db, id).await.unwrap());
    id
}

/// Writes a letter and gives its page.
async fn write(browser: &Browser, audience: &str) -> String {
    let fields = [("subject", "New songs"), ("body", "They are *out*."), ("audience", audience)];
    let made = browser.submit("/studio/letters", "/studio/artists/ode/letters", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.location()
}

/// To whom the letters of this page's subject went so far.
fn got(app: &TestApp) -> Vec<String> {
    let mut to: Vec<String> =
        app.mails().into_iter().filter(|mail| mail.subject == "New songs").map(|mail| mail.to).collect();
    to.sort();
    to
}

#[actix_web::test]
async fn a_stranger_confirms_by_mail_and_an_account_at_once() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let stranger = app.visitor();
    let page = stranger.get("/@ode").await;
    assert!(page.text().contains("href=\"/@ode/letters\""));
    let bare = stranger.submit("/@ode/letters", "/@ode/letters", &[("email", "ann@example.org")]).await;
    assert_eq!((bare.status, bare.texts(".error").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "without the tick");
    let fields = [("email", "Ann@example.org"), ("consent", "true")];
    let asked = stranger.submit("/@ode/letters", "/@ode/letters", &fields).await;
    assert_eq!((asked.status, asked.location().as_str()), (StatusCode::SEE_OTHER, "/letters/sent"));
    assert_eq!(stranger.get("/letters/sent").await.status, StatusCode::OK);
    app.run_pending_jobs().await;
    let confirm = link(&app, &app.mails(), "/letters/confirmations/");
    let is_on = async || list::at(&mut *app.db().await, artist.id, "ann@example.org").await.unwrap().unwrap().is_on();
    assert_eq!(stranger.get(&confirm).await.status, StatusCode::OK);
    assert!(!is_on().await, "a program that opens every link confirms nothing");
    assert_eq!(stranger.get(&format!("{confirm}x")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.submit(&confirm, &confirm, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(is_on().await);

    // Asking again answers alike, and tells only the mailbox.
    let again = stranger.submit("/@ode/letters", "/@ode/letters", &fields).await;
    assert_eq!(again.location(), "/letters/sent");
    app.run_pending_jobs().await;
    assert!(app.mails().last().unwrap().text.contains("They come to this address already"));

    let (_, fan) = app.fan().await;
    let before = app.mails().len();
    let at_once = fan.submit("/@ode/letters", "/@ode/letters", &[("consent", "true")]).await;
    assert_eq!(at_once.location(), "/@ode");
    app.run_pending_jobs().await;
    assert_eq!(app.mails().len(), before, "no mail is needed");
    let own = fan.get("/account/letters").await;
    assert_eq!(own.texts("td[data-label=Artist]"), ["The ode"]);
    let end = own.attribute("td.acts form", "action").unwrap();
    let (_, _, other) = app.artist("eve").await;
    assert_eq!(other.submit("/account", &end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(fan.submit("/account/letters", &end, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(fan.get("/account/letters").await.texts("td[data-label=Artist]").is_empty());
}

#[actix_web::test]
async fn a_mailbox_is_not_flooded_and_what_nobody_confirms_is_forgotten() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let stranger = app.visitor();
    for _ in 0..8 {
        let fields = [("email", "ann@example.org"), ("consent", "true")];
        assert_eq!(stranger.submit("/@ode/letters", "/@ode/letters", &fields).await.status, StatusCode::SEE_OTHER);
        app.run_pending_jobs().await;
    }
    assert_eq!(app.mails().len(), 5);
    let old = chrono::Utc::now() - chrono::Duration::days(8);
    let db = &mut app.db().await;
    diesel::update(subscribers::table).set(subscribers::consented_at.eq(old)).execute(db).await.unwrap();
    assert_eq!(list::sweep(db).await.unwrap(), 1);
    assert!(list::at(db, artist.id, "ann@example.org").await.unwrap().is_none());
}

#[actix_web::test]
async fn a_letter_reaches_those_who_agreed_once_whatever_happens_to_its_job() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let mut wanted = BTreeSet::new();
    for n in 0..90 {
        let email = format!("fan{n:02}@example.org");
        subscribe(&app, &artist, &email).await;
        wanted.insert(email);
    }
    let db = &mut app.db().await;
    list::ask(db, artist.id, ("waiting@example.org", None), Source::Checkout).await.unwrap();
    let gone = subscribe(&app, &artist, "gone@example.org").await;
    list::unsubscribe(db, gone).await.unwrap();
    let (other, _, _) = app.artist("eve").await;
    subscribe(&app, &other, "others@example.org").await;

    let page = write(&browser, "subscribers").await;
    let shown = browser.get(&page).await;
    assert!(shown.text().contains("90 people get it") && shown.text().contains("<em>out</em>"), "{}", shown.text());
    let sending = format!("{page}/sending");
    for _ in 0..2 {
        assert_eq!(browser.submit("/studio/letters", &sending, &[]).await.status, StatusCode::SEE_OTHER);
    }
    // One who has enough before the copy has gone gets none.
    let late = list::at(db, artist.id, "fan89@example.org").await.unwrap().unwrap();
    list::unsubscribe(db, late.id).await.unwrap();
    wanted.remove("fan89@example.org");
    let letter: LetterId = page.rsplit('/').next().unwrap().parse().unwrap();
    for _ in 0..3 {
        app.run_pending_jobs().await;
        jobs::enqueue(db, &SendLetter { letter_id: letter }).await.unwrap();
    }
    app.run_pending_jobs().await;
    assert_eq!(got(&app), wanted.iter().cloned().collect::<Vec<_>>());
    let sent = browser.get(&page).await;
    assert_eq!(sent.texts(".facts-list dd"), ["89", "89"]);
    let changed =
        browser.submit("/studio/letters", &page, &[("subject", "X"), ("body", "Y"), ("audience", "subscribers")]);
    assert_eq!(changed.await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get(&page).await.texts("h1"), ["New songs"], "what was sent stays");
}

#[actix_web::test]
async fn a_worker_that_dies_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    for n in 0..5 {
        subscribe(&app, &artist, &format!("fan{n}@example.org")).await;
    }
    let page = write(&browser, "subscribers").await;
    browser.submit("/studio/letters", &format!("{page}/sending"), &[]).await;
    let db = &mut app.db().await;
    // Two had their copy when the worker died.
    let before = letter_copies::table.select(letter_copies::subscriber_id).order(letter_copies::subscriber_id).limit(2);
    let before: Vec<SubscriberId> = before.load(db).await.unwrap();
    diesel::update(letter_copies::table.filter(letter_copies::subscriber_id.eq_any(before)))
        .set(letter_copies::sent_at.eq(chrono::Utc::now()))
        .execute(db)
        .await
        .unwrap();
    app.run_pending_jobs().await;
    assert_eq!(got(&app), ["fan2@example.org", "fan3@example.org", "fan4@example.org"]);
}

#[actix_web::test]
async fn an_audience_is_only_of_those_who_agreed() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    let mut people = Vec::new();
    for name in ["ann", "bob"] {
        let account = app.account(name, false).await;
        let person = app.signed_in(&account).await;
        person.submit("/account/fan", "/account/fan", &[("handle", name), ("name", name)]).await;
        let ode = model::actors::of_artist(&mut *app.db().await, artist.id).await.unwrap().unwrap().id.to_string();
        let followed = person.submit("/follows", "/follows", &[("actor", ode.as_str())]).await;
        assert_eq!(followed.status, StatusCode::SEE_OTHER, "{}", followed.text());
        people.push(person);
    }
    app.federate().await;
    // Ann follows and agreed, Bob follows; Cleo has the release and agreed, Dora has it; Emil agreed.
    for name in ["ann", "cleo", "emil"] {
        subscribe(&app, &artist, &format!("{name}@example.org")).await;
    }
    own(&app, &release.id, &["cleo@example.org", "dora@example.org"]).await;

    let choices = browser.get("/studio/letters").await.texts("#f-audience option");
    assert_eq!(choices[0], "Everybody who asked for letters (3)");
    assert_eq!(
        choices[1..],
        ["Those of them who follow here (1)", "Those of them who are members (0)", "Those of them who have Low (1)"]
    );
    for (audience, wanted) in
        [("followers", "ann@example.org"), (&format!("buyers:{}", release.id), "cleo@example.org")]
    {
        let before = got(&app).len();
        let page = write(&browser, audience).await;
        browser.submit("/studio/letters", &format!("{page}/sending"), &[]).await;
        app.run_pending_jobs().await;
        assert_eq!(got(&app).len(), before + 1);
        assert!(got(&app).contains(&wanted.to_owned()), "{:?}", got(&app));
    }
    let nobody = write(&browser, "members").await;
    browser.submit("/studio/letters", &format!("{nobody}/sending"), &[]).await;
    assert!(browser.get(&nobody).await.texts("[data-flash]").join(" ").contains("Nobody would get it"));
    assert_eq!(
        browser.submit("/studio/letters", &format!("{nobody}/deletion"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(browser.get(&nobody).await.status, StatusCode::NOT_FOUND);
    for audience in ["everybody", "buyers", &format!("buyers:{}", artist.id), ""] {
        let fields = [("subject", "S"), ("body", "B"), ("audience", audience)];
        let refused = browser.submit("/studio/letters", "/studio/artists/ode/letters", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{audience}");
    }
}

/// Lets these addresses have a release by codes.
async fn own(app: &TestApp, release: &model::ids::ReleaseId, emails: &[&str]) {
    use model::code_batches::{self, NewBatch};
    use model::schema::entitlements;
    let db = &mut app.db().await;
    let found = model::releases::find(db, *release).await.unwrap().unwrap();
    let new = NewBatch { name: "Vinyl".to_owned(), count: emails.len(), expires_at: None };
    let batch = code_batches::create(db, &found, &new).await.unwrap();
    let codes: Vec<DownloadCodeId> =
        model::download_codes::of_batch(db, batch.id).await.unwrap().into_iter().map(|code| code.id).collect();
    for (code, email) in codes.iter().zip(emails) {
        diesel::insert_into(entitlements::table)
            .values((
                entitlements::id.eq(EntitlementId::new()),
                entitlements::download_code_id.eq(code),
                entitlements::email.eq(*email),
                entitlements::release_id.eq(release),
            ))
            .execute(db)
            .await
            .unwrap();
    }
}

#[actix_web::test]
async fn every_letter_is_ended_in_one_click_without_signing_in() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    subscribe(&app, &artist, "ann@example.org").await;
    subscribe(&app, &artist, "bob@example.org").await;
    let page = write(&browser, "subscribers").await;
    browser.submit("/studio/letters", &format!("{page}/sending"), &[]).await;
    app.run_pending_jobs().await;
    let sent = app.context.mailer.kept_with_lists();
    let (message, headers) =
        sent.iter().find(|(mail, _)| mail.subject == "New songs" && mail.to == "ann@example.org").unwrap();
    let headers = headers.as_ref().unwrap();
    assert_eq!(headers.from_name, "The ode");
    assert_eq!(headers.list_id, "ode.letters.127.0.0.1");
    let path = headers.unsubscribe.strip_prefix(&app.url).unwrap();
    assert!(
        message.text.contains(&headers.unsubscribe) && message.html.as_ref().unwrap().contains(&headers.unsubscribe)
    );

    let mailbox = app.visitor();
    let shown = mailbox.get(path).await;
    assert_eq!(shown.texts("h1"), ["No more letters?"]);
    assert!(list::at(&mut *app.db().await, artist.id, "ann@example.org").await.unwrap().unwrap().is_on());
    assert_eq!(mailbox.post_bare(&format!("{path}x"), &[]).await.status, StatusCode::NOT_FOUND);
    // As RFC 8058 has it: no cookie, no token, this one field.
    for _ in 0..2 {
        let ended = mailbox.post_bare(path, &[("List-Unsubscribe", "One-Click")]).await;
        assert_eq!((ended.status, ended.texts("h1")), (StatusCode::OK, vec!["No more letters".to_owned()]));
    }
    let second = write(&browser, "subscribers").await;
    assert!(browser.get(&second).await.text().contains("1 person gets it"));
    browser.submit("/studio/letters", &format!("{second}/sending"), &[]).await;
    app.run_pending_jobs().await;
    assert_eq!(got(&app), ["ann@example.org", "bob@example.org", "bob@example.org"]);
}

#[actix_web::test]
async fn an_artist_sees_saves_and_shortens_the_list() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    subscribe(&app, &artist, "ann@example.org").await;
    subscribe(&app, &artist, "=cmd@example.org").await;
    list::ask(&mut *app.db().await, artist.id, ("waiting@example.org", None), Source::Checkout).await.unwrap();
    let page = browser.get("/studio/subscribers").await;
    assert_eq!(page.texts("td[data-label=Address]"), ["=cmd@example.org", "ann@example.org"]);
    let csv = browser.get("/studio/artists/ode/subscribers.csv").await;
    assert_eq!(csv.content_type(), "text/csv; charset=utf-8");
    assert!(csv.text().contains("\r\nann@example.org,on your page,") && csv.text().contains("'=cmd@example.org"));
    assert!(!csv.text().contains("waiting@"));
    let remove = page.attribute("td.acts form", "action").unwrap();
    let (_, _, other) = app.artist("eve").await;
    assert_eq!(other.submit("/account", &remove, &[]).await.status, StatusCode::NOT_FOUND);
    for path in ["/studio/artists/ode/subscribers.csv", "/studio/letters?artist=ode", "/studio/subscribers?artist=ode"]
    {
        assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_ne!(other.send(app.visitor().request(Method::GET, path)).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(browser.submit("/studio/subscribers", &remove, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/studio/subscribers").await.texts("td[data-label=Address]"), ["ann@example.org"]);
}
