//! The list of artists, with the room their masters take.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::{self, Artist};
use model::ids::ArtistId;
use model::instance;
use serde::Deserialize;

use crate::admin::paging::{PER_PAGE, Paging};
use crate::admin::size;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Admin;

/// A row of the list.
pub struct Row {
    /// The artist.
    pub artist: Artist,
    /// Room its masters take, in words.
    pub used: String,
    /// Its quota in words.
    pub quota: String,
    /// Percent of the quota in use.
    pub percent: i64,
    /// The field for its own quota, in GiB; empty when it has the instance's.
    pub own_quota: String,
    /// What is wrong with that field.
    pub problem: String,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/artists/index.html")]
pub struct ArtistsPage {
    /// The common part.
    pub page: Page,
    /// The instance's quota, in words.
    pub default_quota: String,
    /// How many artists there are.
    pub count: i64,
    /// The artists, newest first.
    pub artists: Vec<Row>,
    /// Where in the list this is.
    pub paging: Paging,
}

/// Which page.
#[derive(Deserialize)]
pub struct ArtistsQuery {
    page: Option<i64>,
}

/// A quota as typed that will not do.
pub struct WrongQuota {
    /// Whose it was to be.
    pub artist: ArtistId,
    /// What was typed.
    pub typed: String,
    /// What is wrong.
    pub problem: String,
}

/// `GET /admin/artists`
pub async fn index(visit: Admin, query: web::Query<ArtistsQuery>) -> Result<HttpResponse, PageError> {
    render(&page(&visit, query.page, None).await?)
}

/// The page again, with what is wrong with a quota.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &Admin, number: Option<i64>, wrong: WrongQuota) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, number, Some(wrong)).await?)
}

async fn page(visit: &Admin, number: Option<i64>, wrong: Option<WrongQuota>) -> Result<ArtistsPage, PageError> {
    let default_bytes = i64::try_from(visit.app.settings.quota_bytes).unwrap_or(i64::MAX);
    let mut connection = visit.db().await?;
    let count = instance::counts(&mut connection).await?.artists;
    let paging = Paging::new(number, count);
    let artists = artists::list(&mut connection, paging.index(), PER_PAGE).await?;
    let ids: Vec<ArtistId> = artists.iter().map(|artist| artist.id).collect();
    let used = instance::bytes_by_artist(&mut connection, &ids).await?;
    let row = |artist: Artist| {
        let used = used.get(&artist.id).copied().unwrap_or(0);
        let quota = artist.quota_bytes.unwrap_or(default_bytes);
        let wrong = wrong.as_ref().filter(|wrong| wrong.artist == artist.id);
        Row {
            used: size::words(used),
            quota: size::words(quota),
            percent: size::percent(used, quota),
            own_quota: wrong
                .map(|wrong| wrong.typed.clone())
                .or(artist.quota_bytes.map(size::to_gib))
                .unwrap_or_default(),
            problem: wrong.map(|wrong| wrong.problem.clone()).unwrap_or_default(),
            artist,
        }
    };
    let artists = artists.into_iter().map(row).collect();
    Ok(ArtistsPage { page: visit.page("Artists"), default_quota: size::words(default_bytes), count, artists, paging })
}
