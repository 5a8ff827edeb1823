//! The studio: forms that work without scripts, and nothing of it for anybody else.

use std::time::Duration;

use model::artists::ArtistKind;
use model::releases::ReleaseState;
use model::{artists, releases, tracks};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};

use crate::catalogue::{File, add_track, draft};
use crate::support::{Answer, Browser, TestApp, wav};

/// Sends a form with files: the token first.
async fn post_parts(browser: &Browser, page: &str, action: &str, form: impl FnOnce(Form) -> Form) -> Answer {
    let token = browser.csrf(page).await;
    let form = form(Form::new().text("csrf", token));
    browser.send(browser.request(Method::POST, action).multipart(form)).await
}

fn file(name: &str, bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name(name.to_owned())
}

#[actix_web::test]
async fn somebody_new_is_led_from_nothing_to_a_draft() {
    let app = TestApp::start().await;
    let (_, browser) = app.fan().await;
    let studio = browser.get("/studio").await;
    assert_eq!(studio.texts(".empty h2"), ["Make your artist"]);
    assert_eq!(studio.attribute(".empty a.btn", "href").as_deref(), Some("/studio/artists/new"));
    assert_eq!(browser.get("/studio/releases/new").await.location(), "/studio/artists/new");

    let taken = app.artist("ode").await;
    let refused = browser
        .submit(
            "/studio/artists/new",
            "/studio/artists",
            &[("name", "Ode <Halloran>"), ("handle", "ode"), ("kind", "band")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attribute("#f-name", "value").as_deref(), Some("Ode <Halloran>"), "what was typed stays");
    assert_eq!(refused.texts("#f-handle-error"), ["The handle is taken. Choose another one."]);
    assert!(refused.texts("p.hint").iter().any(|hint| hint.contains("@ode_halloran")), "handles are suggested");
    let reserved = browser
        .submit("/studio/artists/new", "/studio/artists", &[("name", ""), ("handle", "admin"), ("kind", "band")])
        .await;
    assert_eq!(reserved.texts(".error-list li").len(), 2);
    assert!(reserved.texts("#f-handle-error")[0].contains("reserved"));
    let made = browser
        .submit("/studio/artists/new", "/studio/artists", &[("name", "Inge"), ("handle", "@Inge"), ("kind", "label")])
        .await;
    assert_eq!((made.status, made.location().as_str()), (StatusCode::SEE_OTHER, "/studio"));
    let inge = artists::by_handle(&mut *app.db().await, "inge").await.unwrap().unwrap();
    assert_eq!(inge.kind, ArtistKind::Label);

    let untitled = browser
        .submit("/studio/releases/new", "/studio/releases", &[("artist", "inge"), ("title", " "), ("kind", "ep")])
        .await;
    assert_eq!(untitled.texts("#f-title-error"), ["Give the release a title."]);
    let foreign = browser
        .submit("/studio/releases/new", "/studio/releases", &[("artist", "ode"), ("title", "Mine"), ("kind", "ep")])
        .await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(releases::listing::all_of_artist(&mut *app.db().await, taken.0.id).await.unwrap().is_empty());
    let made = browser
        .submit("/studio/releases/new", "/studio/releases", &[("artist", "inge"), ("title", "Kelp"), ("kind", "ep")])
        .await;
    let page = browser.get(&made.location()).await;
    assert_eq!((page.status, page.texts("h1")), (StatusCode::OK, vec!["Kelp".to_owned()]));
    assert!(page.attribute("tw-upload", "data-release").is_some());
    assert_eq!(page.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));
    assert_eq!(browser.get("/studio/releases").await.texts("tbody tr").len(), 1);
}

#[actix_web::test]
async fn files_come_in_by_a_plain_form_and_a_broken_one_is_mended() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let page = format!("/studio/releases/{}", release.id);
    let sent = post_parts(&browser, &page, &format!("{page}/uploads"), |form| {
        form.part("files", file("02 Flow.wav", wav(44_100, 0.3)))
            .part("files", file("empty.wav", Vec::new()))
            .part("files", file("<img src=x onerror=alert(1)>.wav", b"<html>no music</html>".to_vec()))
    })
    .await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, page.clone()));
    let said = browser.get(&page).await;
    assert!(
        said.texts("[data-flash]")[0].contains("empty.wav: The file is empty."),
        "{:?}",
        said.texts("[data-flash]")
    );
    app.run_pending_jobs().await;
    let shown = browser.get(&page).await;
    assert_eq!(shown.texts("#track-list .up").len(), 2);
    assert_eq!(shown.texts("#track-list .st"), ["Ready", "Needs a better file"]);
    assert!(!shown.text().contains("<img src=x"), "names are escaped");
    assert_eq!(shown.texts("#track-list .report").len(), 1);
    assert!(shown.texts("#wants .missing li").iter().any(|one| one.contains("One file was refused")));
    assert!(shown.attribute("a[data-play]", "href").unwrap().ends_with("/progressive.mp3"));
    let mend = shown.attribute(".report form", "action").unwrap();
    let mended =
        post_parts(&browser, &page, &mend, |form| form.part("file", file("03 Neap.wav", wav(44_100, 0.3)))).await;
    assert_eq!(mended.status, StatusCode::SEE_OTHER, "{}", mended.text());
    app.run_pending_jobs().await;
    let shown = browser.get(&page).await;
    assert_eq!(shown.texts("#track-list .st"), ["Ready", "Ready"]);
    assert_eq!(shown.texts("#track-list .up-main > a"), ["Flow", "Neap"], "the better file's name counts");
    assert!(shown.texts("#track-list .report").is_empty());

    let no_token = Form::new().part("files", file("a.wav", wav(44_100, 0.1)));
    let answer = browser.send(browser.request(Method::POST, &format!("{page}/uploads")).multipart(no_token)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(tracks::of_release(&mut *app.db().await, release.id).await.unwrap().len(), 2);
}

#[actix_web::test]
async fn tracks_are_put_in_order_renamed_together_and_removed() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let page = format!("/studio/releases/{}", release.id);
    let mut ids = Vec::new();
    for name in ["01 One.wav", "02 Two.wav", "03 Three.wav"] {
        ids.push(add_track(&app, &release, name, File::Wav).await.id.to_string());
    }
    let order = [
        ("order", ids[0].as_str()),
        ("position", "2"),
        ("order", &ids[1]),
        ("position", "2"),
        ("order", &ids[2]),
        ("position", "1"),
    ];
    let saved = browser.submit(&page, &format!("{page}/order"), &order).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let titles = async || {
        let all = tracks::of_release(&mut *app.db().await, release.id).await.unwrap();
        all.iter().map(|track| format!("{} {}", track.position, track.title)).collect::<Vec<_>>()
    };
    assert_eq!(titles().await, ["1 Three", "2 One", "3 Two"]);

    let table = format!("{page}/tracks");
    let (one, two) = (format!("title-{}", ids[0]), format!("title-{}", ids[1]));
    let isrc = format!("isrc-{}", ids[0]);
    let refused = browser.submit(&table, &table, &[(&one, "Uno"), (&isrc, "12"), (&two, "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts(".error-list li").len(), 2);
    assert_eq!(refused.attribute(&format!("[name='{one}']"), "value").as_deref(), Some("Uno"));
    assert_eq!(titles().await, ["1 Three", "2 One", "3 Two"], "all or nothing");
    let explicit = format!("explicit-{}", ids[1]);
    let saved = browser
        .submit(&table, &table, &[(&one, "Uno"), (&isrc, "NL-A50-26-00123"), (&two, "Dos"), (&explicit, "true")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(titles().await, ["1 Three", "2 Uno", "3 Dos"]);

    let form = format!("/studio/tracks/{}", ids[0]);
    let bad = [("title", "Uno"), ("lyrics_synced", "[00:01.00]one\nno time"), ("credits", "Piano: Inge")];
    let refused = browser.submit(&form, &form, &bad).await;
    assert!(refused.texts("#f-lyrics_synced-error")[0].starts_with("Line 2 has no time: “no time”"));
    let good =
        [("title", "Uno"), ("isrc", "NLA502600123"), ("lyrics", "One\nTwo"), ("credits", "Piano: Inge Dahl\nOde")];
    assert_eq!(browser.submit(&form, &form, &good).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&form).await.text().contains("Piano: Inge Dahl"));
    let removed = browser.submit(&page, &format!("/studio/tracks/{}/deletion", ids[2]), &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(titles().await, ["1 Uno", "2 Dos"]);
}

#[actix_web::test]
async fn details_keep_what_was_typed_and_take_a_cover() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let page = format!("/studio/releases/{}/details", release.id);
    let with_mode = |form: Form, upc: &'static str, (mode, price): (&'static str, &'static str)| {
        form.text("title", "Low <Water>")
            .text("kind", "live")
            .text("tags", "Drone, field recording")
            .text("language", "nl")
            .text("licence", "cc-by")
            .text("ai_declaration", "partly")
            .text("explicit", "true")
            .text("price_mode", mode)
            .text("price_amount", price)
            .text("price_currency", "EUR")
            .text("release_date", "2026-11-14")
            .text("upc", upc)
            .text("credits", "Piano: Inge Dahl")
    };
    let fields = |form, upc, price| with_mode(form, upc, ("minimum", price));
    for (price, said) in
        [("0.49", "The least that cards can pay is 0.50 EUR."), ("0", "Enter the price, or choose free.")]
    {
        let least = post_parts(&browser, &page, &page, |form| with_mode(form, "036000291452", ("fixed", price))).await;
        assert_eq!(
            (least.status, least.texts("#f-price_amount-error")),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![said.to_owned()])
        );
    }
    let refused = post_parts(&browser, &page, &page, |form| fields(form, "036000291453", "nine")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("#f-upc-error")[0].contains("should be 2"));
    assert!(refused.texts("#f-price_amount-error")[0].contains("as in 9.00"));
    assert_eq!(refused.attribute("#f-title", "value").as_deref(), Some("Low <Water>"));
    assert_eq!(refused.attribute("#f-price_amount", "value").as_deref(), Some("nine"));
    let saved = post_parts(&browser, &page, &page, |form| {
        fields(form, "036000291452", "9,50").part("cover", file("cover.png", b"not a picture".to_vec()))
    })
    .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let stored = releases::find(&mut *app.db().await, release.id).await.unwrap().unwrap();
    assert_eq!(
        (stored.title.as_str(), stored.price_amount_minor, stored.upc.as_str()),
        ("Low <Water>", 950, "036000291452")
    );
    assert_eq!(stored.tags, ["drone", "field recording"]);
    assert!(stored.explicit && stored.cover_id.is_some());
    app.run_pending_jobs().await;
    let shown = browser.get(&page).await;
    assert_eq!(shown.texts("#f-cover-error").len(), 1, "a refused cover says why");
    assert_eq!(shown.attribute("#f-price_amount", "value").as_deref(), Some("9.50"));
    assert!(shown.text().contains("Low &#60;Water&#62;") || shown.text().contains("Low &lt;Water&gt;"));
}

#[actix_web::test]
async fn a_release_goes_out_at_its_hour_and_comes_back() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let page = format!("/studio/releases/{}/publication", release.id);
    let accepted = [("accept_terms", "1"), ("when", "now")];
    let incomplete = browser.submit(&page, &page, &accepted).await;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(incomplete.texts(".notice.bad")[0].contains("Upload at least one track."));
    add_track(&app, &release, "01 Ebb.wav", File::Wav).await;
    let unread = browser.submit(&page, &page, &[("when", "now")]).await;
    assert_eq!(unread.texts("#f-accept_terms-error"), ["Read and accept the terms."]);
    let past = browser
        .submit(&page, &page, &[("accept_terms", "1"), ("when", "later"), ("at", "2020-01-01T10:00"), ("zone", "60")])
        .await;
    assert!(past.texts("#f-at-error")[0].contains("has passed"));
    assert_eq!(past.attribute("#f-at", "value").as_deref(), Some("2020-01-01T10:00"));
    let state = async || releases::find(&mut *app.db().await, release.id).await.unwrap().unwrap().state();
    assert_eq!(state().await, ReleaseState::Draft);
    let at = (chrono::Utc::now() + chrono::Duration::days(3)).format("%Y-%m-%dT%H:%M").to_string();
    let later =
        browser.submit(&page, &page, &[("accept_terms", "1"), ("when", "later"), ("at", &at), ("zone", "0")]).await;
    assert_eq!((later.status, state().await), (StatusCode::SEE_OTHER, ReleaseState::Scheduled));
    assert_eq!(browser.submit(&page, &page, &accepted).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state().await, ReleaseState::Published);
    let undone = browser.submit(&page, &page.replace("/publication", "/unpublication"), &[]).await;
    assert_eq!((undone.status, state().await), (StatusCode::SEE_OTHER, ReleaseState::Draft));

    let link = page.replace("/publication", "/private-link");
    browser.submit(&page, &link, &[("link", "on")]).await;
    let first = browser.get(&page).await.texts("code.token").remove(0);
    assert!(first.starts_with(&format!("{}/private/", app.url)), "{first}");
    browser.submit(&page, &link, &[("link", "new")]).await;
    assert_ne!(browser.get(&page).await.texts("code.token").remove(0), first);
    browser.submit(&page, &link, &[("link", "off")]).await;
    assert!(browser.get(&page).await.texts("code.token").is_empty());
    let deleted = browser.submit(&page, &page.replace("/publication", "/deletion"), &[]).await;
    assert_eq!(deleted.location(), "/studio/releases");
    assert!(releases::find(&mut *app.db().await, release.id).await.unwrap().is_none());
}

#[actix_web::test]
async fn members_come_and_go_and_an_owner_stays() {
    let app = TestApp::start().await;
    let (_, account, owner) = app.artist("ode").await;
    let (fan, fan_browser) = app.fan().await;
    let page = "/studio/artists/ode/members";
    let unknown =
        owner.submit(page, page, &[("act", "add"), ("email", "nobody@example.org"), ("role", "editor")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.attribute("#f-email", "value").as_deref(), Some("nobody@example.org"));
    let added = owner.submit(page, page, &[("act", "add"), ("email", &fan.email), ("role", "editor")]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    assert_eq!(fan_browser.get(page).await.texts("tbody tr").len(), 2);
    let id = account.id.to_string();
    let not_his = fan_browser.submit(page, page, &[("act", "remove"), ("account", &id)]).await;
    assert_eq!(not_his.status, StatusCode::FORBIDDEN);
    let last = owner.submit(page, page, &[("act", "remove"), ("account", &id)]).await;
    assert_eq!(last.texts("#f-email-error"), ["An artist needs an owner. Make somebody else one first."]);
    let leaves = fan_browser.submit(page, page, &[("act", "remove"), ("account", &fan.id.to_string())]).await;
    assert_eq!(leaves.location(), "/studio/artists");
    assert_eq!(fan_browser.get(page).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn nothing_of_the_studio_is_for_others() {
    let app = TestApp::start().await;
    let (artist, _, owner) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let track = add_track(&app, &release, "01 Ebb.wav", File::Wav).await;
    let (_, _, other) = app.artist("other").await;
    let (id, track) = (release.id.to_string(), track.id.to_string());
    let pages = ["", "/details", "/tracks", "/publication"].map(|tail| format!("/studio/releases/{id}{tail}"));
    let more =
        [format!("/studio/tracks/{track}"), "/studio/artists/ode".to_owned(), "/studio/artists/ode/members".to_owned()];
    for page in pages.iter().chain(&more) {
        assert_eq!(owner.get(page).await.status, StatusCode::OK, "{page}");
        assert_eq!(other.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        let visitor = app.visitor().get(page).await;
        assert_eq!(
            (visitor.status, visitor.location().starts_with("/sign-in?next=")),
            (StatusCode::SEE_OTHER, true),
            "{page}"
        );
    }
    assert_eq!(other.get(&format!("/studio/releases/{id}/events")).await.status, StatusCode::NOT_FOUND);
    let posts = [
        format!("/studio/releases/{id}/tracks"),
        format!("/studio/releases/{id}/publication"),
        format!("/studio/releases/{id}/unpublication"),
        format!("/studio/releases/{id}/order"),
        format!("/studio/releases/{id}/private-link"),
        format!("/studio/releases/{id}/deletion"),
        format!("/studio/tracks/{track}"),
        format!("/studio/tracks/{track}/deletion"),
        "/studio/artists/ode/members".to_owned(),
    ];
    for action in &posts {
        let answer = other.submit("/studio/artists/new", action, &[("title", "Mine"), ("act", "add")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
        assert_eq!(owner.post_bare(action, &[("csrf", "wrong")]).await.status, StatusCode::FORBIDDEN, "{action}");
    }
    let files = [
        format!("/studio/releases/{id}/uploads"),
        format!("/studio/releases/{id}/details"),
        format!("/studio/tracks/{track}/master"),
        "/studio/artists/ode".to_owned(),
    ];
    for action in &files {
        let answer = post_parts(&other, "/studio/artists/new", action, |form| {
            form.part("files", file("a.wav", wav(44_100, 0.1)))
        })
        .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
    }
    let kept = releases::find(&mut *app.db().await, release.id).await.unwrap().unwrap();
    assert_eq!((kept.title.as_str(), kept.state()), ("Ebb", ReleaseState::Draft));
}

#[actix_web::test]
async fn an_open_page_hears_what_happens() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let release = draft(&app, &artist, "Ebb").await;
    let page = browser.get(&format!("/studio/releases/{}", release.id)).await;
    let source = page.attribute("turbo-stream-source", "src").unwrap();
    let mut stream = browser.request(Method::GET, &source).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut heard = String::new();
    let mut until = async |word: &str| {
        while !heard.contains(word) {
            let part = tokio::time::timeout(Duration::from_secs(20), stream.chunk()).await.expect("silence").unwrap();
            heard.push_str(std::str::from_utf8(&part.expect("the stream ended")).unwrap());
        }
        std::mem::take(&mut heard)
    };
    let opening = until("retry:").await;
    assert!(!opening.contains("turbo-stream"), "the page shows it already: {opening}");
    let track = add_track(&app, &release, "01 Ebb.wav", File::Wav).await;
    let added = until("target=\"track-list\"").await;
    assert!(added.contains("action=\"update\""), "{added}");
    let refused = tracks::Refused { code: "truncated", message: "The file stops early.", at_ms: Some(10_000) };
    tracks::mark_refused(&mut *app.db().await, track.id, &refused).await.unwrap();
    let changed = until("The file stops early.").await;
    assert!(
        changed.contains(&format!("<turbo-stream action=\"replace\" method=\"morph\" target=\"track-{}\">", track.id)),
        "{changed}"
    );
    assert!(changed.contains("at 0:10"));
    app.app.stop.cancel();
    let ended =
        tokio::time::timeout(Duration::from_secs(5), async { while stream.chunk().await.unwrap().is_some() {} }).await;
    assert!(ended.is_ok(), "the stream ends with the server");
}
