//! `GET /library/releases`: the releases somebody keeps, newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::favourites;

use super::show::{Asked, next};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::sleeve::{Card, Sleeve};
use crate::visit::SignedIn;

/// How many are on a page.
const PER_PAGE: i64 = 48;

/// The page.
#[derive(Template)]
#[template(path = "library/releases.html")]
pub struct ReleasesPage {
    /// The common part.
    pub page: Page,
    /// The releases.
    pub cards: Vec<Card>,
    /// Whether the list goes on from a page before.
    pub is_later: bool,
    /// The next page; empty for none.
    pub next: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let part = favourites::list_releases(&mut db, visit.account.id, asked.before(), PER_PAGE).await?;
    let next = next(urls::library::RELEASES, part.before);
    let pairs = part.kept.into_iter().map(|kept| kept.what).collect();
    let cards = Sleeve::load_all(&mut db, pairs).await?.iter().map(Sleeve::card).collect();
    drop(db);
    let page = visit.page("Favourite releases").hidden();
    render(&ReleasesPage { page, cards, is_later: asked.before.is_some(), next })
}
