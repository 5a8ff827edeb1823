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
    async fn resign(&self) {
        self.inner.resign().await;
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
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands"])).await;
    let tagged = ReleaseChanges { tags: Some(vec!["tides".to_owned()]), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, release.id, &tagged).await.unwrap();

    let plain = visitor.get("/search?q=hands+SALT").await;
    assert_eq!((plain.status, plain.texts(".rows .t a")), (StatusCode::OK, vec!["Salt Hands".to_owned()]));
    assert!(plain.texts(".notice")[0].contains("Search takes a rest"), "{:?}", plain.texts(".notice"));
    let api = visitor.get("/api/v1/search?q=salt").await;
    assert_eq!((api.status, &api.json()["tracks"][0]["title"]), (StatusCode::OK, &json!("Salt Hands")));
    let narrowed = async |query: &str| visitor.get(&format!("/search?q=water&{query}")).await.texts(".grid b");
    assert_eq!(narrowed("kind=release&tag=tides&price=free").await, ["Low Water"], "facets are heeded");
    for facet in ["tag=drone", "price=fixed", "year=1971", "format=aac-9", "licence=cc-by", "form=single", "kind=show"]
    {
        assert!(narrowed(facet).await.is_empty(), "{facet}");
    }
    let of_facet = async |query: &str| visitor.get(&format!("/api/v1/search?{query}")).await.json()["total"].clone();
    assert_eq!((of_facet("q=water&tag=tides").await, of_facet("q=water&tag=drone").await), (json!(1), json!(0)));
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

/// The worker that leads, as PostgreSQL knows it.
async fn leader(app: &TestApp) -> Option<i32> {
    use diesel::OptionalExtension as _;
    use diesel_async::RunQueryDsl as _;
    #[derive(diesel::QueryableByName)]
    struct Holder {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        pid: i32,
    }
    let asked =
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = hashtext('tonewood_search')::oid
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let held: Option<Holder> = diesel::sql_query(asked).get_result(&mut *app.db().await).await.optional().unwrap();
    held.map(|holder| holder.pid)
}

/// Waits until somebody leads who is not `before`.
async fn next_leader(app: &TestApp, before: Option<i32>) -> i32 {
    let started = Instant::now();
    loop {
        match leader(app).await {
            Some(pid) if Some(pid) != before => return pid,
            _ => assert!(started.elapsed() < Duration::from_secs(20), "nobody takes over from {before:?}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn of_two_workers_one_leads_and_the_other_takes_over_with_nothing_missed() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let folder = app.context.settings.data_dir.join("search");
    let other = search::open(&search::Settings::Folder(folder)).await.unwrap();
    let stop = CancellationToken::new();
    let contexts = [app.context.clone(), worker::Context { search: other, ..app.context.clone() }];
    let telling = contexts.map(|context| tokio::spawn(worker::search::run(context, app.database_url(), stop.clone())));
    until_found(&app, "ode", |found| found == 1).await;
    let mut leads = next_leader(&app, None).await;
    for round in 1..=3_u64 {
        // Whoever leads loses the line in the middle of it, with changes on both sides of that moment.
        catalogue::published(&app, &artist, account.id, (&format!("Tide {round}"), &["Slack Water"])).await;
        let sql = format!("SELECT pg_terminate_backend({leads})");
        diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), &mut *app.db().await).await.unwrap();
        catalogue::published(&app, &artist, account.id, (&format!("Ebb {round}"), &["Slack Water"])).await;
        leads = next_leader(&app, Some(leads)).await;
        // The artist, and in each round two releases with a track each.
        let started = Instant::now();
        while app.app.search.count().await.unwrap() != 1 + 4 * round {
            assert!(started.elapsed() < Duration::from_secs(30), "something is missed in round {round}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let leaders: Vec<_> = (0..3).map(|_| leader(&app)).collect();
    assert!(futures::future::join_all(leaders).await.iter().all(|one| *one == Some(leads)), "one leads");
    stop.cancel();
    for one in telling {
        one.await.unwrap();
    }
}

#[actix_web::test]
async fn playlists_are_found_by_the_tracks_on_them_as_long_as_everybody_may_see_those() {
    use model::playlists::{self, Visibility, Words};
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Salt Hands"])).await;
    let db = &mut *app.db().await;
    let track = model::tracks::of_release(db, release.id).await.unwrap().remove(0).id;
    let (fan, _) = app.fan().await;
    let words = |visibility| Words { title: "Evenings".to_owned(), about: String::new(), visibility };
    let list = playlists::create(db, fan.id, &words(Visibility::Public)).await.unwrap();
    let secret = playlists::create(db, fan.id, &words(Visibility::Private)).await.unwrap();
    let visitor = app.visitor();
    let found = async |words: &str| {
        app.tell_search().await;
        let found = visitor.get(&format!("/api/v1/search?type=playlist&q={words}")).await.json();
        found["playlists"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert!(found("salt").await.is_empty());
    for playlist in [list.id, secret.id] {
        playlists::add(db, playlist, fan.id, &[track], None).await.unwrap();
    }
    assert_eq!(found("salt").await, [json!(list.id)], "the private one stays private");
    let renamed = model::tracks::TrackChanges { title: Some("Kelp Hands".to_owned()), ..Default::default() };
    model::tracks::update(db, track, &renamed).await.unwrap();
    assert_eq!((found("kelp").await.len(), found("salt").await.len()), (1, 0));
    publication::unpublish(db, release.id).await.unwrap();
    assert!(found("kelp").await.is_empty(), "a title that is not out is found nowhere");
    assert_eq!(found("evenings").await, [json!(list.id)]);
}
