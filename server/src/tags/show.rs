//! `GET /tags/{tag}?before=`: what has a tag, the newest first, who makes it, and what goes with it.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::discovery::{self, Narrowed};

use super::button::TagButton;
use crate::artists::person::Person;
use crate::discovery::asked::Asked as Address;
use crate::discovery::cards;
use crate::discovery::part::{self, Asked, PER_PAGE, Part};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::visit::Visit;

/// The most artists on the page.
const ARTISTS: i64 = 12;
/// The most other tags.
const RELATED: i64 = 12;
/// The longest tag that is looked for.
const CHARS: usize = 60;

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
    pub part: Part,
    /// Who makes it; on the first page.
    pub artists: Vec<Person>,
    /// Tags that stand beside it.
    pub related: Vec<Tag>,
}

/// Shows it. A tag that nothing has is a page too: it can be followed before.
///
/// # Errors
/// 404 where the address has no word.
pub async fn show(visit: Visit, path: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let tag = part::word(&path.to_lowercase(), CHARS)?;
    let before = asked.cursor();
    let narrowed = Narrowed { tag: tag.clone(), ..Narrowed::default() };
    let mut db = visit.db().await?;
    let mut found = discovery::newest(&mut db, &narrowed, before, PER_PAGE + 1).await?;
    let mut older = String::new();
    if cards::cut(&mut found, PER_PAGE)
        && let Some(last) = found.last()
    {
        older = format!("{}?before={}", urls::tag(&tag), last.cursor);
    }
    let part = Part { cards: cards::of(&visit.app, &mut db, &found).await?, older, is_later: before.is_some() };
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
        page: part.on(page, false),
        preview: Preview::of(&visit.app, &urls::tag(&tag), "website", description),
        follow,
        narrow: Address { tag: tag.clone(), ..Address::default() }.address(),
        part,
        artists,
        related: related.iter().map(|count| Tag::of(&count.tag)).collect(),
        tag,
    })
}
