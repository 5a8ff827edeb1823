//! `GET /tags/{tag}?before=`: what has a tag, the newest first, who makes it, and what goes with it.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::discovery::{self, Narrowed};
use model::feeds::Cursor;
use serde::Deserialize;

use super::button::TagButton;
use crate::artists::person::Person;
use crate::discovery::asked::Asked as Address;
use crate::discovery::cards;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::releases::sleeve::Card;
use crate::visit::Visit;

/// Releases on a page.
const PER_PAGE: i64 = 24;
/// The most artists on the page.
const ARTISTS: i64 = 12;
/// The most other tags.
const RELATED: i64 = 12;
/// The longest tag that is looked for.
const CHARS: usize = 60;

/// What the address says behind the tag.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

/// The page.
#[derive(Template)]
#[template(path = "tags/show.html")]
pub struct TagPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The tag.
    pub tag: String,
    /// The button that follows it.
    pub follow: Option<TagButton>,
    /// Where it is narrowed further.
    pub narrow: String,
    /// The releases.
    pub cards: Vec<Card>,
    /// Who makes it; on the first page.
    pub artists: Vec<Person>,
    /// Tags that stand beside it.
    pub related: Vec<Tag>,
    /// The next page; empty for none.
    pub older: String,
    /// Whether this is one of those behind the first.
    pub is_later: bool,
}

/// Shows it. A tag that nothing has is a page too: it can be followed before.
///
/// # Errors
/// 404 where the address has no word.
pub async fn show(visit: Visit, path: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let tag = path.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let tag: String = tag.chars().filter(|c| !c.is_control()).take(CHARS).collect();
    if tag.is_empty() {
        return Err(PageError::not_found());
    }
    let before: Option<Cursor> = asked.before.parse().ok();
    let narrowed = Narrowed { tag: tag.clone(), ..Narrowed::default() };
    let mut db = visit.db().await?;
    let mut found = discovery::newest(&mut db, &narrowed, before, PER_PAGE + 1).await?;
    let mut older = String::new();
    if cards::cut(&mut found, PER_PAGE)
        && let Some(last) = found.last()
    {
        older = format!("{}?before={}", urls::tag(&tag), last.cursor);
    }
    let cards = cards::of(&visit.app, &mut db, &found).await?;
    let artists = match before {
        None => discovery::artists_tagged(&mut db, &tag, ARTISTS).await?,
        Some(_) => Vec::new(),
    };
    let artists = Person::load_all(&mut db, &artists).await?;
    let related = discovery::related_tags(&mut db, &tag, RELATED).await?;
    let follow = TagButton::of(&visit, &mut db, &tag).await?;
    drop(db);
    let page = visit.page(&format!("Music tagged {tag}"));
    let description = format!("Releases tagged {tag} on {}.", visit.app.name());
    render(&TagPage {
        page: if cards.is_empty() || before.is_some() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, &urls::tag(&tag), "website", description),
        follow,
        narrow: Address { tag: tag.clone(), ..Address::default() }.address(),
        cards,
        artists,
        related: related.iter().map(|count| Tag::of(&count.tag)).collect(),
        older,
        is_later: before.is_some(),
        tag,
    })
}
