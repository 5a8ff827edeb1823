//! `GET /live`: who is on air, what comes, and what can be heard again.

use actix_web::HttpResponse;
use askama::Template;
use chrono::Utc;
use model::shows;

use super::agenda::Line;
use super::poster::Poster;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::sleeve::Card;
use crate::visit::Visit;

/// Planned shows on the page.
const SOON: i64 = 30;
/// Past shows on the page.
const PAST: i64 = 24;

/// The shows of the instance, or of an artist.
#[derive(Template)]
#[template(path = "shows/index.html")]
pub struct ShowsPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The artist whose they are; empty for everybody's.
    pub artist: String,
    /// That artist's page.
    pub artist_href: String,
    /// On air now.
    pub on_air: Vec<Card>,
    /// Planned.
    pub soon: Vec<Line>,
    /// To be heard again.
    pub past: Vec<Card>,
}

/// Shows them.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let on_air = shows::on_air(&mut db).await?;
    let on_air = Poster::load_all(&mut db, on_air).await?;
    let soon = shows::soon(&mut db, Utc::now(), SOON).await?;
    let past = shows::past(&mut db, PAST).await?;
    let past = Poster::load_all(&mut db, past).await?;
    drop(db);
    let description = format!("Live sets and stations on {}: who is on air, and what comes.", visit.app.name());
    let card = |poster: &Poster| poster.card(poster.artist.name.clone());
    render(&ShowsPage {
        page: visit.page("Live"),
        preview: Preview::of(&visit.app, urls::live::LIVE, "website", description),
        artist: String::new(),
        artist_href: String::new(),
        on_air: on_air.iter().map(card).collect(),
        soon: soon.iter().map(|(show, artist)| Line::of(show, Some(artist))).collect(),
        past: past.iter().map(card).collect(),
    })
}
