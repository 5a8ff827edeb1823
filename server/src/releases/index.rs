//! `GET /discover?tag=&page=`: everything that is published, newest first, or what has a tag.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::releases::listing::{self, Filter};
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::releases::sleeve::{Card, Sleeve};
use crate::visit::Visit;

/// Releases on a page.
const PER_PAGE: i64 = 24;
/// The last page that is given: what is older is found by tags and words.
const LAST_PAGE: i64 = 1000;
/// The most tags above the list.
const TAGS: usize = 24;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    tag: String,
    #[serde(default)]
    page: String,
}

/// The list.
#[derive(Template)]
#[template(path = "releases/index.html")]
pub struct DiscoverPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The tag it is narrowed to; empty for none.
    pub tag: String,
    /// Tags to narrow it to.
    pub tags: Vec<Tag>,
    /// The releases.
    pub cards: Vec<Card>,
    /// The number of this page, from 1.
    pub number: i64,
    /// The page with newer ones; empty for none.
    pub newer: String,
    /// The page with older ones; empty for none.
    pub older: String,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let tag: String = asked.tag.trim().chars().take(60).collect();
    let number = asked.page.parse::<i64>().unwrap_or(1).clamp(1, LAST_PAGE);
    let filter = Filter { tag: tag.clone(), offset: (number - 1) * PER_PAGE, limit: PER_PAGE + 1, ..Filter::default() };
    let mut db = visit.db().await?;
    let mut found = listing::published(&mut db, &filter).await?;
    let has_older = found.len() > usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let tags = listing::common_tags(&mut db, TAGS).await?;
    let sleeves = Sleeve::load_all(&mut db, found).await?;
    drop(db);
    let title = if tag.is_empty() { "Discover".to_owned() } else { format!("Music tagged {tag}") };
    let description = match tag.as_str() {
        "" => format!("What is new on {}.", visit.app.name()),
        tag => format!("Releases tagged {tag} on {}.", visit.app.name()),
    };
    let page = visit.page(&title);
    render(&DiscoverPage {
        page: if sleeves.is_empty() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, &address(&tag, number), "website", description),
        tags: tags.iter().map(|tag| Tag::of(tag)).collect(),
        cards: sleeves.iter().map(Sleeve::card).collect(),
        newer: if number > 1 { address(&tag, number - 1) } else { String::new() },
        older: if has_older && number < LAST_PAGE { address(&tag, number + 1) } else { String::new() },
        number,
        tag,
    })
}

/// The address of a page of the list.
fn address(tag: &str, number: i64) -> String {
    match (tag, number) {
        ("", 1) => "/discover".to_owned(),
        ("", number) => format!("/discover?page={number}"),
        (tag, 1) => urls::tag(tag),
        (tag, number) => format!("{}&page={number}", urls::tag(tag)),
    }
}
