//! What timelines show of a page: oEmbed, players, OpenGraph.

use model::releases::{self, PriceMode, ReleaseChanges, publication};
use reqwest::StatusCode;

use crate::catalogue;
use crate::support::{Answer, TestApp};

fn meta(page: &Answer, name: &str) -> String {
    let found = page.attribute(&format!("meta[name='{name}'], meta[property='{name}']"), "content");
    found.unwrap_or_else(|| panic!("no {name}"))
}

#[actix_web::test]
async fn a_page_of_music_is_a_player_elsewhere() {
    let app = TestApp::start_with(|settings| settings.with("url", "https://music.example")).await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low & Water", &["Slack Water"])).await;
    let visitor = app.visitor();
    for (path, kind, id) in [
        ("/@ode/low-water", "release", release.id.to_string()),
        ("/@ode/low-water/slack-water", "track", {
            let all = model::tracks::of_release(&mut *app.db().await, release.id).await.unwrap();
            all[0].id.to_string()
        }),
    ] {
        let page = visitor.get(path).await;
        let player = format!("https://music.example/embed/{kind}/{id}");
        assert_eq!(meta(&page, "twitter:card"), "player");
        assert_eq!(meta(&page, "twitter:player"), player);
        assert_eq!(meta(&page, "fediverse:creator"), "@ode@music.example");
        assert_eq!(meta(&page, "og:audio:type"), "audio/mpeg");
        assert!(meta(&page, "twitter:player:width").parse::<u32>().is_ok());
        let link = page.attribute("link[type='application/json+oembed']", "href").unwrap();
        let link = link.strip_prefix("https://music.example").unwrap().to_owned();
        let oembed = visitor.get(&link).await;
        assert_eq!(oembed.status, StatusCode::OK, "{link}");
        let said = oembed.json();
        assert_eq!((said["type"].as_str(), said["version"].as_str()), (Some("video"), Some("1.0")));
        assert_eq!(said["author_name"], "The ode");
        let html = said["html"].as_str().unwrap();
        assert!(html.starts_with(&format!("<iframe src=\"{player}\"")) && html.ends_with("</iframe>"), "{html}");
        assert!(!oembed.sets_cookie("tonewood_visitor"));
        let narrow = visitor.get(&format!("{link}&maxwidth=320&maxheight=100")).await.json();
        assert_eq!((narrow["width"].as_u64(), narrow["height"].as_u64()), (Some(320), Some(100)));
        let xml = visitor.get(&link.replace("format=json", "format=xml")).await;
        assert!(xml.content_type().starts_with("text/xml") && xml.text().contains("<type>video</type>"));
        assert!(xml.text().contains("&lt;iframe ") || xml.text().contains("&#60;iframe "), "{}", xml.text());
        assert_eq!(visitor.get(&link.replace("format=json", "format=yaml")).await.status, StatusCode::NOT_IMPLEMENTED);
    }
}

#[actix_web::test]
async fn what_is_not_public_or_not_ours_has_no_player() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let ask = async |address: &str| app.visitor().get(&format!("/oembed?url={}", urls::encode(address))).await;
    let page = format!("{}/@ode/low-water", app.url);
    assert_eq!(ask(&format!("{page}?t=30#about")).await.status, StatusCode::OK);
    publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    let hidden = ask(&page).await;
    for address in [
        format!("{}/@ode/never", app.url),
        app.url.clone(),
        format!("{}/@ode", app.url),
        "https://elsewhere.example/@ode/low-water".to_owned(),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("{}/@ode/../../etc", app.url),
        "x".repeat(5_000),
        String::new(),
    ] {
        let answer = ask(&address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(answer.texts("main"), hidden.texts("main"));
    }
    assert_eq!(app.visitor().get("/oembed").await.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn what_has_a_price_says_so_and_gives_no_whole_sound() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let db = &mut app.db().await;
    let changes = ReleaseChanges {
        price_mode: Some(PriceMode::Fixed),
        price_amount_minor: Some(905),
        ..ReleaseChanges::default()
    };
    releases::update(db, release.id, &changes).await.unwrap();
    let preview = model::sellers::SellerChanges {
        preview: Some(model::sellers::Preview::First30),
        ..model::sellers::SellerChanges::default()
    };
    model::sellers::update(db, artist.id, &preview).await.unwrap();
    let page = app.visitor().get("/@ode/low-water").await;
    let said: serde_json::Value =
        serde_json::from_str(&page.texts("script[type='application/ld+json']").remove(0)).unwrap();
    assert_eq!(
        (said["offers"]["price"].as_str(), said["offers"]["priceCurrency"].as_str()),
        (Some("9.05"), Some("EUR"))
    );
    assert!(said["track"]["itemListElement"][0]["item"]["audio"].is_null());
    assert!(page.attribute("meta[property='og:audio']", "content").is_none());
    let list = app.visitor().get("/@ode/low-water/playlist.m3u").await;
    assert!(!list.text().contains("progressive.mp3"), "{}", list.text());
}
