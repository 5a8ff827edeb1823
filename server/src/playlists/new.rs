//! `GET /library/playlists/new`: the form of a new playlist.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::form::{PlaylistForm, VISIBILITIES, Wrong};
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The tracks it begins with: ids with spaces between.
    #[serde(default)]
    tracks: String,
    /// The page to come back to.
    #[serde(default)]
    back: String,
}

/// The page.
#[derive(Template)]
#[template(path = "playlists/new.html")]
pub struct NewPlaylistPage {
    /// The common part.
    pub page: Page,
    /// What was typed.
    pub form: PlaylistForm,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// Who may read it: word, name, what that means.
    pub visibilities: [(&'static str, &'static str, &'static str); 3],
}

/// Shows it.
///
/// # Errors
/// When the template fails, which is ours to mend: 500.
pub async fn new(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let asked = asked.into_inner();
    let form = PlaylistForm { tracks: asked.tracks, back: asked.back, ..PlaylistForm::default() };
    render(&NewPlaylistPage::of(&visit, form, Wrong::default()))
}

/// The form again, with what is wrong.
///
/// # Errors
/// When the template fails, which is ours to mend: 500.
pub fn refused(visit: &SignedIn, form: PlaylistForm, wrong: Wrong) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &NewPlaylistPage::of(visit, form, wrong))
}

impl NewPlaylistPage {
    fn of(visit: &SignedIn, mut form: PlaylistForm, wrong: Wrong) -> Self {
        if form.visibility.is_empty() {
            form.visibility = "private".to_owned();
        }
        Self { page: visit.page("New playlist").hidden(), form, wrong, visibilities: VISIBILITIES }
    }
}
