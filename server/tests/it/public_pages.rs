//! Pages that everybody reads, and what nobody may tell from what does not exist.

use chrono::{Duration, Utc};
use model::artists::{self, ArtistChanges, ArtistKind};
use model::credits;
use model::releases::publication;
use model::releases::{self, PriceMode, ReleaseChanges};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::catalogue::{self, File};
use crate::support::{Answer, Browser, TestApp};

/// What every page must have, whatever it shows.
async fn page(browser: &Browser, path: &str) -> Answer {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    assert_eq!(answer.texts("h1").len(), 1, "{path}: {:?}", answer.texts("h1"));
    assert_eq!(answer.texts("main h1").len(), 1, "{path}");
    assert!(!answer.texts("title")[0].is_empty(), "{path}");
    let description = answer.attribute("meta[name=description]", "content").unwrap_or_default();
    assert!(description.len() > 5, "{path}: {description:?}");
    assert_eq!(answer.attribute("[style]", "style"), None, "{path}");
    // Blocks of data are no scripts: nothing runs them.
    let scripts = "script:not([src]):not([type='application/json']):not([type='application/ld+json'])";
    assert_eq!(answer.attribute(scripts, "type"), None, "{path}");
    assert!(answer.texts(scripts).is_empty(), "{path}");
    answer
}

/// A page as it is but for the word that is new in every answer.
fn without_nonce(answer: &Answer) -> String {
    let nonce = answer.attribute("meta[name=csp-nonce]", "content").unwrap_or_default();
    assert!(!nonce.is_empty());
    answer.text().replace(&nonce, "NONCE")
}

fn playing(answer: &Answer) -> serde_json::Value {
    let lists = answer.texts("script[data-tracks]");
    serde_json::from_str(lists.first().expect("a list for the player")).unwrap()
}

#[actix_web::test]
async fn a_fresh_instance_leads_on() {
    let app = TestApp::start().await;
    let home = page(&app.visitor(), "/").await;
    assert_eq!(home.texts("h1"), ["Tonewood"]);
    assert_eq!(home.attribute(".empty a", "href").as_deref(), Some("/sign-up"));
    let (_, fan) = app.fan().await;
    assert_eq!(page(&fan, "/").await.attribute(".empty a", "href").as_deref(), Some("/studio/artists/new"));
    assert!(page(&fan, "/discover").await.attribute(".empty a", "href").is_some());
    assert!(page(&fan, "/search").await.text().contains("Write a few words"));
}

#[actix_web::test]
async fn a_release_tells_what_is_true() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low Water Marks").await;
    let first = catalogue::add_track(&app, &release, "01 Slack Water.wav", File::Wav).await;
    let second = catalogue::add_track(&app, &release, "02 Salt Hands.wav", File::Wav).await;
    catalogue::add_cover(&app, &release).await;
    let changes = ReleaseChanges {
        about: Some("Made by the **sea**. <script>alert(1)</script>".to_owned()),
        genre: Some("Ambient".to_owned()),
        tags: Some(vec!["piano".to_owned(), "ambient".to_owned()]),
        licence: Some("cc-by".to_owned()),
        language: Some("en".to_owned()),
        ai_declaration: Some("none".to_owned()),
        ..ReleaseChanges::default()
    };
    let db = &mut app.db().await;
    releases::update(db, release.id, &changes).await.unwrap();
    credits::replace(db, release.id, None, &[("Tam Okafor".to_owned(), "Mastering".to_owned())]).await.unwrap();
    credits::replace(db, release.id, Some(second.id), &[("Inge Sørli".to_owned(), "Voice".to_owned())]).await.unwrap();
    catalogue::publish(&app, &release, account.id).await;

    let visitor = app.visitor();
    let shown = page(&visitor, "/@ode/low-water-marks").await;
    assert_eq!(shown.texts("h1"), ["Low Water Marks"]);
    assert_eq!(shown.texts("title"), ["Low Water Marks by The ode · Tonewood"]);
    let today = Utc::now().format("%-d %B %Y");
    assert_eq!(shown.texts(".facts"), [format!("Album, 2 tracks, 2 minutes. Released {today}. Lossless 16/44.1.")]);
    assert_eq!(shown.texts(".rows .t"), ["Slack Water", "Salt Hands"]);
    assert_eq!(shown.texts("dl.credits dt")[..3], ["Mastering", "Voice on 2", "Licence"]);
    assert_eq!(shown.texts("dl.credits dd")[..3], ["Tam Okafor", "Inge Sørli", "CC BY 4.0"]);
    assert_eq!(shown.texts(".tags .tag"), ["piano", "ambient"]);
    assert!(shown.text().contains("<strong>sea</strong>") && !shown.text().contains("<script>alert"));
    assert!(shown.attribute("body", "class").unwrap().contains("h-240 k-45"));
    assert_eq!(shown.attribute("img.sleeve", "alt").as_deref(), Some("A sun above lines of water"));
    let picture = shown.attribute("meta[property='og:image']", "content").unwrap();
    assert!(picture.starts_with("http://127.0.0.1") && picture.ends_with("/640.jpg"), "{picture}");
    assert!(shown.attribute("link[rel=canonical]", "href").unwrap().ends_with("/@ode/low-water-marks"));
    assert_eq!(shown.attribute("meta[name=robots]", "content"), None);

    let list = playing(&shown);
    assert_eq!(list[0]["id"], first.id.to_string());
    assert_eq!(list[1]["stream"]["start"], list[0]["stream"]["n"]);
    assert_eq!((&list[0]["stream"]["joined"], &list[1]["stream"]["joined"]), (&json!(true), &json!(true)));
    assert_eq!(list[1]["stream"]["p"], 2048 + 44_100 * 61 % 1024);
    let rung = &list[0]["stream"]["rungs"][0];
    assert_eq!((&rung["name"], &rung["kbps"]), (&json!("aac-64"), &json!(64)));
    assert_eq!(list[0]["url"], "/@ode/low-water-marks/slack-water");
    assert!(list[0]["hls"].as_str().unwrap().starts_with("/media/public/"));
    let shares = ["g-50"; 2].map(|share| shown.attribute(&format!("tw-groove li.{share}"), "data-ms"));
    assert_eq!(shares, [Some("61000".to_owned()), Some("61000".to_owned())]);
    let mp3 = shown.attribute(".row a[data-play]", "href").unwrap();
    assert_eq!(visitor.get(&mp3).await.text(), "hello sound");

    let track = page(&visitor, "/@ode/low-water-marks/salt-hands").await;
    assert_eq!(track.texts("h1"), ["Salt Hands"]);
    assert_eq!(track.texts(".facts"), ["Track 2 of 2, 1:01."]);
    assert_eq!(playing(&track).as_array().unwrap().len(), 1);
    assert_eq!(track.attribute("a[rel=prev]", "href").as_deref(), Some("/@ode/low-water-marks/slack-water"));
    assert_eq!(track.attribute("a[rel=next]", "href"), None);
    assert_eq!(track.attribute("meta[property='og:type']", "content").as_deref(), Some("music.song"));

    let home = page(&visitor, "/").await;
    assert_eq!(home.attribute("main .feature a", "href").as_deref(), Some("/@ode/low-water-marks"));
    assert_eq!(playing(&home)[1]["title"], "Salt Hands");
    assert!(home.attribute("body", "class").unwrap().contains("h-240 k-45"));
    assert_eq!(home.attribute(".people a", "href").as_deref(), Some("/@ode"));
}

#[actix_web::test]
async fn what_is_not_published_is_not_there() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let draft = catalogue::draft(&app, &artist, "Draft").await;
    catalogue::add_track(&app, &draft, "Ebb.wav", File::Wav).await;
    let scheduled = catalogue::draft(&app, &artist, "Scheduled").await;
    catalogue::add_track(&app, &scheduled, "Ebb.wav", File::Wav).await;
    catalogue::published(&app, &artist, account.id, ("Public", &["Ebb"])).await;
    let unpublished = catalogue::published(&app, &artist, account.id, ("Withdrawn", &["Ebb"])).await;
    let (gone, gone_account, _) = app.artist("gone").await;
    catalogue::published(&app, &gone, gone_account.id, ("Public", &["Ebb"])).await;
    let db = &mut app.db().await;
    let (terms, _) = publication::current_terms(db).await.unwrap();
    let soon = Some(Utc::now() + Duration::hours(1));
    publication::publish(db, scheduled.id, account.id, terms, soon).await.unwrap();
    publication::unpublish(db, unpublished.id).await.unwrap();
    artists::suspend(db, gone.id, true).await.unwrap();

    let visitor = app.visitor();
    let nothing = visitor.get("/@nobody/nothing").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let expected = without_nonce(&nothing);
    let mut paths = vec!["/@gone".to_owned(), "/private/0123456789".to_owned(), "/@ode/public/flow".to_owned()];
    for release in ["/@ode/draft", "/@ode/scheduled", "/@ode/withdrawn", "/@gone/public"] {
        for below in ["", "/ebb", "/downloads", "/downloads/flac.zip", "/downloads/nonsense.zip", "/ebb/downloads/flac"]
        {
            paths.push(format!("{release}{below}"));
        }
    }
    for path in paths {
        let answer = visitor.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(without_nonce(&answer), expected, "{path}");
        assert_eq!(answer.header("cache-control"), nothing.header("cache-control"), "{path}");
        let head = visitor.send(visitor.request(Method::HEAD, &path)).await;
        assert_eq!(head.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/", "/discover", "/search?q=ebb", "/@ode"] {
        let text = page(&visitor, path).await.text();
        for title in ["Draft", "Scheduled", "Withdrawn", "/@gone"] {
            assert!(!text.contains(title), "{path} tells of {title}");
        }
    }
}

#[actix_web::test]
async fn a_private_link_opens_a_draft_and_nothing_else() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let draft = catalogue::draft(&app, &artist, "Draft").await;
    let track = catalogue::add_track(&app, &draft, "Ebb.wav", File::Wav).await;
    let cover = catalogue::add_cover(&app, &draft).await;
    let db = &mut app.db().await;
    releases::set_private_link(db, draft.id, true).await.unwrap();
    let key = releases::find(db, draft.id).await.unwrap().unwrap().private_key.unwrap();

    let visitor = app.visitor();
    let path = format!("/private/{key}");
    let shown = page(&visitor, &path).await;
    assert_eq!(shown.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));
    assert_eq!(shown.attribute("link[rel=canonical]", "href"), None);
    assert_eq!(shown.attribute("a[href^='/@ode/']", "href"), None, "a link to a page that is not there");
    assert_eq!(shown.texts("aside").len(), 0, "nothing to download or buy");
    let list = playing(&shown);
    assert_eq!(list[0]["url"], path);
    let mp3 = list[0]["mp3"].as_str().unwrap();
    assert!(!mp3.contains("/public/"));
    assert_eq!(visitor.get(mp3).await.text(), "hello sound");
    let guessed = urls::media::progressive_mp3(urls::media::PUBLIC, track.encoding_id.unwrap().0);
    assert_eq!(visitor.get(&guessed).await.status, StatusCode::NOT_FOUND);
    let picture = shown.attribute("img.sleeve", "src").unwrap();
    assert_eq!(visitor.get(&picture).await.text(), "picture of 640");
    assert_eq!(visitor.get(&urls::image(cover.0, 640)).await.status, StatusCode::NOT_FOUND);

    releases::set_private_link(db, draft.id, false).await.unwrap();
    assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_title_cannot_break_out_of_the_page() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "</script><b>\"x\" & y").await;
    catalogue::add_track(&app, &release, "<img src=x> & co.wav", File::Wav).await;
    let release = catalogue::publish(&app, &release, account.id).await;
    let shown = page(&app.visitor(), &urls::release("ode", &release.slug)).await;
    assert_eq!(shown.texts("h1"), ["</script><b>\"x\" & y"]);
    let list = playing(&shown);
    assert_eq!(list[0]["release"], "</script><b>\"x\" & y");
    assert_eq!(list[0]["title"], "<img src=x> & co");
    assert_eq!(shown.attribute("img[src=x]", "src"), None);
}

#[actix_web::test]
async fn what_does_not_play_yet_says_so() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    catalogue::add_master(&app, &release, "Flow.wav", File::Wav).await;
    let shown = page(&app.visitor(), "/@ode/low").await;
    assert_eq!(shown.texts(".rows .row").len(), 2);
    assert_eq!(shown.texts(".rows [data-play]").len(), 1);
    assert_eq!(shown.texts("tw-groove [data-play]").len(), 1);
    assert!(shown.texts(".rows .m")[1].contains("in preparation"));
    assert_eq!(playing(&shown).as_array().unwrap().len(), 1);
    let track = page(&app.visitor(), "/@ode/low/flow").await;
    assert!(track.text().contains("in preparation"));
    assert_eq!(playing(&track), serde_json::json!([]));
}

#[actix_web::test]
async fn what_has_a_price_is_heard_and_not_downloaded() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    let changes = ReleaseChanges {
        price_mode: Some(PriceMode::Minimum),
        price_amount_minor: Some(900),
        price_currency: Some("EUR".to_owned()),
        ..ReleaseChanges::default()
    };
    releases::update(&mut *app.db().await, release.id, &changes).await.unwrap();
    let visitor = app.visitor();
    for path in ["/@ode/low", "/@ode/low/ebb"] {
        let shown = page(&visitor, path).await;
        assert_eq!(shown.texts("aside .price"), ["€9.00 or more"]);
        assert!(shown.text().contains("has not set up an account to be paid on yet"), "{}", shown.text());
        assert_eq!(shown.attribute("a[download]", "href"), None);
        assert_eq!(playing(&shown).as_array().unwrap().len(), 1);
    }
    for path in ["/@ode/low/downloads", "/@ode/low/downloads/flac.zip", "/@ode/low/ebb/downloads/flac"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn an_artist_has_a_page() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let (label, _, _) = app.artist("kelp").await;
    catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    let db = &mut app.db().await;
    let changes = ArtistChanges {
        bio: Some("Piano. [Bad](javascript:alert(1))".to_owned()),
        place: Some("Kirkcaldy".to_owned()),
        links: Some(serde_json::json!([
            {"label": "Notes", "url": "https://example.org/notes"},
            {"label": "Bad", "url": "javascript:alert(1)"},
        ])),
        hue1: Some(120),
        hue2: Some(300),
        ..ArtistChanges::default()
    };
    artists::update(db, artist.id, &changes).await.unwrap();
    let as_label = ArtistChanges { kind: Some(ArtistKind::Label), ..ArtistChanges::default() };
    artists::update(db, label.id, &as_label).await.unwrap();
    artists::add_to_roster(db, label.id, artist.id).await.unwrap();

    let visitor = app.visitor();
    let shown = page(&visitor, "/@ode").await;
    assert!(shown.attribute("body", "class").unwrap().contains("h-120 k-300"));
    assert_eq!(shown.texts(".facts"), ["Band in Kirkcaldy, on The kelp"]);
    assert_eq!(shown.texts(".links a"), ["Notes"]);
    assert_eq!(shown.attribute(".links a", "rel").as_deref(), Some("me nofollow noopener"));
    assert!(!shown.text().contains("javascript:"));
    assert_eq!(shown.attribute(".grid a", "href").as_deref(), Some("/@ode/low"));
    let label = page(&visitor, "/@kelp").await;
    assert_eq!(label.attribute(".people a", "href").as_deref(), Some("/@ode"));
    assert_eq!(label.attribute(".grid a", "href").as_deref(), Some("/@ode/low"));
    assert_eq!(
        page(&visitor, "/@ODE").await.attribute("link[rel=canonical]", "href"),
        shown.attribute("link[rel=canonical]", "href")
    );
}

#[actix_web::test]
async fn words_find_releases_artists_and_tracks() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands", "Ebb"])).await;
    let visitor = app.visitor();
    let track = page(&visitor, "/search?q=hands+SALT").await;
    assert_eq!(track.texts(".rows .t a"), ["Salt Hands"]);
    assert_eq!(playing(&track)[0]["title"], "Salt Hands");
    assert_eq!(track.texts(".people li").len(), 0);
    let artist = page(&visitor, "/search?q=the%20ode").await;
    assert_eq!(artist.texts(".people li").len(), 1);
    assert_eq!(artist.attribute(".grid a", "href").as_deref(), Some("/@ode/low-water"));
    for nothing in ["/search?q=%25", "/search?q=_", "/search?q=water+marks", "/search?q=%3Cscript%3E"] {
        let answer = page(&visitor, nothing).await;
        assert_eq!(answer.texts(".empty h2"), ["Nothing found"], "{nothing}");
        assert_eq!(answer.attribute(".empty a", "href").as_deref(), Some("/discover"));
    }
    let description = visitor.get("/opensearch.xml").await;
    assert!(description.content_type().starts_with("application/opensearchdescription+xml"));
    assert!(description.text().contains(&format!("template=\"{}/search?q={{searchTerms}}\"", app.app.base_url)));
}

#[actix_web::test]
async fn the_list_goes_on_and_is_narrowed_by_tag() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    for number in 1..=25 {
        let release = catalogue::published(&app, &artist, account.id, (&format!("Number {number}"), &["Ebb"])).await;
        let tags = if number == 7 { vec!["rare & odd".to_owned()] } else { vec!["common".to_owned()] };
        let changes = ReleaseChanges { tags: Some(tags), ..ReleaseChanges::default() };
        releases::update(&mut *app.db().await, release.id, &changes).await.unwrap();
    }
    let visitor = app.visitor();
    let first = page(&visitor, "/discover").await;
    assert_eq!(first.texts(".grid > li").len(), 24);
    assert!(first.texts(".grid > li")[0].starts_with("Number 25"));
    assert_eq!(first.attribute("a[rel=prev]", "href"), None);
    let next = first.attribute("a[rel=next]", "href").unwrap();
    let second = page(&visitor, &next).await;
    assert_eq!(second.texts(".grid > li").len(), 1);
    assert!(second.texts(".grid > li")[0].starts_with("Number 1"));
    assert_eq!(second.attribute("a[rel=prev]", "href").as_deref(), Some("/discover"));
    let tag = first.texts("nav .tag");
    assert_eq!(tag, ["Every tag", "common", "rare & odd"]);
    let rare = page(&visitor, &urls::tag("rare & odd")).await;
    assert_eq!(rare.texts(".grid > li").len(), 1);
    assert!(rare.texts(".grid > li")[0].starts_with("Number 7"));
    let narrowed = page(&visitor, "/discover?tag=rare+%26+odd").await;
    assert_eq!(narrowed.texts(".grid > li").len(), 1, "the address of old");
    assert_eq!(page(&visitor, "/discover?tag=none").await.texts(".empty h2"), ["Nothing like this here"]);
    for odd in ["page=99", "page=minus", "before=x", "format=cassette&sort=loud"] {
        assert_eq!(page(&visitor, &format!("/discover?{odd}")).await.texts(".grid > li").len(), 24, "{odd}");
    }
    let end = "/discover?before=5-00000000000000000000000000000000";
    assert_eq!(page(&visitor, end).await.attribute(".empty a", "href").as_deref(), Some("/discover"));
}
