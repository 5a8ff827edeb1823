//! `GET /places`: where the music comes from.

use actix_web::HttpResponse;
use askama::Template;
use model::discovery;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::details::Tag;
use crate::visit::Visit;

/// The most places on the page.
const MOST: i64 = 500;

/// The page.
#[derive(Template)]
#[template(path = "places/index.html")]
pub struct PlacesPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The places, each with how many releases come from it.
    pub places: Vec<(Tag, i64)>,
}

/// Shows it.
///
/// # Errors
/// When the database does not answer.
pub async fn index(visit: Visit) -> Result<HttpResponse, PageError> {
    let places = discovery::places(&mut *visit.db().await?, MOST).await?;
    let page = visit.page("Places");
    let description = format!("Where the music on {} comes from.", visit.app.name());
    render(&PlacesPage {
        page: if places.is_empty() { page.hidden() } else { page },
        preview: Preview::of(&visit.app, urls::discovery::PLACES, "website", description),
        places: places
            .into_iter()
            .map(|count| {
                let href = urls::discovery::place(&count.place);
                (Tag { text: count.place, href }, count.releases)
            })
            .collect(),
    })
}
