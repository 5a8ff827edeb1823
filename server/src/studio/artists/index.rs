//! `GET /studio/artists`: the artists an account manages.

use actix_web::HttpResponse;
use askama::Template;
use model::artists::Artist;
use model::members;

use crate::error::PageError;
use crate::page::{Page, hue_class, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/artists/index.html")]
pub struct StudioArtistsPage {
    /// The common part.
    pub page: Page,
    /// By name.
    pub artists: Vec<Listed>,
}

/// An artist in the list.
pub struct Listed {
    /// The artist.
    pub artist: Artist,
    /// Classes of its hues.
    pub hue: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let artists = members::artists_of(&mut connection, visit.account.id).await?;
    let artists =
        artists.into_iter().map(|artist| Listed { hue: hue_class(artist.hue1, artist.hue2), artist }).collect();
    render(&StudioArtistsPage { page: visit.page("Artists").hidden(), artists })
}
