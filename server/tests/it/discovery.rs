//! Finding music without a word to look for: new, charts, tags, places, labels, and what resembles what.

use diesel_async::RunQueryDsl;
use model::api_tokens::Scope;
use model::artists::{self, Artist, ArtistChanges, ArtistKind};
use model::credits;
use model::ids::{PlayId, TrackId};
use model::releases::publication;
use model::releases::{self, Release, ReleaseChanges};
use reqwest::{Method, StatusCode};

use crate::catalogue;
use crate::support::{Browser, TestApp};

/// A published release that says these things.
async fn says(app: &TestApp, release: &Release, tags: &[&str], place: &str, label: &str) {
    let changes = ReleaseChanges {
        tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
        place: Some(place.to_owned()),
        label: Some(label.to_owned()),
        ..ReleaseChanges::default()
    };
    releases::update(&mut *app.db().await, release.id, &changes).await.unwrap();
}

async fn is_label(app: &TestApp, artist: &Artist) {
    let changes = ArtistChanges { kind: Some(ArtistKind::Label), ..ArtistChanges::default() };
    artists::update(&mut *app.db().await, artist.id, &changes).await.unwrap();
}

/// Somebody heard a track an hour ago.
async fn heard(app: &TestApp, track: TrackId, listener: u8) {
    let sql = format!(
        "INSERT INTO plays (id, track_id, listener, source, device, counted_at)
         VALUES ('{}', '{track}', '\\x{listener:02x}', 'page', 'desktop', now() - interval '1 minute')",
        PlayId::new()
    );
    diesel::sql_query(sql).execute(&mut *app.db().await).await.unwrap();
}

async fn titles(browser: &Browser, path: &str) -> Vec<String> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.texts(".grid b")
}

#[actix_web::test]
async fn what_is_published_again_or_dated_anew_is_not_new() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let old = catalogue::published(&app, &artist, account.id, ("Old", &["Ebb"])).await;
    catalogue::published(&app, &artist, account.id, ("New", &["Flow"])).await;
    let visitor = app.visitor();
    let everywhere = async |why: &str| {
        for path in ["/new", "/discover"] {
            assert_eq!(titles(&visitor, path).await, ["New", "Old"], "{path}: {why}");
        }
        assert_eq!(visitor.get("/").await.attribute(".feature a", "href").as_deref(), Some("/@ode/new"), "{why}");
        let listed = visitor.get("/api/v1/discover/new").await.json();
        assert_eq!(listed["entries"][0]["release"]["slug"], "new", "{why}");
    };
    everywhere("as they came out").await;
    publication::unpublish(&mut *app.db().await, old.id).await.unwrap();
    catalogue::publish(&app, &old, account.id).await;
    everywhere("published again").await;
    let date = chrono::Utc::now().date_naive() + chrono::Duration::days(9);
    let changes = ReleaseChanges { release_date: Some(Some(date)), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, old.id, &changes).await.unwrap();
    everywhere("with another date").await;
}

#[actix_web::test]
async fn tags_places_and_labels_have_pages() {
    let app = TestApp::start().await;
    let (ode, account, _) = app.artist("ode").await;
    let (tide, _, _) = app.artist("tide").await;
    is_label(&app, &tide).await;
    artists::add_to_roster(&mut *app.db().await, tide.id, ode.id).await.unwrap();
    let low = catalogue::published(&app, &ode, account.id, ("Low", &["Ebb"])).await;
    says(&app, &low, &["ambient", "4/4"], "Kirkcaldy, Fife", "The tide").await;
    let loud = catalogue::published(&app, &ode, account.id, ("Loud", &["Flow"])).await;
    says(&app, &loud, &["ambient", "loud"], "", "").await;

    let visitor = app.visitor();
    let tags = visitor.get("/tags").await;
    assert_eq!(tags.texts("main .tag span[dir]"), ["ambient", "4/4", "loud"]);
    let tag = visitor.get("/tags/Ambient").await;
    assert_eq!(tag.texts("h1"), ["Tagged ambient"]);
    assert_eq!(tag.texts(".grid b"), ["Loud", "Low"]);
    assert_eq!(tag.attribute(".people a", "href").as_deref(), Some("/@ode"));
    assert_eq!(tag.texts("main .tags .tag"), ["4/4", "loud"], "what goes with it");
    assert!(tag.attribute("link[rel=canonical]", "href").unwrap().ends_with("/tags/ambient"));
    assert_eq!(titles(&visitor, &urls::tag("4/4")).await, ["Low"], "{}", urls::tag("4/4"));
    let none = visitor.get("/tags/none").await;
    assert_eq!((none.status, none.texts(".empty h2")), (StatusCode::OK, vec!["Nothing with this tag".to_owned()]));
    assert_eq!(none.attribute("meta[name=robots]", "content").as_deref(), Some("noindex"));

    assert_eq!(visitor.get("/places").await.texts("main .tag span[dir]"), ["Fife", "Kirkcaldy"]);
    let place = visitor.get("/places/kirkcaldy").await;
    assert_eq!(
        (place.texts("h1"), place.texts(".grid b")),
        (vec!["From Kirkcaldy".to_owned()], vec!["Low".to_owned()])
    );
    let labels = visitor.get("/labels").await;
    assert_eq!(labels.attribute(".people a", "href").as_deref(), Some("/@tide"));
    assert!(labels.text().contains("1 artist, 2 releases"));
    assert_eq!(labels.texts("main .tag span[dir]"), ["The tide"]);
    let label = visitor.get("/labels/the%20TIDE").await;
    assert_eq!((label.texts("h1"), label.texts(".grid b")), (vec!["On The tide".to_owned()], vec!["Low".to_owned()]));
    assert_eq!(label.attribute(".people a", "href").as_deref(), Some("/@tide"));

    let release = visitor.get("/@ode/low").await;
    let details = release.attribute("dl.credits a[href^='/places/']", "href");
    assert_eq!(details.as_deref(), Some("/places/Kirkcaldy%2C%20Fife"));
    assert_eq!(release.attribute("dl.credits a[href^='/labels/']", "rel"), None, "that is no licence");
    assert_eq!(titles(&visitor, &details.unwrap()).await, ["Low"]);

    for (path, found) in [
        ("/discover?place=Fife&tag=ambient&format=album", vec!["Low"]),
        ("/discover?format=lossless&sort=title", vec!["Loud", "Low"]),
        ("/discover?format=ep", vec![]),
        ("/discover?tag=ambient&place=Leith", vec![]),
    ] {
        assert_eq!(titles(&visitor, path).await, found, "{path}");
    }
    let narrowed = visitor.get("/discover?place=Fife&sort=title").await;
    let chip = narrowed.attribute("nav .tag:not([aria-current])", "href").unwrap();
    assert_eq!(chip, "/discover?tag=ambient&place=Fife&sort=title", "a tag keeps what else is asked");
    let long = format!("/discover?tag={}&place=%E2%80%AE%00&before=%27--", "x".repeat(5000));
    for odd in
        [long.as_str(), "/tags/%27%25_", "/places/%5C", "/labels/%E2%80%AE", "/charts?period=%27", "/new?before=%00"]
    {
        assert_eq!(visitor.get(odd).await.status, StatusCode::OK, "{odd}");
    }
    for nothing in ["/tags/%00", "/tags/%20", "/places/,", "/labels/%0A"] {
        assert_eq!(visitor.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    let far = "/new?before=-8000000000000000000-00000000000000000000000000000000";
    assert_eq!(titles(&visitor, far).await, ["Loud", "Low"], "no such year");
}

#[actix_web::test]
async fn one_listener_makes_no_chart() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    for title in ["Once", "Often", "Both"] {
        catalogue::published(&app, &artist, account.id, (title, &[title])).await;
    }
    let db = &mut app.db().await;
    let mut ids = Vec::new();
    for slug in ["once", "often", "both"] {
        let (_, release) = releases::public_by_path(db, "ode", slug).await.unwrap().unwrap();
        ids.push(model::tracks::of_release(db, release.id).await.unwrap()[0].id);
    }
    let visitor = app.visitor();
    assert_eq!(visitor.get("/charts").await.texts(".empty h2"), ["Nothing in the charts yet"]);
    heard(&app, ids[0], 1).await;
    for _ in 0..9 {
        heard(&app, ids[1], 1).await;
    }
    assert!(visitor.get("/charts").await.texts(".rows .t").is_empty());
    for (track, listeners) in [(ids[1], 1..3), (ids[2], 1..4)] {
        for listener in listeners {
            heard(&app, track, listener).await;
        }
    }
    for period in ["", "?period=day", "?period=month", "?period=year"] {
        let charts = visitor.get(&format!("/charts{period}")).await;
        assert_eq!(charts.texts(".rows .t a"), ["Both", "Often"], "{period}");
        assert_eq!(charts.texts(".grid b"), ["Both", "Often"], "{period}");
        assert!(charts.attribute(".rows a[data-play]", "href").unwrap().ends_with(".mp3"));
    }
    let home = visitor.get("/").await;
    assert_eq!(home.texts("main .rows .t a"), ["Both", "Often"]);
    let lists = home.texts("script[data-tracks]");
    assert_eq!(lists.iter().filter(|list| list.contains(&ids[1].to_string())).count(), 1, "each plays from one list");
    assert_eq!(lists.iter().filter(|list| list.contains(&ids[2].to_string())).count(), 1);
    assert_eq!(titles(&visitor, "/discover?sort=heard").await, ["Both", "Often"]);
    let api = visitor.get("/api/v1/charts?period=day").await.json();
    assert_eq!((&api["period"], &api["tracks"][0]["title"]), (&"day".into(), &"Both".into()));
    assert_eq!(visitor.get("/api/v1/charts?period=year").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[actix_web::test]
async fn pages_say_what_resembles_them_and_why() {
    let app = TestApp::start().await;
    let (ode, account, _) = app.artist("ode").await;
    let (kelp, other, _) = app.artist("kelp").await;
    let low = catalogue::published(&app, &ode, account.id, ("Low", &["Ebb"])).await;
    let loud = catalogue::published(&app, &kelp, other.id, ("Loud", &["Flow"])).await;
    let visitor = app.visitor();
    assert!(!visitor.get("/@ode/low").await.text().contains("Similar"));
    for release in [&low, &loud] {
        says(&app, release, &["ambient"], "", "").await;
        let voice = [("Inge Sørli".to_owned(), "Voice".to_owned())];
        credits::replace(&mut *app.db().await, release.id, None, &voice).await.unwrap();
    }
    let page = visitor.get("/@ode/low").await;
    assert_eq!(page.texts("#similar"), ["Similar releases"]);
    assert_eq!(page.attribute("section[aria-labelledby=similar] a", "href").as_deref(), Some("/@kelp/loud"));
    assert_eq!(page.texts(".rel .small"), ["Voice by Inge Sørli on both. Both tagged ambient"]);
    let page = visitor.get("/@ode").await;
    assert_eq!(page.texts("section[aria-labelledby=similar] small"), ["Voice by Inge Sørli with both"]);
    let api = visitor.get(&format!("/api/v1/releases/{}/similar", low.id)).await.json();
    assert_eq!(api["similar"][0]["release"]["slug"], "loud");
    assert_eq!(api["similar"][0]["reasons"][1]["text"], "Both tagged ambient");
    let api = visitor.get("/api/v1/artists/ode/similar").await.json();
    assert_eq!(api["similar"][0]["artist"]["handle"], "kelp");

    publication::unpublish(&mut *app.db().await, loud.id).await.unwrap();
    assert!(!visitor.get("/@ode/low").await.text().contains("Similar"));
    assert!(!visitor.get("/@ode").await.text().contains("Similar"));
    assert_eq!(visitor.get(&format!("/api/v1/releases/{}/similar", loud.id)).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_followed_tag_fills_the_feed() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let (_, fan) = app.fan().await;
    let visitor = app.visitor();
    assert_eq!(
        visitor.get("/tags/ambient").await.attribute("main .acts a", "href").as_deref(),
        Some("/sign-in?next=%2Ftags%2Fambient")
    );
    let followed = fan.submit("/tags/ambient", "/tags/Ambient/follow", &[]).await;
    assert_eq!((followed.status, followed.location().as_str()), (StatusCode::SEE_OTHER, "/tags/ambient"));
    assert_eq!(fan.get("/feed").await.texts(".empty h2"), ["Nothing here yet"]);
    let low = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    says(&app, &low, &["ambient"], "", "").await;

    let feed = fan.get("/feed").await;
    assert_eq!(feed.texts(".grid b"), ["Low"]);
    assert_eq!(feed.attribute(".entry p a[href^='/tags/']", "href").as_deref(), Some("/tags/ambient"));
    assert_eq!(fan.get("/tags").await.texts("section[aria-labelledby=followed] .tag"), ["ambient"]);
    assert!(fan.get("/follows").await.texts(".list .t a").contains(&"ambient".to_owned()));
    assert_eq!(
        fan.get("/tags/ambient").await.attribute("main .acts form", "action").as_deref(),
        Some("/tags/ambient/unfollow")
    );
    let ended = fan.submit("/tags/ambient", "/tags/ambient/unfollow", &[("next", "/tags")]).await;
    assert_eq!((ended.status, ended.location().as_str()), (StatusCode::SEE_OTHER, "/tags"));
    assert!(fan.get("/feed").await.texts(".grid b").is_empty());
    let forged = fan.post_bare("/tags/ambient/follow", &[("csrf", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn programs_find_and_follow_tags_too() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    for number in 1..=3 {
        let release = catalogue::published(&app, &artist, account.id, (&format!("Number {number}"), &["Ebb"])).await;
        says(&app, &release, &["ambient"], "Fife", "").await;
    }
    let visitor = app.visitor();
    let first = visitor.get("/api/v1/discover/new?tag=ambient&limit=2").await;
    assert_eq!(first.json()["entries"].as_array().unwrap().len(), 2);
    let link = first.header("link");
    let next = link.split(['<', '>']).nth(1).unwrap().trim_start_matches(app.app.base_url.as_str());
    assert!(next.starts_with("/api/v1/discover/new?tag=ambient&before="), "{next}");
    let second = visitor.get(next).await;
    assert_eq!(second.json()["entries"][0]["release"]["title"], "Number 1");
    assert_eq!(second.header("link"), "");
    assert_eq!(visitor.get("/api/v1/discover/tags").await.json()["words"][0]["releases"], 3);
    assert_eq!(visitor.get("/api/v1/discover/places").await.json()["words"][0]["word"], "Fife");
    assert_eq!(visitor.get("/api/v1/discover/labels").await.json()["labels"].as_array().unwrap().len(), 0);
    assert_eq!(visitor.get("/api/v1/discover/live").await.json()["on_air"].as_array().unwrap().len(), 0);
    for wrong in ["format=tape", "limit=1000", "before=x"] {
        let answer = visitor.get(&format!("/api/v1/discover/new?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(answer.content_type(), "application/problem+json");
    }

    let token = app.token(&account, Scope::Write).await;
    let call = async |method: Method, path: &str| visitor.send(visitor.request(method, path).bearer_auth(&token)).await;
    assert_eq!(call(Method::PUT, "/api/v1/tag-follows/Field%20Recording").await.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::GET, "/api/v1/tag-follows").await.json()["tags"][0]["tag"], "field recording");
    assert_eq!(call(Method::DELETE, "/api/v1/tag-follows/field%20recording").await.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::PUT, "/api/v1/tag-follows/%23").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(visitor.get("/api/v1/tag-follows").await.status, StatusCode::UNAUTHORIZED);
}
