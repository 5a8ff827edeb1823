//! `GET /studio/releases/new`: the form for a draft.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::fields::FieldErrors;
use model::members;
use model::releases::ReleaseKind;
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/releases/new.html")]
pub struct NewReleasePage {
    /// The common part.
    pub page: Page,
    /// Handle and name of the account's artists.
    pub artists: Vec<(String, String)>,
    /// Word and name of every kind.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// What was typed.
    pub form: NewReleaseForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NewReleaseForm {
    /// The artist's handle.
    #[serde(default)]
    pub artist: String,
    /// The title.
    #[serde(default)]
    pub title: String,
    /// What it is.
    #[serde(default)]
    pub kind: String,
    /// Set when the title is a folder's name, or none at all, and may be read from the files.
    #[serde(default)]
    pub guessed: Option<String>,
}

/// Which artist is chosen at first.
#[derive(Debug, Deserialize)]
pub struct Query {
    #[serde(default)]
    artist: String,
}

/// Shows it; without an artist there is nothing to make a release for.
///
/// # Errors
/// When the database fails.
pub async fn new(visit: SignedIn, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    let form = NewReleaseForm {
        artist: query.artist.clone(),
        kind: ReleaseKind::Album.word().to_owned(),
        ..NewReleaseForm::default()
    };
    match page(&visit, form, FieldErrors::default()).await? {
        page if page.artists.is_empty() => {
            Ok(visit.redirect_saying(&urls::studio::new_artist(), "First make your artist, then the release."))
        }
        page => render(&page),
    }
}

/// The form again, with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &SignedIn, form: NewReleaseForm, errors: FieldErrors) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, form, errors).await?)
}

async fn page(visit: &SignedIn, form: NewReleaseForm, errors: FieldErrors) -> Result<NewReleasePage, PageError> {
    let mut connection = visit.db().await?;
    let artists = members::artists_of(&mut connection, visit.account.id).await?;
    Ok(NewReleasePage {
        page: visit.page("New release").hidden(),
        artists: artists.into_iter().map(|artist| (artist.handle, artist.name)).collect(),
        kinds: ReleaseKind::ALL.iter().map(|kind| (kind.word(), kind.name())).collect(),
        form,
        errors,
    })
}
