//! `GET /new?before=`: what everybody may hear, the newest first, from here and from other servers.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Duration, Utc};
use model::discovery::{self, Narrowed};
use model::feeds::Cursor;
use serde::Deserialize;

use super::cards;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::sleeve::Card;
use crate::visit::Visit;

/// Releases on a page.
const PER_PAGE: i64 = 36;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

/// The list.
#[derive(Template)]
#[template(path = "discovery/newest.html")]
pub struct NewestPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The releases, by how long ago they came out: words, and an id for the heading.
    pub ages: Vec<Age>,
    /// The next page; empty for none.
    pub older: String,
    /// Whether this is one of those behind the first.
    pub is_later: bool,
}

/// Releases of about one age.
#[derive(Debug, Clone)]
pub struct Age {
    /// "This week".
    pub name: &'static str,
    /// An id for the heading.
    pub id: &'static str,
    /// The releases.
    pub cards: Vec<Card>,
}

/// Shows it. A place that is none is the beginning.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let before: Option<Cursor> = asked.before.parse().ok();
    let mut db = visit.db().await?;
    let mut found = discovery::newest(&mut db, &Narrowed::default(), before, PER_PAGE + 1).await?;
    let mut older = String::new();
    if cards::cut(&mut found, PER_PAGE)
        && let Some(last) = found.last()
    {
        older = format!("{}?before={}", urls::discovery::NEW, last.cursor);
    }
    let cards = cards::of(&visit.app, &mut db, &found).await?;
    drop(db);
    let now = Utc::now();
    let mut ages: Vec<Age> = Vec::new();
    for (entry, card) in found.iter().zip(cards) {
        let (name, id) = age(now, entry.cursor.at);
        match ages.last_mut().filter(|age| age.id == id) {
            Some(age) => age.cards.push(card),
            None => ages.push(Age { name, id, cards: vec![card] }),
        }
    }
    let description = format!("What came out on {} and on the servers it knows, the newest first.", visit.app.name());
    let page = visit.page("New");
    render(&NewestPage {
        page: if ages.is_empty() || before.is_some() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, urls::discovery::NEW, "website", description),
        ages,
        older,
        is_later: before.is_some(),
    })
}

/// How long ago something came out, and an id for that.
fn age(now: DateTime<Utc>, at: DateTime<Utc>) -> (&'static str, &'static str) {
    match now - at {
        age if age < Duration::days(1) => ("Today", "today"),
        age if age < Duration::days(7) => ("This week", "week"),
        age if age < Duration::days(31) => ("This month", "month"),
        _ => ("Earlier", "earlier"),
    }
}
