//! `GET /library/artists`: the artists somebody keeps, newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::favourites;

use super::show::{Asked, next};
use crate::artists::person::Person;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// How many are on a page.
const PER_PAGE: i64 = 60;

/// The page.
#[derive(Template)]
#[template(path = "library/artists.html")]
pub struct ArtistsPage {
    /// The common part.
    pub page: Page,
    /// The artists.
    pub people: Vec<Person>,
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
    let part = favourites::list_artists(&mut db, visit.account.id, asked.before(), PER_PAGE).await?;
    let next = next(urls::library::ARTISTS, part.before);
    let artists: Vec<Artist> = part.kept.into_iter().map(|kept| kept.what).collect();
    let people = Person::load_all(&mut db, &artists).await?;
    drop(db);
    let page = visit.page("Favourite artists").hidden();
    render(&ArtistsPage { page, people, is_later: asked.before.is_some(), next })
}
