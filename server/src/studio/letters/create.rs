//! `POST /studio/artists/{handle}/letters`

use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::letters::{self, LetterInput, Words};
use model::releases::Release;
use serde::Deserialize;

use super::{audience, index};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LetterForm {
    /// The subject.
    pub subject: String,
    /// Markdown.
    pub body: String,
    /// Who gets it.
    pub audience: String,
}

impl LetterForm {
    /// What was meant; `releases` are the artist's.
    ///
    /// # Errors
    /// A sentence for each field that will not do.
    pub fn check(&self, releases: &[Release]) -> Result<Words, FieldErrors> {
        let (subject, body, audience) = (self.subject.clone(), self.body.clone(), self.audience.clone());
        let releases: Vec<_> = releases.iter().map(|release| release.id).collect();
        LetterInput { subject, body, audience }.check(&releases)
    }
}

/// Begins a letter, and leads to its page, where it is looked at and sent.
///
/// # Errors
/// 404 for an artist of others. 422 with the page when a field will not do.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<LetterForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let releases = audience::releases(&mut db, &artist).await?;
    match form.check(&releases) {
        Ok(words) => {
            let letter = letters::create(&mut db, artist.id, &words).await?;
            Ok(visit.redirect(&urls::letters::letter(letter.id.0)))
        }
        Err(errors) => {
            drop(db);
            index::refused(&visit, &artist.handle, form, errors).await
        }
    }
}
