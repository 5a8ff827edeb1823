//! `GET /search?q=`: everything that a few words find, narrowed by facets in the address.

use std::collections::HashMap;

use ::search::{Facet, Found, Kind};
use actix_web::HttpResponse;
use askama::Template;
use model::Connection;
use model::releases::listing;

use super::asked::Asked;
use super::facets::{self, Group};
use super::plain;
use super::results::{self, FoundTrack, Line, Shown};
use crate::artists::person::Person;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::details::Tag;
use crate::releases::sleeve::Card;
use crate::remote::resolve::{self, Problem};
use crate::tracks::playing::{self, Playable};
use crate::visit::{SignedIn, Visit};

/// Things on a page of one kind.
const PER_PAGE: usize = 24;
/// Things on a page of all kinds.
const OF_ALL_KINDS: usize = 60;
/// Things of each kind on a page of all kinds.
const OF_EACH_KIND: usize = 12;
/// Tags offered where there is nothing else to show.
const TAGS: usize = 16;

/// The page with what was found.
#[derive(Template)]
#[template(path = "search/show.html")]
pub struct SearchPage {
    /// The common part.
    pub page: Page,
    /// The words.
    pub words: String,
    /// Whether nothing was asked for.
    pub is_start: bool,
    /// What was found, by kinds.
    pub sections: Vec<Section>,
    /// The tracks for the player, as JSON; empty for none.
    pub playing: String,
    /// "132 found"; empty where nobody counted.
    pub total: String,
    /// What it can be narrowed by.
    pub groups: Vec<Group>,
    /// What it is narrowed by, with the search without each.
    pub chosen: Vec<(String, String)>,
    /// The search for the words alone.
    pub words_only: String,
    /// The search in the other order; empty where there is nothing to order.
    pub other_order: String,
    /// Whether the newest come first.
    pub newest: bool,
    /// The number of this page, from 1.
    pub number: usize,
    /// The page before; empty for none.
    pub newer: String,
    /// The page behind; empty for none.
    pub older: String,
    /// Why a handle or an address led nowhere; empty where it was none.
    pub problem: String,
    /// Whether search does not answer, so that this is what PostgreSQL finds.
    pub is_plain: bool,
    /// Tags to look at instead.
    pub tags: Vec<Tag>,
}

/// What was found of one kind.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its place in the page.
    pub id: &'static str,
    /// "Tracks".
    pub title: &'static str,
    /// All of that kind; empty where they are here.
    pub all: String,
    /// How many these are.
    pub count: u64,
    /// Artists.
    pub people: Vec<Person>,
    /// Releases, shows.
    pub cards: Vec<Card>,
    /// Tracks.
    pub tracks: Vec<FoundTrack>,
    /// Playlists.
    pub lines: Vec<Line>,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    let asked = Asked::of(visit.request.query_string());
    let mut problem = String::new();
    if resolve::is_meant(&asked.words) {
        match by_address(&visit, &asked.words).await? {
            Ok(page) => return Ok(visit.redirect(&page)),
            Err(words) => problem = words,
        }
    }
    let title = if asked.words.is_empty() { "Search".to_owned() } else { format!("Search for {}", asked.words) };
    let found = find(&visit, &asked).await;
    let is_plain = found.is_none();
    let mut db = visit.db().await?;
    let found = match found {
        Some(found) => found,
        None => plainly(&mut db, &asked).await?,
    };
    let shown = Box::pin(results::load(&visit, &mut db, &found)).await?;
    let tags = start_tags(&mut db, shown.is_empty()).await?;
    drop(db);
    let (newer, older) = neighbours(&asked, found.total);
    let sections = sections(&asked, &found, shown);
    let heard: Vec<Playable> =
        sections.iter().flat_map(|section| &section.tracks).filter_map(|track| track.playable.clone()).collect();
    render(&SearchPage {
        page: visit.page(&title).hidden(),
        is_start: asked.is_empty(),
        playing: if heard.is_empty() { String::new() } else { playing::json(&heard)? },
        total: total(found.total),
        groups: facets::groups(&asked, &found.counts),
        chosen: facets::chosen(&asked),
        words_only: asked.words_only().href(),
        other_order: if sections.is_empty() { String::new() } else { asked.in_order(!asked.newest).href() },
        newest: asked.newest,
        number: asked.page,
        words: asked.words,
        newer,
        older,
        sections,
        problem,
        is_plain,
        tags,
    })
}

/// What the engine finds; `None` where it does not answer.
async fn find(visit: &Visit, asked: &Asked) -> Option<Found> {
    // Nothing but punctuation is no word, and would find everything.
    let is_nothing = !asked.words.chars().any(char::is_alphanumeric) && (!asked.words.is_empty() || asked.is_empty());
    if is_nothing {
        return Some(Found::default());
    }
    let query = match asked.kind() {
        Some(_) => asked.query((asked.page - 1) * PER_PAGE, PER_PAGE, true),
        None => asked.query(0, OF_ALL_KINDS, true),
    };
    match visit.app.search.search(&query).await {
        Ok(found) => Some(found),
        Err(error) => {
            tracing::warn!(%error, "search does not answer; pages show what the database finds");
            None
        }
    }
}

/// What the database finds of the same.
async fn plainly(db: &mut Connection, asked: &Asked) -> diesel::QueryResult<Found> {
    let mut found = plain::find(db, asked).await?;
    if asked.kind().is_some() {
        return Ok(plain::part(found, ((asked.page - 1) * PER_PAGE, PER_PAGE)));
    }
    // More of a kind than a page of all kinds shows need not be looked up.
    let mut of_kind: HashMap<Kind, usize> = HashMap::new();
    found.hits.retain(|hit| {
        let count = of_kind.entry(hit.key.kind).or_default();
        *count += 1;
        *count <= OF_EACH_KIND
    });
    Ok(found)
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

async fn start_tags(db: &mut Connection, are_wanted: bool) -> diesel::QueryResult<Vec<Tag>> {
    if !are_wanted {
        return Ok(Vec::new());
    }
    Ok(listing::common_tags(db, TAGS).await?.iter().map(|tag| Tag::of(tag)).collect())
}

/// The pages before and behind, of a search for one kind; of several only the first ones of each are shown.
fn neighbours(asked: &Asked, total: u64) -> (String, String) {
    if asked.kind().is_none() {
        return (String::new(), String::new());
    }
    let seen = u64::try_from(asked.page * PER_PAGE).unwrap_or(u64::MAX);
    let newer = if asked.page > 1 { asked.on_page(asked.page - 1).href() } else { String::new() };
    let has_older = seen < total && asked.page < super::asked::LAST_PAGE;
    (newer, if has_older { asked.on_page(asked.page + 1).href() } else { String::new() })
}

/// What was found, by kinds; the kind of the best comes first.
fn sections(asked: &Asked, found: &Found, shown: Vec<(Kind, Shown)>) -> Vec<Section> {
    let is_one_kind = asked.kind().is_some();
    let most = if is_one_kind { PER_PAGE } else { OF_EACH_KIND };
    let mut sections: Vec<(Kind, usize, Section)> = Vec::new();
    for (kind, thing) in shown {
        if sections.iter().all(|(known, ..)| *known != kind) {
            sections.push((kind, 0, Section { id: id(kind), title: facets::kind(kind), ..Section::default() }));
        }
        let Some((_, count, section)) = sections.iter_mut().find(|(known, ..)| *known == kind) else { continue };
        if *count == most {
            continue;
        }
        *count += 1;
        match thing {
            Shown::Person(person) => section.people.push(person),
            Shown::Card(card) => section.cards.push(card),
            Shown::Track(track) => section.tracks.push(*track),
            Shown::Line(line) => section.lines.push(line),
        }
    }
    let counts = found.counts.get(&Facet::Kind).map(Vec::as_slice).unwrap_or_default();
    for (kind, shown, section) in &mut sections {
        section.count = counts.iter().find(|(word, _)| word == kind.word()).map_or(0, |(_, count)| *count);
        if !is_one_kind && usize::try_from(section.count).is_ok_and(|count| count > *shown) {
            section.all = asked.of_kind(*kind).href();
        }
    }
    sections.into_iter().map(|(_, _, section)| section).collect()
}

/// The part of the page that a kind has.
const fn id(kind: Kind) -> &'static str {
    match kind {
        Kind::Artist => "artists",
        Kind::Release => "releases",
        Kind::Track => "tracks",
        Kind::Show => "shows",
        Kind::Playlist => "playlists",
        Kind::RemoteArtist => "artists-elsewhere",
        Kind::RemoteRelease => "elsewhere",
    }
}

/// "132 found", as exact as it is known.
fn total(total: u64) -> String {
    match total {
        0 => String::new(),
        1..1000 => format!("{total} found"),
        _ => "More than 1,000 found".to_owned(),
    }
}
