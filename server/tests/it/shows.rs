//! Shows as listeners see them: before, while and after they run, behind gates, and in the lists that lead there.

use chrono::{Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model::artists::{self, Artist};
use model::ids::{LiveWorkerId, ShowId};
use model::schema::releases;
use model::show_marks::{MarkOrigin, NewShowMark};
use model::show_runs::RunSource;
use model::show_segments::NewShowSegment;
use model::show_sessions::{Delivery, NewShowSession};
use model::shows::{self, Show, ShowInput};
use model::{money, show_leases, show_marks, show_runs, show_segments, show_sessions};
use reqwest::StatusCode;
use serde_json::Value;

use crate::catalogue;
use crate::support::{Answer, Browser, TestApp};

/// A show that begins in two days, changed as the test likes.
async fn planned(app: &TestApp, artist: &Artist, change: impl FnOnce(&mut ShowInput)) -> Show {
    let mut input = ShowInput {
        title: "Night Tide".to_owned(),
        about: "From the **net loft**. <script>alert(1)</script>".to_owned(),
        starts_at: (Utc::now() + Duration::days(2)).to_rfc3339(),
        records: true,
        replays: true,
        ..ShowInput::default()
    };
    change(&mut input);
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    shows::create(&mut *app.db().await, artist.id, &fields, Utc::now()).await.unwrap()
}

/// Puts it on air, fed by a source that says what plays.
async fn start(app: &TestApp, show: ShowId) -> show_runs::ShowRun {
    let db = &mut app.db().await;
    let now = Utc::now();
    assert!(shows::start(db, show, now).await.unwrap());
    shows::set_playing(db, show, "Ebb & <Flow>", "Inge").await.unwrap();
    for (at_ms, title) in [(0, "Slack Water"), (61_000, "Ebb & <Flow>")] {
        let mark = NewShowMark {
            at_ms,
            title: title.to_owned(),
            artist_name: "Inge".to_owned(),
            origin: MarkOrigin::Source,
            track: None,
        };
        show_marks::add(db, show, &mark).await.unwrap();
    }
    show_runs::begin(db, show, RunSource::Icecast, ("butt", "audio/mpeg"), now).await.unwrap()
}

/// Keeps a segment of it.
async fn keep(app: &TestApp, show: ShowId) {
    let db = &mut app.db().await;
    let epoch = show_leases::claim(db, show, LiveWorkerId::new(), Utc::now()).await.unwrap().unwrap();
    let segment = NewShowSegment {
        show,
        number: 0,
        run_number: 1,
        begins_at: Utc::now(),
        frames: 184_320,
        renditions: [("aac-64".to_owned(), 31_000)].into(),
        recording_bytes: Some(400_000),
    };
    assert!(show_segments::add(db, epoch, &segment).await.unwrap());
}

async fn page(browser: &Browser, path: &str) -> Answer {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    assert_eq!(answer.texts("main h1").len(), 1, "{path}");
    assert_eq!(answer.attribute("[style]", "style"), None, "{path}");
    assert!(!answer.text().contains("<script>alert"), "{path}");
    answer
}

/// What the player is told.
fn facts(answer: &Answer) -> Value {
    serde_json::from_str(&answer.texts("script[data-show]")[0]).unwrap()
}

fn event(answer: &Answer) -> Value {
    serde_json::from_str(&answer.texts("script[type='application/ld+json']")[0]).unwrap()
}

#[actix_web::test]
async fn a_planned_show_has_a_date_to_take_along() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let show = planned(&app, &artist, |_| {}).await;
    let visitor = app.visitor();
    let shown = page(&visitor, "/live/night-tide").await;
    assert_eq!(shown.texts("h1"), ["Night Tide"]);
    assert_eq!(shown.texts(".stage"), ["Live soon"]);
    let starts = show.starts_at.unwrap();
    let iso = starts.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(shown.attribute("tw-countdown", "data-until"), Some(iso.clone()));
    // Without scripting the date itself is there.
    assert_eq!(shown.texts("tw-countdown time"), [starts.format("%-d %B %Y, %H:%M UTC").to_string()]);
    assert!(shown.attribute("[data-live-act=toggle]", "class").is_none(), "nothing plays yet");
    assert_eq!(facts(&shown)["hls"], "");
    assert!(shown.text().contains("<strong>net loft</strong>"));
    assert!(shown.attribute("a[href='/@ode/follow']", "class").is_some(), "a way to hear of it");
    let event = event(&shown);
    assert_eq!(
        (&event["@type"], &event["eventStatus"]),
        (&"BroadcastEvent".into(), &"https://schema.org/EventScheduled".into())
    );
    assert_eq!(event["performer"]["name"], "The ode");

    let link = shown.attribute("a[href$='calendar.ics']", "href").unwrap();
    let calendar = visitor.get(&link).await;
    assert_eq!(calendar.content_type(), "text/calendar; charset=utf-8");
    let text = calendar.text().replace("\r\n ", "");
    assert!(text.contains(&format!("DTSTART:{}\r\n", starts.format("%Y%m%dT%H%M%SZ"))), "{text}");
    assert!(text.contains("SUMMARY:Night Tide by The ode\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert!(text.contains(&format!("URL:{}/live/night-tide\r\n", app.url)), "{text}");

    shows::cancel(&mut *app.db().await, show.id, Utc::now()).await.unwrap();
    let shown = page(&visitor, "/live/night-tide").await;
    assert_eq!(shown.texts(".stage"), ["Cancelled"]);
    assert!(shown.attribute("a[href='/@ode/live']", "class").is_some(), "a way on");
    assert!(visitor.get(&link).await.text().contains("STATUS:CANCELLED"));
}

#[actix_web::test]
async fn a_show_on_air_plays_and_says_what() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let show = planned(&app, &artist, |_| {}).await;
    let run = start(&app, show.id).await;
    let listens = NewShowSession {
        show: show.id,
        delivery: Delivery::Hls,
        client: "Firefox".to_owned(),
        country: String::new(),
        pass: None,
        at_once: 2,
    };
    show_sessions::open(&mut *app.db().await, &listens, Utc::now()).await.unwrap();
    let visitor = app.visitor();
    let shown = page(&visitor, "/live/night-tide").await;
    assert_eq!(shown.texts(".stage"), ["On air now"]);
    assert_eq!(shown.texts("[data-live-act=toggle]"), ["Listen"]);
    assert_eq!(shown.attribute("tw-live", "data-state").as_deref(), Some("on_air"));
    assert_eq!(facts(&shown)["hls"], "/live/night-tide/master.m3u8");
    assert_eq!(shown.texts(".playing b"), ["Ebb & <Flow>"]);
    assert!(shown.text().contains("1 person listens now"));
    // The last one first, while it runs.
    assert_eq!(shown.texts("button.cue b"), ["Ebb & <Flow>", "Slack Water"]);
    assert_eq!(shown.attribute("button.cue", "data-at").as_deref(), Some("61000"));
    let copied: Vec<_> = shown.texts(".elsewhere code");
    assert!(copied.contains(&format!("{}/live/night-tide/plain.m3u8", app.url)), "{copied:?}");
    assert!(shown.text().contains("<source src=\"/live/night-tide/plain.m3u8\""), "a plain element plays it too");

    let now = visitor.get("/live/night-tide/now").await;
    assert_eq!(now.header("cache-control"), "private, no-store");
    let word = now.json();
    assert_eq!((&word["state"], &word["listeners"]), (&"on_air".into(), &1.into()));
    assert_eq!((&word["title"], &word["hls"]), (&"Ebb & <Flow>".into(), &"/live/night-tide/master.m3u8".into()));
    assert!(word["html"].as_str().unwrap().contains("Slack Water"));

    show_runs::end(&mut *app.db().await, run.id, "the source went", Utc::now()).await.unwrap();
    let shown = page(&visitor, "/live/night-tide").await;
    assert_eq!(shown.attribute("tw-live", "data-state").as_deref(), Some("waiting"));
    assert_eq!(shown.texts("[data-live=away]"), ["The show will go on in a moment."]);
    assert_eq!(shown.attribute("[data-live=away]", "hidden"), None);
    assert!(shown.texts(".playing b").is_empty(), "nothing plays while the source is away");
    assert_eq!(shown.texts("[data-live-act=toggle]"), ["Listen"]);
}

#[actix_web::test]
async fn a_show_that_is_over_is_heard_again_at_its_address() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let kept = planned(&app, &artist, |_| {}).await;
    let lost = planned(&app, &artist, |input| input.title = "Spray".to_owned()).await;
    for show in [&kept, &lost] {
        start(&app, show.id).await;
    }
    keep(&app, kept.id).await;
    for show in [&kept, &lost] {
        assert!(shows::end(&mut *app.db().await, show.id, Utc::now()).await.unwrap());
    }
    let visitor = app.visitor();
    let shown = page(&visitor, "/live/night-tide").await;
    assert_eq!(shown.texts("[data-live-act=toggle]"), ["Play"]);
    assert_eq!(facts(&shown)["state"], "over");
    assert_eq!(facts(&shown)["hls"], "/live/night-tide/master.m3u8");
    assert_eq!(shown.texts("button.cue b"), ["Slack Water", "Ebb & <Flow>"]);
    assert!(!shown.text().contains("listens now"));

    let shown = page(&visitor, "/live/spray").await;
    assert!(shown.text().contains("This show was not kept."));
    assert!(
        shown.texts("button.cue").is_empty() && !shown.texts("div.cue").is_empty(),
        "a list, but no way to play it"
    );
    assert_eq!(visitor.get("/live/spray/now").await.json()["hls"], "");
}

#[actix_web::test]
async fn a_password_opens_a_show_for_one_browser() {
    let app = TestApp::start().await;
    let (artist, _, owner) = app.artist("ode").await;
    let show = planned(&app, &artist, |input| {
        input.gate = "password".to_owned();
        input.password = "samphire".to_owned();
    })
    .await;
    start(&app, show.id).await;
    let (guest, other) = (app.visitor(), app.visitor());
    let path = "/live/night-tide";
    let shown = page(&guest, path).await;
    assert_eq!(facts(&shown)["hls"], "");
    assert!(!shown.text().contains("Slack Water"), "what plays is for those who are in");
    assert_eq!(guest.get("/live/night-tide/now").await.json()["hls"], "");

    let wrong = guest.submit(path, "/live/night-tide/password", &[("password", "sea kale")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.texts("#f-password-error"), ["This is not the password of the show."]);
    let right = guest.submit(path, "/live/night-tide/password", &[("password", " samphire ")]).await;
    assert_eq!((right.status, right.location().as_str()), (StatusCode::SEE_OTHER, path));
    let shown = page(&guest, path).await;
    let hls = facts(&shown)["hls"].as_str().unwrap().to_owned();
    assert!(
        hls.starts_with("/live/night-tide/") && hls.ends_with("/master.m3u8") && hls.matches('/').count() == 4,
        "{hls}"
    );
    assert!(shown.text().contains("These addresses are yours"));
    assert_eq!(guest.get("/live/night-tide/now").await.json()["hls"].as_str(), Some(hls.as_str()));
    assert!(page(&other, path).await.attribute("#f-password", "name").is_some());
    assert!(page(&owner, path).await.attribute("#f-password", "name").is_none(), "the artist needs none");

    for _ in 0..10 {
        other.submit(path, "/live/night-tide/password", &[("password", "guess")]).await;
    }
    let late = other.submit(path, "/live/night-tide/password", &[("password", "samphire")]).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
}

#[actix_web::test]
async fn members_and_ticket_holders_are_shown_the_way_in() {
    let app = TestApp::start().await;
    let (artist, _, owner) = app.artist("ode").await;
    app.seller(&artist).await;
    planned(&app, &artist, |input| input.gate = "members".to_owned()).await;
    let paid = planned(&app, &artist, |input| {
        input.title = "Spray".to_owned();
        input.gate = "ticket".to_owned();
        input.ticket = "5".to_owned();
    })
    .await;
    let visitor = app.visitor();
    let shown = page(&visitor, "/live/night-tide").await;
    assert!(shown.texts(".gate")[0].contains("members of The ode"));
    assert_eq!(shown.attribute(".gate a", "href").as_deref(), Some("/sign-in?next=%2Flive%2Fnight-tide"));
    let shown = page(&visitor, "/live/spray").await;
    assert!(shown.texts(".gate")[0].contains("€5.00"));
    assert_eq!(shown.attribute(".gate .btn.key", "href"), Some(urls::live::ticket(paid.id.0)));
    assert_eq!(
        (&event(&shown)["offers"]["price"], &event(&shown)["isAccessibleForFree"]),
        (&"5.00".into(), &false.into())
    );
    assert!(page(&owner, "/live/spray").await.texts(".gate").is_empty());
    let forged = urls::live::with_ticket("spray", paid.id.0, "nonsense");
    assert_eq!(visitor.get(&forged).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn lists_lead_to_what_is_on_air_and_what_comes() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let visitor = app.visitor();
    assert_eq!(page(&visitor, "/live").await.attribute(".empty a", "href").as_deref(), Some("/discover"));
    assert_eq!(page(&visitor, "/@ode/live").await.attribute(".empty a", "href").as_deref(), Some("/@ode"));

    let on_air = planned(&app, &artist, |_| {}).await;
    start(&app, on_air.id).await;
    planned(&app, &artist, |input| input.title = "Spray".to_owned()).await;
    for path in ["/", "/@ode"] {
        let shown = page(&visitor, path).await;
        assert_eq!(shown.attribute("main .notice a", "href").as_deref(), Some("/live/night-tide"), "{path}");
        assert_eq!(shown.attribute(".comes a", "href").as_deref(), Some("/live/spray"), "{path}");
    }
    for path in ["/live", "/@ode/live"] {
        let shown = page(&visitor, path).await;
        assert_eq!(shown.attribute(".grid a", "href").as_deref(), Some("/live/night-tide"), "{path}");
        assert_eq!(shown.texts(".comes a"), ["Spray"], "{path}");
    }

    artists::suspend(&mut *app.db().await, artist.id, true).await.unwrap();
    for path in
        ["/live/night-tide", "/live/night-tide/now", "/live/night-tide/calendar.ics", "/@ode/live", "/live/never"]
    {
        // How a show is doing is kept for a second.
        let gone = async || visitor.get(path).await.status == StatusCode::NOT_FOUND;
        while !gone().await {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    assert!(!page(&visitor, "/").await.text().contains("Night Tide"));
}

#[actix_web::test]
async fn a_record_called_live_keeps_its_address() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Live", &["Ebb"])).await;
    assert_ne!(release.slug, "live", "a new one leaves the address to the shows");
    diesel::update(releases::table.find(release.id))
        .set(releases::slug.eq("live"))
        .execute(&mut *app.db().await)
        .await
        .unwrap();
    assert_eq!(page(&app.visitor(), "/@ode/live").await.texts("h1"), ["Live"]);
}

/// What stands in an element of a feed under a name.
fn child<'a>(item: &'a rss::extension::Extension, name: &str) -> Option<&'a rss::extension::Extension> {
    item.children().values().flatten().find(|one| one.name() == name)
}

#[actix_web::test]
async fn a_feed_says_what_is_coming_on_air_and_over_with_its_chapters() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let show = planned(&app, &artist, |_| {}).await;
    let secret = planned(&app, &artist, |input| {
        input.gate = "password".to_owned();
        input.password = "low water".to_owned();
    })
    .await;
    let visitor = app.visitor();
    let items = async || {
        let answer = visitor.get("/@ode/feed.rss").await;
        let channel = rss::Channel::read_from(answer.bytes.as_slice()).unwrap();
        let podcast = channel.extensions().get("podcast").cloned().unwrap_or_default();
        podcast.get("liveItem").cloned().unwrap_or_default()
    };
    let status = async || {
        let items = items().await;
        items.iter().map(|item| item.attrs()["status"].clone()).collect::<Vec<_>>()
    };
    let chapters = format!("/live/{}/chapters.json", show.slug);
    assert_eq!(status().await, ["pending"], "one behind a password is nobody's");
    assert_eq!(visitor.get(&chapters).await.status, StatusCode::NOT_FOUND);
    start(&app, show.id).await;
    keep(&app, show.id).await;
    let live = items().await;
    assert_eq!(live[0].attrs()["status"], "live");
    let ends: chrono::DateTime<Utc> = live[0].attrs()["end"].parse().unwrap();
    assert!(ends > Utc::now() && child(&live[0], "podcast:chapters").is_none());
    assert_eq!(visitor.get(&chapters).await.status, StatusCode::NOT_FOUND, "not while it runs");
    assert!(shows::end(&mut *app.db().await, show.id, Utc::now()).await.unwrap());
    let over = items().await;
    assert_eq!((over.len(), over[0].attrs()["status"].as_str()), (1, "ended"));
    let list = child(&over[0], "podcast:chapters").unwrap().attrs().clone();
    assert_eq!(
        (list["url"].as_str(), list["type"].as_str()),
        (&*format!("{}{chapters}", app.url), "application/json+chapters")
    );
    let told = visitor.get(&chapters).await;
    assert_eq!(told.content_type(), "application/json+chapters");
    let told = told.json();
    assert_eq!((&told["version"], &told["title"]), (&"1.2.0".into(), &"Night Tide".into()));
    assert_eq!(told["chapters"][1], serde_json::json!({ "startTime": 61, "title": "Inge – Ebb & <Flow>" }));
    let sound = &child(&over[0], "enclosure").unwrap().attrs()["url"];
    assert_eq!(visitor.get(sound.strip_prefix(&app.url).unwrap()).await.status, StatusCode::OK);
    assert_eq!(visitor.get(&format!("/live/{}/chapters.json", secret.slug)).await.status, StatusCode::NOT_FOUND);
    for change in [
        "replays = false",
        "replays = true, started_at = now() - interval '32 days', ended_at = now() - interval '31 days'",
    ] {
        let sql = format!("UPDATE shows SET {change} WHERE id = '{}'", show.id);
        diesel::sql_query(sql).execute(&mut *app.db().await).await.unwrap();
        assert!(status().await.is_empty(), "{change}");
    }
}
