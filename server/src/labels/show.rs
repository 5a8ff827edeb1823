//! `GET /labels/{label}?before=`: what carries the name of a label, the newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::discovery;
use model::feeds::Cursor;
use serde::Deserialize;

use crate::artists::person::Person;
use crate::discovery::cards;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::places::show::cursor;
use crate::preview::Preview;
use crate::releases::sleeve::{Card, Sleeve};
use crate::visit::Visit;

/// Releases on a page.
const PER_PAGE: i64 = 24;
/// The longest name that is looked for.
const CHARS: usize = 120;

/// What the address says behind the name.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

/// The page.
#[derive(Template)]
#[template(path = "labels/show.html")]
pub struct LabelPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The name, as the newest of them writes it.
    pub name: String,
    /// Labels of this name that have a page here. Whoever brings something out says themselves which label it is on.
    pub labels: Vec<Person>,
    /// The releases.
    pub cards: Vec<Card>,
    /// The next page; empty for none.
    pub older: String,
    /// Whether this is one of those behind the first.
    pub is_later: bool,
}

/// Shows it.
///
/// # Errors
/// 404 where the address has no word.
pub async fn show(visit: Visit, path: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let typed: String = path.trim().chars().filter(|c| !c.is_control()).take(CHARS).collect();
    if typed.is_empty() {
        return Err(PageError::not_found());
    }
    let before: Option<Cursor> = asked.before.parse().ok();
    let mut db = visit.db().await?;
    let mut found = discovery::by_label(&mut db, &typed, before, PER_PAGE + 1).await?;
    let goes_on = cards::cut(&mut found, PER_PAGE);
    let name = found.first().map_or(typed, |(_, release)| release.label.trim().to_owned());
    let older = match found.last().filter(|_| goes_on).and_then(|(_, release)| cursor(release)) {
        Some(last) => format!("{}?before={last}", urls::discovery::label(&name)),
        None => String::new(),
    };
    let labels = discovery::labels_named(&mut db, &name).await?;
    let labels = Person::load_all(&mut db, &labels).await?;
    let cards: Vec<Card> = Sleeve::load_all(&mut db, found).await?.iter().map(Sleeve::card).collect();
    drop(db);
    let page = visit.page(&format!("Music on {name}"));
    let description = format!("Releases on {name}, to be heard on {}.", visit.app.name());
    render(&LabelPage {
        page: if cards.is_empty() || before.is_some() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, &urls::discovery::label(&name), "website", description),
        labels,
        cards,
        older,
        is_later: before.is_some(),
        name,
    })
}
