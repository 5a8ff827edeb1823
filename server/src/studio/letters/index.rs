//! `GET /studio/letters`: what an artist wrote by mail, and the form for more.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::fields::FieldErrors;
use model::letters::copies::{self, Copies};
use model::letters::{self, Letter};
use model::{Connection, subscribers};

use super::audience;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::studio::letters::create::LetterForm;
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// How many letters the page shows.
const SHOWN: i64 = 100;

/// The page.
#[derive(Template)]
#[template(path = "studio/letters/index.html")]
pub struct LettersPage {
    /// The common part.
    pub page: Page,
    /// Who writes.
    pub desk: Desk,
    /// How many asked for letters.
    pub count: i64,
    /// Who may be chosen.
    pub choices: Vec<(String, String)>,
    /// What was written.
    pub lines: Vec<Line>,
    /// What stands in the fields.
    pub form: LetterForm,
    /// What is wrong with them.
    pub errors: FieldErrors,
}

/// A letter in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its subject.
    pub subject: String,
    /// Its page.
    pub href: String,
    /// Who gets it.
    pub to: String,
    /// When it was sent; a draft for none.
    pub sent_at: Option<DateTime<Utc>>,
    /// How far it has come.
    pub copies: Copies,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    match page(&visit, &asked.artist, LetterForm::default(), FieldErrors::default()).await? {
        Some(page) => render(&page),
        None => Ok(visit.redirect(&urls::studio::index())),
    }
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    handle: &str,
    form: LetterForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    let page = page(visit, handle, form, errors).await?.ok_or_else(PageError::not_found)?;
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page(
    visit: &SignedIn,
    handle: &str,
    form: LetterForm,
    errors: FieldErrors,
) -> Result<Option<LettersPage>, PageError> {
    let mut db = visit.db().await?;
    let Some(desk) = speaking::desk(&mut db, visit, handle).await? else { return Ok(None) };
    let releases = audience::releases(&mut db, &desk.artist).await?;
    let mut lines = Vec::new();
    for letter in letters::of_artist(&mut db, desk.artist.id, SHOWN).await? {
        lines.push(line(&mut db, &letter, audience::of_letter(&letter, &releases)).await?);
    }
    let by_source = subscribers::count_by_source(&mut db, desk.artist.id).await?;
    Ok(Some(LettersPage {
        page: visit.page("Letters").hidden(),
        choices: audience::choices(&mut db, &desk.artist, &releases).await?,
        count: by_source.iter().map(|(_, count)| count).sum(),
        lines,
        desk,
        form,
        errors,
    }))
}

async fn line(db: &mut Connection, letter: &Letter, to: String) -> Result<Line, PageError> {
    Ok(Line {
        subject: letter.subject.clone(),
        href: urls::letters::letter(letter.id.0),
        to,
        sent_at: letter.sent_at,
        copies: copies::count_of(db, letter.id).await?,
    })
}
