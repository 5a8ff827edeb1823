//! `GET /comments/new?about=…`: the form for an answer, on a page of its own.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::fields::FieldErrors;
use serde::Deserialize;

use super::create::CommentForm;
use super::place::{self, Place};
use super::view::{self, Eyes, Shown};
use super::voices::Voices;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "comments/new.html")]
pub struct NewCommentPage {
    /// The common part.
    pub page: Page,
    /// What is answered: its title and page.
    pub place: (String, String),
    /// The post that is answered.
    pub answered: Option<Shown>,
    /// As whom one can write: id and name.
    pub voices: Vec<(String, String)>,
    /// Whether only those will read it whom it mentions.
    pub is_private: bool,
    /// What was typed.
    pub form: CommentForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// What is answered.
    #[serde(default)]
    about: String,
    /// As whom.
    #[serde(default)]
    speaker: String,
}

/// Shows it.
///
/// # Errors
/// 404 for what is not there.
pub async fn new(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let Asked { about, speaker } = asked.into_inner();
    let subject = place::parse(&about)?;
    let mut db = visit.db().await?;
    let voices = Voices::of(&mut db, &visit.account).await?;
    let place = Place::of(&mut db, subject, &voices).await?.ok_or_else(PageError::not_found)?;
    drop(db);
    if voices.0.is_empty() {
        return Ok(visit.redirect_warning(super::voices::HANDLE_PAGE, "Choose a handle first: others see who writes."));
    }
    let form = CommentForm { about, speaker, ..CommentForm::default() };
    render(&page(&visit, &place, form, FieldErrors::default()).await?)
}

/// The form again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    place: &Place,
    form: CommentForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, place, form, errors).await?)
}

async fn page(
    visit: &SignedIn,
    place: &Place,
    form: CommentForm,
    errors: FieldErrors,
) -> Result<NewCommentPage, PageError> {
    let mut db = visit.db().await?;
    let voices = Voices::of(&mut db, &visit.account).await?;
    let answered = view::posts(&mut db, place.post.as_slice(), &Eyes::of(visit, &voices, false)).await?.pop();
    Ok(NewCommentPage {
        page: visit.page("Answer").hidden(),
        place: (place.title.clone(), place.href.clone()),
        is_private: answered.as_ref().is_some_and(|answered| answered.is_private),
        answered,
        voices: voices.options(),
        form,
        errors,
    })
}
