//! `GET /studio/artists/new`: the form for an artist.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use model::artists;
use model::fields::FieldErrors;
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/artists/new.html")]
pub struct NewArtistPage {
    /// The common part.
    pub page: Page,
    /// What was typed.
    pub form: NewArtistForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Handles nobody has.
    pub suggestions: Vec<String>,
    /// The host that stands behind a handle.
    pub host: String,
}

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NewArtistForm {
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The handle.
    #[serde(default)]
    pub handle: String,
    /// Who is behind it.
    #[serde(default)]
    pub kind: String,
}

/// Shows it, with handles made from the account's name.
///
/// # Errors
/// When the database fails.
pub async fn new(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let form = NewArtistForm { kind: "person".to_owned(), ..NewArtistForm::default() };
    let name = visit.account.name.clone();
    render(&page(&visit, form, FieldErrors::default(), &name).await?)
}

/// The form again, with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &SignedIn, form: NewArtistForm, errors: FieldErrors) -> Result<HttpResponse, PageError> {
    let name = if form.name.trim().is_empty() { form.handle.clone() } else { form.name.clone() };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, form, errors, &name).await?)
}

async fn page(
    visit: &SignedIn,
    form: NewArtistForm,
    errors: FieldErrors,
    name: &str,
) -> Result<NewArtistPage, PageError> {
    let mut connection = visit.db().await?;
    let suggestions = artists::suggest_handles(&mut connection, name).await?;
    let host = visit.app.base_url.split_once("://").map_or("", |(_, host)| host).to_owned();
    Ok(NewArtistPage { page: visit.page("New artist").hidden(), form, errors, suggestions, host })
}
