//! `GET /labels?before=`: the labels that have a page here, and the names that releases carry.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::discovery;
use model::ids::ArtistId;
use serde::Deserialize;

use crate::artists::person::Person;
use crate::discovery::cards;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::visit::Visit;

/// Labels on a page.
const PER_PAGE: i64 = 48;
/// The most names on the first page.
const NAMES: i64 = 200;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

/// The page.
#[derive(Template)]
#[template(path = "labels/index.html")]
pub struct LabelsPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The labels, each with "3 artists, 12 releases".
    pub labels: Vec<(Person, String)>,
    /// The names that releases carry, each with how many; on the first page.
    pub names: Vec<(Tag, i64)>,
    /// The next page; empty for none.
    pub next: String,
}

/// Shows it. A place that is none is the beginning.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let after: Option<ArtistId> = asked.before.parse().ok();
    let mut db = visit.db().await?;
    let mut found = discovery::labels(&mut db, after, PER_PAGE + 1).await?;
    let mut next = String::new();
    if cards::cut(&mut found, PER_PAGE)
        && let Some(last) = found.last()
    {
        next = format!("{}?before={}", urls::discovery::LABELS, last.artist.id);
    }
    let artists: Vec<_> = found.iter().map(|label| label.artist.clone()).collect();
    let people = Person::load_all(&mut db, &artists).await?;
    let names = match after {
        None => discovery::label_names(&mut db, NAMES).await?,
        Some(_) => Vec::new(),
    };
    drop(db);
    let page = visit.page("Labels");
    let description = format!("Labels on {}, and what they brought out.", visit.app.name());
    let is_bare = found.is_empty() && names.is_empty();
    render(&LabelsPage {
        page: if is_bare || after.is_some() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, urls::discovery::LABELS, "website", description),
        labels: people
            .into_iter()
            .zip(&found)
            .map(|(person, label)| (person, has(label.artists, label.releases)))
            .collect(),
        names: names
            .into_iter()
            .map(|count| {
                let href = urls::discovery::label(&count.name);
                (Tag { text: count.name, href }, count.releases)
            })
            .collect(),
        next,
    })
}

/// "3 artists, 12 releases".
fn has(artists: i64, releases: i64) -> String {
    let count = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    match (artists, releases) {
        (0, releases) => count(releases, "release"),
        (artists, releases) => format!("{}, {}", count(artists, "artist"), count(releases, "release")),
    }
}
