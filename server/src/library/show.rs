//! `GET /library`: the tracks somebody keeps, newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::favourites;
use model::ids::FavouriteId;
use serde::Deserialize;
use uuid::Uuid;

use super::tracklist::Tracklist;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// How many are on a page.
const PER_PAGE: i64 = 50;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Where the page begins: the last favourite of the one before.
    pub before: Option<Uuid>,
}

impl Asked {
    /// As the model takes it.
    #[must_use]
    pub fn before(&self) -> Option<FavouriteId> {
        self.before.map(FavouriteId)
    }
}

/// The page.
#[derive(Template)]
#[template(path = "library/show.html")]
pub struct LibraryPage {
    /// The common part.
    pub page: Page,
    /// The tracks.
    pub tracks: Tracklist,
    /// Whether the list goes on from a page before.
    pub is_later: bool,
    /// The next page; empty for none.
    pub next: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn show(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let part = favourites::list_tracks(&mut db, visit.account.id, asked.before(), PER_PAGE).await?;
    let next = next(urls::library::LIBRARY, part.before);
    let listed = part.kept.into_iter().map(|kept| kept.what).collect();
    let tracks = Tracklist::load(&mut db, &visit, listed, 1).await?;
    drop(db);
    let page = visit.page("Favourite tracks").hidden();
    render(&LibraryPage { page, tracks, is_later: asked.before.is_some(), next })
}

/// The address of the part behind `before`; empty for none.
#[must_use]
pub fn next(path: &str, before: Option<FavouriteId>) -> String {
    before.map(|before| format!("{path}?before={before}")).unwrap_or_default()
}
