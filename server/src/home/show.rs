//! `GET /`: what this instance is, what is new, by whom.

use actix_web::HttpResponse;
use askama::Template;
use model::releases::listing::{self, Filter};

use crate::artists::person::Person;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::releases::sleeve::{Card, Sleeve};
use crate::visit::Visit;

/// New releases on the page.
const RELEASES: i64 = 12;
/// Artists on the page.
const ARTISTS: i64 = 24;
/// Tags on the page.
const TAGS: usize = 16;

/// The start page.
#[derive(Template)]
#[template(path = "home/show.html")]
pub struct HomePage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// What is new.
    pub cards: Vec<Card>,
    /// What it is tagged.
    pub tags: Vec<Tag>,
    /// Who made it.
    pub artists: Vec<Person>,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let newest = listing::published(&mut db, &Filter { limit: RELEASES, ..Filter::default() }).await?;
    let sleeves = Sleeve::load_all(&mut db, newest).await?;
    let tags = listing::common_tags(&mut db, TAGS).await?;
    let artists = listing::artists_heard(&mut db, ARTISTS).await?;
    let artists = Person::load_all(&mut db, &artists).await?;
    drop(db);
    let description = format!("{}: music from the people who made it, on a server they own.", visit.app.name());
    // The newest record lends the page its colours.
    let page = visit.page(visit.app.name());
    let page = match sleeves.first().map(Sleeve::hues) {
        Some((hue1, hue2)) => page.in_hues(hue1, hue2),
        None => page,
    };
    render(&HomePage {
        page,
        preview: Preview::of(&visit.app, "/", "website", description),
        cards: sleeves.iter().map(Sleeve::card).collect(),
        tags: tags.iter().map(|tag| Tag::of(tag)).collect(),
        artists,
    })
}
