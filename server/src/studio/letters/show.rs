//! `GET /studio/letters/{id}`: a draft with its form, as its readers will see it, and how many they are; or what was sent.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::letters::copies::{self, Copies};
use model::letters::{self, Letter};
use model::markdown;

use super::audience;
use super::create::LetterForm;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/letters/show.html")]
pub struct LetterPage {
    /// The common part.
    pub page: Page,
    /// The letter.
    pub letter: Letter,
    /// Where it is changed.
    pub action: String,
    /// Where it is sent.
    pub sending: String,
    /// Where it is thrown away.
    pub deletion: String,
    /// Back to the others.
    pub back: String,
    /// Who gets it, in words.
    pub to: String,
    /// How many those are now.
    pub count: usize,
    /// How far it has come.
    pub copies: Copies,
    /// Its words, as HTML that is safe to show.
    pub html: String,
    /// Who may be chosen.
    pub choices: Vec<(String, String)>,
    /// What stands in the fields.
    pub form: LetterForm,
    /// What is wrong with them.
    pub errors: FieldErrors,
}

/// Shows it.
///
/// # Errors
/// 404 for a letter of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = super::letter(&mut db, &visit, &id).await?;
    drop(db);
    render(&page(&visit, found, None).await?)
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    found: (Artist, Letter),
    typed: (LetterForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, found, Some(typed)).await?)
}

async fn page(
    visit: &SignedIn,
    (artist, letter): (Artist, Letter),
    typed: Option<(LetterForm, FieldErrors)>,
) -> Result<LetterPage, PageError> {
    let mut db = visit.db().await?;
    let releases = audience::releases(&mut db, &artist).await?;
    let kept = LetterForm {
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        audience: audience::value(letter.audience, letter.release_id),
    };
    let (form, errors) = typed.unwrap_or((kept, FieldErrors::default()));
    Ok(LetterPage {
        page: visit.page(&letter.subject).hidden(),
        action: urls::letters::letter(letter.id.0),
        sending: urls::letters::letter_sending(letter.id.0),
        deletion: urls::letters::letter_deletion(letter.id.0),
        back: urls::letters::letters(&artist.handle),
        to: audience::of_letter(&letter, &releases),
        count: letters::audience(&mut db, artist.id, (letter.audience, letter.release_id)).await?.len(),
        copies: copies::count_of(&mut db, letter.id).await?,
        html: markdown::to_html(&letter.body),
        choices: audience::choices(&mut db, &artist, &releases).await?,
        letter,
        form,
        errors,
    })
}
