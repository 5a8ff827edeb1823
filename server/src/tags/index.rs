//! `GET /tags`: all tags with how much has them, those that one follows first.

use actix_web::HttpResponse;
use askama::Template;
use model::discovery::{self, TagCount};
use model::tag_follows;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::visit::Visit;

/// The most tags on the page.
const MOST: i64 = 500;

/// The page.
#[derive(Template)]
#[template(path = "tags/index.html")]
pub struct TagsPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// Those that who looks follows.
    pub followed: Vec<Tag>,
    /// All, each with how many releases have it.
    pub tags: Vec<(Tag, i64)>,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let tags = discovery::tags(&mut db, MOST).await?;
    let followed = match visit.account() {
        Some(account) => tag_follows::of(&mut db, account.id).await?,
        None => Vec::new(),
    };
    drop(db);
    let page = visit.page("Tags");
    let description = format!("What the music on {} is tagged.", visit.app.name());
    render(&TagsPage {
        page: if tags.is_empty() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, urls::discovery::TAGS, "website", description),
        followed: followed.iter().map(|follow| Tag::of(&follow.tag)).collect(),
        tags: tags.iter().map(counted).collect(),
    })
}

/// A tag with how many releases have it.
#[must_use]
pub fn counted(count: &TagCount) -> (Tag, i64) {
    (Tag::of(&count.tag), count.releases)
}
