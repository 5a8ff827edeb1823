//! `GET /search?q=`: releases, artists and tracks that a few words find.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::artists::Artist;
use model::releases::Release;
use model::releases::listing::{self, Filter};
use model::remote_releases;
use model::tracks::Track;
use serde::Deserialize;

use crate::artists::person::Person;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::addresses::Addresses;
use crate::releases::details::Tag;
use crate::releases::record::Entry;
use crate::releases::rows::{self, Row};
use crate::releases::sleeve::{Card, Sleeve};
use crate::remote;
use crate::remote::resolve::{self, Problem};
use crate::tracks::playing::{self, Playable};
use crate::visit::{SignedIn, Visit};

/// The most releases, artists and tracks each.
const MOST: i64 = 24;
/// Tags offered where there is nothing else to show.
const TAGS: usize = 16;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// The page with what was found.
#[derive(Template)]
#[template(path = "search/show.html")]
pub struct SearchPage {
    /// The common part.
    pub page: Page,
    /// The words.
    pub words: String,
    /// Releases.
    pub cards: Vec<Card>,
    /// Artists.
    pub artists: Vec<Person>,
    /// Tracks: a row, by whom and on what, and the release's page.
    pub tracks: Vec<Found>,
    /// The tracks for the player, as JSON.
    pub playing: String,
    /// Releases of other servers that are known here.
    pub elsewhere: Vec<Card>,
    /// Why a handle or an address led nowhere; empty where it was none.
    pub problem: String,
    /// Tags to look at instead.
    pub tags: Vec<Tag>,
}

/// A track that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// As in a list.
    pub row: Row,
    /// "Ode Halloran, Low Water Marks".
    pub from: String,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut problem = String::new();
    if resolve::is_meant(asked.q.trim()) {
        match by_address(&visit, asked.q.trim()).await? {
            Ok(page) => return Ok(visit.redirect(&page)),
            Err(words) => problem = words,
        }
    }
    let words: String = asked.q.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    let title = if words.is_empty() { "Search".to_owned() } else { format!("Search for {words}") };
    let page = visit.page(&title).hidden();
    let mut db = visit.db().await?;
    let tags = listing::common_tags(&mut db, TAGS).await?.iter().map(|tag| Tag::of(tag)).collect();
    let mut found = SearchPage {
        page,
        words,
        cards: Vec::new(),
        artists: Vec::new(),
        tracks: Vec::new(),
        playing: "[]".to_owned(),
        elsewhere: Vec::new(),
        problem,
        tags,
    };
    if !found.words.is_empty() {
        found.look(&visit, &mut db).await?;
    }
    render(&found)
}

/// The page here of what a handle or an address names; else why there is none. Other servers are asked for accounts only.
async fn by_address(visit: &Visit, typed: &str) -> Result<Result<String, String>, PageError> {
    let Some((session, account)) = visit.session.clone() else {
        return Ok(Err("This is a handle or an address. Sign in, and it is looked up where it comes from.".to_owned()));
    };
    let visit = SignedIn { visit: visit.clone(), account, session };
    match Box::pin(resolve::named(&visit, typed)).await {
        Ok(named) => Ok(Ok(named.href())),
        Err(Problem::Words(words)) => Ok(Err(words)),
        Err(Problem::Page(error)) => Err(error),
    }
}

impl SearchPage {
    async fn look(&mut self, visit: &Visit, db: &mut Connection) -> Result<(), PageError> {
        let filter = Filter { words: self.words.clone(), limit: MOST, ..Filter::default() };
        let releases = listing::published(db, &filter).await?;
        self.cards = Sleeve::load_all(db, releases).await?.iter().map(Sleeve::card).collect();
        let artists = listing::artists_named(db, &self.words, MOST).await?;
        self.artists = Person::load_all(db, &artists).await?;
        let tracks = listing::tracks_named(db, &self.words, MOST).await?;
        let (pairs, tracks): (Vec<(Artist, Release)>, Vec<Track>) =
            tracks.into_iter().map(|(artist, release, track)| ((artist, release), track)).unzip();
        let sleeves = Sleeve::load_all(db, pairs).await?;
        let entries = Entry::load_all(db, tracks).await?;
        let mut playable = Vec::new();
        for (number, (sleeve, entry)) in (1..).zip(sleeves.iter().zip(&entries)) {
            let addresses = Addresses::public(db, visit, sleeve).await?;
            let from = format!("{}, {}", entry.by(&sleeve.artist), sleeve.release.title);
            let row = Row { number, ..rows::row(entry, &sleeve.artist.name, &addresses) };
            self.tracks.push(Found { row, from });
            playable.extend(Playable::of(sleeve, entry, &addresses));
        }
        self.playing = playing::json(&playable)?;
        let elsewhere = remote_releases::search(db, &self.words, MOST).await?;
        self.elsewhere =
            elsewhere.iter().map(|(release, actor)| remote::releases::card(&visit.app, release, actor)).collect();
        Ok(())
    }
}
