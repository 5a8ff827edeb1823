//! `GET /charts?period=`: the tracks and releases that most people heard in a day, a week or a month.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::artists::Artist;
use model::charts::{self, Charted, Period};
use model::ids::ReleaseId;
use model::releases::Release;
use model::tracks::Track;
use serde::Deserialize;

use crate::error::PageError;
use crate::favourites::keep;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::addresses::Addresses;
use crate::releases::record::Entry;
use crate::releases::rows::{self, Row};
use crate::releases::sleeve::{Card, Sleeve};
use crate::tracks::playing::{self, Playable};
use crate::visit::Visit;

/// Tracks on the page.
const TRACKS: usize = 40;
/// Releases on the page.
const RELEASES: usize = 24;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    period: String,
}

/// The page.
#[derive(Template)]
#[template(path = "charts/show.html")]
pub struct ChartsPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The periods: name, address, and whether it is the one.
    pub periods: Vec<(&'static str, String, bool)>,
    /// Of which time these are: "the last seven days".
    pub time: &'static str,
    /// The tracks.
    pub tracks: Listed,
    /// The releases.
    pub cards: Vec<Card>,
}

/// Tracks of many releases, in an order of their own.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Each as in a list, with "Ode Halloran, Low Water Marks".
    pub rows: Vec<(Row, String)>,
    /// The same for the player, as JSON.
    pub playing: String,
}

/// Shows it. A period that is none is a week.
///
/// # Errors
/// When the database does not answer.
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let period: Period = asked.period.parse().unwrap_or(Period::Week);
    let mut db = visit.db().await?;
    let tracks = top_tracks(&visit, &mut db, period, TRACKS, None).await?;
    let places = visit.app.charts.places(&mut db, (Charted::Releases, period), RELEASES).await?;
    let releases = charts::of_releases(&mut db, &places).await?;
    let pairs = releases.into_iter().map(|(artist, release, _)| (artist, release)).collect();
    let cards: Vec<Card> = Sleeve::load_all(&mut db, pairs).await?.iter().map(Sleeve::card).collect();
    drop(db);
    let page = visit.page("Charts");
    let description = format!("What most people heard on {} in {}.", visit.app.name(), time(period));
    render(&ChartsPage {
        page: if cards.is_empty() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, &address(period), "website", description),
        periods: Period::ALL.iter().map(|one| (name(*one), address(*one), *one == period)).collect(),
        time: time(period),
        tracks,
        cards,
    })
}

/// The tracks that most people heard, ready to play; those of `told` are in another list of the page.
///
/// # Errors
/// When the database does not answer.
pub async fn top_tracks(
    visit: &Visit,
    db: &mut Connection,
    period: Period,
    limit: usize,
    told: Option<ReleaseId>,
) -> Result<Listed, PageError> {
    let places = visit.app.charts.places(db, (Charted::Tracks, period), limit).await?;
    let (pairs, tracks): (Vec<(Artist, Release)>, Vec<Track>) = charts::of_tracks(db, &places)
        .await?
        .into_iter()
        .map(|(artist, release, track, _)| ((artist, release), track))
        .unzip();
    let sleeves = Sleeve::load_all(db, pairs).await?;
    let entries = Entry::load_all(db, tracks).await?;
    let mut listed = Listed::default();
    let mut playable = Vec::new();
    for (number, (sleeve, entry)) in (1..).zip(sleeves.iter().zip(&entries)) {
        let addresses = Addresses::public(db, visit, sleeve).await?;
        let from = format!("{}, {}", entry.by(&sleeve.artist), sleeve.release.title);
        let row = Row { number, ..rows::row(entry, &sleeve.artist.name, &addresses) };
        listed.rows.push((row, from));
        if told != Some(sleeve.release.id) {
            playable.extend(Playable::of(sleeve, entry, &addresses));
        }
    }
    keep::mark(visit, db, listed.rows.iter_mut().map(|(row, _)| row)).await?;
    listed.playing = playing::json(&playable)?;
    Ok(listed)
}

fn address(period: Period) -> String {
    urls::discovery::charts(period.word())
}

const fn name(period: Period) -> &'static str {
    match period {
        Period::Day => "Day",
        Period::Week => "Week",
        Period::Month => "Month",
    }
}

const fn time(period: Period) -> &'static str {
    match period {
        Period::Day => "the last 24 hours",
        Period::Week => "the last seven days",
        Period::Month => "the last thirty days",
    }
}
