//! Search from the publication to the page: what is found, how soon it is found and gone, and what happens while the engine does
//! not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::web::Data;
use async_trait::async_trait;
use model::releases::{self, ReleaseChanges, publication};
use model::search::{changes, rebuilds};
use reqwest::StatusCode;
use search::{Document, Engine, Found, Key, Kind, Query, SearchError, Suggestion};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use worker::search::Teller;

use crate::catalogue;
use crate::support::{Browser, TestApp};

/// An engine that can be switched off.
struct Switched {
    inner: Arc<dyn Engine>,
    is_off: AtomicBool,
}

impl Switched {
    fn answers(&self) -> Result<&dyn Engine, SearchError> {
        match self.is_off.load(Ordering::SeqCst) {
            true => Err(SearchError::Unavailable("switched off".to_owned())),
            false => Ok(&*self.inner),
        }
    }
}

#[async_trait]
impl Engine for Switched {
    async fn apply(&self, put: Vec<Document>, gone: Vec<Key>) -> Result<(), SearchError> {
        self.answers()?.apply(put, gone).await
    }
    async fn search(&self, query: &Query) -> Result<Found, SearchError> {
        self.answers()?.search(query).await
    }
    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        self.answers()?.suggest(typed, limit).await
    }
    async fn begin_rebuild(&self) -> Result<(), SearchError> {
        self.answers()?.begin_rebuild().await
    }
    async fn fill(&self, put: Vec<Document>) -> Result<(), SearchError> {
        self.answers()?.fill(put).await
    }
    async fn finish_rebuild(&self) -> Result<(), SearchError> {
        self.answers()?.finish_rebuild().await
    }
    async fn count(&self) -> Result<u64, SearchError> {
        self.answers()?.count().await
    }
}

async fn total(app: &TestApp, words: &str) -> u64 {
    let query = Query { words: words.to_owned(), limit: 10, ..Query::default() };
    app.app.search.search(&query).await.map_or(u64::MAX, |found| found.total)
}

/// How long it took until as many things as wanted were found; panics after ten seconds.
async fn until_found(app: &TestApp, words: &str, wanted: impl Fn(u64) -> bool) -> Duration {
    let started = Instant::now();
    loop {
        let found = total(app, words).await;
        if wanted(found) {
            return started.elapsed();
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{words}: {found}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn what_is_published_is_found_within_two_seconds_and_what_is_taken_back_gone() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let stop = CancellationToken::new();
    let telling = tokio::spawn(worker::search::run(app.context.clone(), app.database_url(), stop.clone()));
    until_found(&app, "ode", |found| found == 1).await;
    let release = catalogue::draft(&app, &artist, "Low Water Marks").await;
    for title in ["Slack Water", "Salt Hands"] {
        catalogue::add_track(&app, &release, &format!("{title}.wav"), catalogue::File::Wav).await;
    }
    assert_eq!(total(&app, "salt hands").await, 0);
    catalogue::publish(&app, &release, account.id).await;
    let taken = until_found(&app, "salt hands", |found| found > 0 && found < u64::MAX).await;
    assert!(taken < Duration::from_secs(2), "{taken:?}");
    publication::unpublish(&mut *app.db().await, release.id).await.unwrap();
    let taken = until_found(&app, "salt hands", |found| found == 0).await;
    assert!(taken < Duration::from_secs(2), "{taken:?}");
    stop.cancel();
    telling.await.unwrap();
}

#[actix_web::test]
async fn the_page_finds_all_kinds_and_narrows_them() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands", "Ebb"])).await;
    let tagged = ReleaseChanges { tags: Some(vec!["field recording".to_owned()]), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, release.id, &tagged).await.unwrap();
    let other = catalogue::published(&app, &artist, account.id, ("Salt Road", &["Dust"])).await;
    app.tell_search().await;
    let visitor = app.visitor();

    let misspelt = visitor.get("/search?q=slat+hnads").await;
    assert_eq!(misspelt.texts(".rows .t a"), ["Salt Hands"], "{}", misspelt.text());
    let playing: serde_json::Value = serde_json::from_str(&misspelt.texts("script[data-tracks]")[0]).unwrap();
    assert_eq!(playing[0]["title"], "Salt Hands");
    assert_eq!(visitor.get("/search?q=the+od").await.texts(".people li").len(), 1, "an unfinished word");

    let salt = visitor.get("/search?q=salt").await;
    let hrefs = |answer: &crate::support::Answer| answer.texts(".grid b");
    assert!(hrefs(&salt).contains(&"Salt Road".to_owned()), "{}", salt.text());
    let kinds = salt.texts("nav[aria-label='Narrow down'] details:first-of-type a");
    assert!(kinds.iter().any(|text| text.starts_with("Tracks")), "{kinds:?}");
    let tracks = visitor.get("/search?q=salt&kind=track").await;
    assert!(tracks.texts(".grid b").is_empty() && !tracks.texts(".rows .t a").is_empty());
    let tag = visitor.get("/search?tag=field+recording&kind=release").await;
    assert_eq!(hrefs(&tag), ["Low Water"]);
    assert_eq!(tag.texts(".search-head .tag").len(), 2, "each can be taken back");
    let back = tag.attribute(".search-head .tag[href='/search?tag=field+recording']", "href");
    assert!(back.is_some(), "{}", tag.text());
    let none = visitor.get("/search?q=salt&year=1971").await;
    assert_eq!(none.attribute(".empty a", "href").as_deref(), Some("/search?q=salt"));
    assert_eq!(visitor.get("/search?q=water&kind=track&page=1000000000").await.status, StatusCode::OK);

    publication::unpublish(&mut *app.db().await, other.id).await.unwrap();
    assert!(total(&app, "salt road").await > 0, "nobody has told the engine");
    for path in
        ["/search?q=salt+road", "/search?q=dust", "/search/suggestions?q=salt+road", "/api/v1/search?q=salt+road"]
    {
        let text = visitor.get(path).await.text();
        assert!(!text.contains("Salt Road") && !text.contains("salt-road"), "{path}: {text}");
    }
}

#[actix_web::test]
async fn what_is_asked_badly_is_answered_well_and_quickly() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands", "Ebb"])).await;
    app.tell_search().await;
    let visitor = app.visitor();
    let long = "tide ".repeat(2000);
    let wild = [
        long.as_str(),
        "%",
        "_",
        "*",
        "\"",
        "\"unfinished",
        "title:water AND (",
        "a OR b NOT c -d +e",
        "[a TO z]",
        ".*(a+)+$",
        "\u{202e}retaw wol",
        "water\u{200f}\u{0}",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "\u{1f30a}",
        "潮",
        "مد و جزر",
        "~5 ^2 {!lucene}",
        "\\",
        "filter = true",
        "///",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    for words in wild {
        let started = Instant::now();
        for path in ["/search", "/search/suggestions", "/api/v1/search"] {
            let answer = visitor.get(&format!("{path}?q={}", urls::encode(words))).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} {words:.40}");
            assert!(!answer.text().contains("<script>alert"), "{path} {words:.40}");
        }
        assert!(started.elapsed() < Duration::from_secs(3), "{words:.40}: {:?}", started.elapsed());
    }
    assert!(
        visitor.get(&format!("/search?q={}", urls::encode("\u{202e}low water"))).await.text().contains("Low Water")
    );
    let facets = "/search?q=water&tag=%00&year=x&kind=all&format=a&format=b&price=1&page=-5&tag=a&sort=%27&licence=";
    assert_eq!(visitor.get(facets).await.status, StatusCode::OK);
    for (path, field) in [("page=0", "page"), ("page=1000000000", "page"), ("page=x", "page"), ("type=song", "type")] {
        let refused = visitor.get(&format!("/api/v1/search?{path}")).await;
        assert_eq!(
            (refused.status, refused.content_type().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
        );
        assert!(refused.text().contains(field), "{}", refused.text());
    }
}

#[actix_web::test]
async fn suggestions_are_pages_in_the_form_of_open_search() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands"])).await;
    app.tell_search().await;
    let visitor = app.visitor();
    let answer = visitor.get("/search/suggestions?q=salt+ha").await;
    assert_eq!(answer.content_type(), "application/x-suggestions+json");
    let url = format!("{}/@ode/low-water/salt-hands", app.app.base_url);
    assert_eq!(answer.json(), json!(["salt ha", ["Salt Hands"], ["Track by The ode"], [url]]));
    assert_eq!(visitor.get("/search/suggestions?q=%25").await.json(), json!(["%", [], [], []]));
    let description = visitor.get("/opensearch.xml").await.text();
    assert!(description.contains("application/x-suggestions+json"), "{description}");
}

#[actix_web::test]
async fn the_api_finds_each_kind_with_its_facets() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands", "Ebb"])).await;
    app.tell_search().await;
    let visitor = app.visitor();
    let found = visitor.get("/api/v1/search?q=slt+hands").await.json();
    assert_eq!((&found["tracks"][0]["title"], &found["artists"]), (&json!("Salt Hands"), &json!([])), "{found}");
    assert!(found["facets"]["kind"].as_array().unwrap().iter().any(|one| one["word"] == "track"), "{found}");
    let releases = visitor.get("/api/v1/search?q=water&type=release&price=free").await.json();
    assert_eq!((&releases["releases"][0]["slug"], &releases["tracks"]), (&json!("low-water"), &json!([])));
    assert_eq!(releases["more"], false);
    let none = visitor.get("/api/v1/search?q=water&price=fixed").await.json();
    assert_eq!((&none["releases"], &none["total"]), (&json!([]), &json!(0)));
}

/// A second server over the same data, whose engine can be switched off.
async fn beside(app: &TestApp, engine: Arc<Switched>) -> Browser {
    let settings = (*app.context.settings).clone();
    let kept: (_, Arc<dyn Engine>) = (app.context.storage.clone(), engine);
    let federation = app.context.federation.clone();
    let of_server = server::serve::app_with(settings, app.pool().clone(), kept, federation).await.unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(server::serve::server(Data::new(of_server), listener).unwrap());
    Browser::new(&url)
}

#[actix_web::test]
async fn pages_stay_while_the_engine_is_away_and_nothing_is_forgotten() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    app.tell_search().await;
    let engine = Arc::new(Switched { inner: app.app.search.clone(), is_off: AtomicBool::new(true) });
    let visitor = beside(&app, engine.clone()).await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands"])).await;

    let plain = visitor.get("/search?q=hands+SALT").await;
    assert_eq!((plain.status, plain.texts(".rows .t a")), (StatusCode::OK, vec!["Salt Hands".to_owned()]));
    assert!(plain.texts(".notice")[0].contains("Search takes a rest"), "{:?}", plain.texts(".notice"));
    let api = visitor.get("/api/v1/search?q=salt").await;
    assert_eq!((api.status, &api.json()["tracks"][0]["title"]), (StatusCode::OK, &json!("Salt Hands")));
    assert_eq!(visitor.get("/search/suggestions?q=salt").await.json(), json!(["salt", [], [], []]));
    let ready = visitor.get("/readyz").await;
    assert_eq!((ready.status, ready.text().lines().last()), (StatusCode::OK, Some("search: does not answer")));
    for page in ["/", "/discover", "/@ode/low-water"] {
        assert_eq!(visitor.get(page).await.status, StatusCode::OK, "{page}");
    }

    let mut teller = Teller::new(worker::Context { search: engine.clone(), ..app.context.clone() });
    assert!(teller.catch_up().await.is_err());
    let waiting = changes::waiting(&mut *app.db().await).await.unwrap().0;
    assert!(waiting > 0, "what could not be told waits");
    engine.is_off.store(false, Ordering::SeqCst);
    teller.catch_up().await.unwrap();
    assert_eq!(changes::waiting(&mut *app.db().await).await.unwrap().0, 0);
    assert_eq!(visitor.get("/search?q=slat+hnads").await.texts(".rows .t a"), ["Salt Hands"]);
}

#[actix_web::test]
async fn an_index_that_is_not_there_or_lacks_something_is_made_anew() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands"])).await;
    let db = &mut app.db().await;
    // Somebody's index of before: it knows nothing, and nothing says that there was a change.
    let waiting = changes::take_changes(db, 1000).await.unwrap();
    changes::forget(db, &waiting.ids).await.unwrap();
    app.tell_search().await;
    assert_eq!(app.app.search.count().await.unwrap(), 3);
    let gone = Key { kind: Kind::Artist, id: artist.id.0.as_u128() };
    app.app.search.apply(Vec::new(), vec![gone]).await.unwrap();
    app.tell_search().await;
    assert_eq!(app.app.search.count().await.unwrap(), 3, "looked over at the start");

    let mut teller = Teller::new(app.context.clone());
    teller.catch_up().await.unwrap();
    let id = rebuilds::ask(db).await.unwrap();
    catalogue::published(&app, &artist, account.id, ("Salt Road", &["Dust"])).await;
    teller.catch_up().await.unwrap();
    let rebuild = rebuilds::find(db, id).await.unwrap().unwrap();
    assert!(rebuild.ended_at.is_some() && rebuild.error.is_empty());
    assert_eq!((rebuild.done, app.app.search.count().await.unwrap()), (5, 5));
}
