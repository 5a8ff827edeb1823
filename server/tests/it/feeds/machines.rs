//! What machines are told: sitemaps, robots, what may be mined.

use model::releases::{self, ReleaseChanges, publication};
use reqwest::StatusCode;

use crate::catalogue;
use crate::support::TestApp;

#[actix_web::test]
async fn every_public_page_is_in_the_sitemap() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let hidden = catalogue::published(&app, &artist, account.id, ("Taken Back", &["Gone"])).await;
    publication::unpublish(&mut *app.db().await, hidden.id).await.unwrap();
    let members = catalogue::published(&app, &artist, account.id, ("For Members", &["Theirs"])).await;
    let changes = ReleaseChanges { members_only: Some(true), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, members.id, &changes).await.unwrap();
    let visitor = app.visitor();
    let index = visitor.get("/sitemap.xml").await;
    assert_eq!(index.content_type(), "application/xml; charset=utf-8");
    let mut all = String::new();
    for line in index.text().lines().filter_map(|line| line.split_once("<loc>")) {
        let address = line.1.split_once("</loc>").unwrap().0;
        let part = visitor.get(address.strip_prefix(&app.url).unwrap()).await;
        assert_eq!(part.status, StatusCode::OK, "{address}");
        all.push_str(&part.text());
    }
    for page in ["/", "/@ode", "/@ode/low-water", "/@ode/low-water/slack-water"] {
        assert!(all.contains(&format!("<loc>{}{page}</loc>", app.url)), "{page} is missing in {all}");
    }
    assert!(!all.contains("taken-back") && !all.contains("for-members"), "{all}");
    for line in all.split("<loc>").skip(1) {
        let page = line.split_once("</loc>").unwrap().0.strip_prefix(&app.url).unwrap();
        assert_eq!(visitor.get(page).await.status, StatusCode::OK, "{page}");
    }
    for path in ["releases-0", "releases-2", "releases-999999999999", "nothing-1", "pages-2", "releases-x"] {
        assert_eq!(visitor.get(&format!("/sitemaps/{path}.xml")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn what_may_be_mined_follows_what_is_declared() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let reserved = catalogue::published(&app, &artist, account.id, ("Low Water", &["Slack Water"])).await;
    let open = catalogue::published(&app, &artist, account.id, ("Commons", &["Free"])).await;
    let changes = ReleaseChanges { licence: Some("cc-by".to_owned()), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, open.id, &changes).await.unwrap();
    let visitor = app.visitor();
    for (slug, track, word) in [("low-water", "slack-water", "1"), ("commons", "free", "0")] {
        for path in [format!("/@ode/{slug}"), format!("/@ode/{slug}/{track}")] {
            let page = visitor.get(&path).await;
            assert_eq!(page.header("tdm-reservation"), word, "{path}");
            assert_eq!(page.attribute("meta[name='tdm-reservation']", "content").as_deref(), Some(word), "{path}");
        }
        let feed = visitor.get(&format!("/@ode/{slug}/feed.rss")).await;
        assert_eq!(feed.header("tdm-reservation"), word);
    }
    let tracks = model::tracks::of_release(&mut *app.db().await, open.id).await.unwrap();
    let sound = visitor.get(&format!("/media/public/{}/progressive.mp3", tracks[0].encoding_id.unwrap())).await;
    assert_eq!((sound.status, sound.header("tdm-reservation").as_str()), (StatusCode::OK, "0"));
    assert_eq!(visitor.get("/").await.header("tdm-reservation"), "1");

    let rules = visitor.get("/.well-known/tdmrep.json").await.json();
    let rules: Vec<(&str, u64)> = rules
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["location"].as_str().unwrap(), rule["tdm-reservation"].as_u64().unwrap()))
        .collect();
    assert_eq!(rules, [("/@ode/commons$", 0), ("/@ode/commons/*", 0), ("/*", 1)]);
    let robots = visitor.get("/robots.txt").await;
    assert_eq!(robots.content_type(), "text/plain; charset=utf-8");
    assert!(robots.text().contains("Allow: /@ode/commons$\n"));
    assert!(!robots.text().contains("low-water"));

    let generated = ReleaseChanges { ai_declaration: Some("wholly".to_owned()), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, reserved.id, &generated).await.unwrap();
    assert_eq!(visitor.get("/@ode/low-water").await.header("tdm-reservation"), "0");
}
