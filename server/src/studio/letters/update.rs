//! `POST /studio/letters/{id}`

use actix_web::{HttpResponse, web};
use model::letters;

use super::create::LetterForm;
use super::{audience, show};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Changes a draft.
///
/// # Errors
/// 404 for a letter of others. 422 with the page when a field will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<LetterForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, letter) = super::letter(&mut db, &visit, &id).await?;
    let releases = audience::releases(&mut db, &artist).await?;
    let words = match form.check(&releases) {
        Ok(words) => words,
        Err(errors) => {
            drop(db);
            return show::refused(&visit, (artist, letter), (form, errors)).await;
        }
    };
    let page = urls::letters::letter(letter.id.0);
    Ok(match letters::update(&mut db, letter.id, &words).await? {
        true => visit.redirect_saying(&page, "Saved."),
        false => visit.redirect_warning(&page, "This letter was sent in the meantime, so it stays as it was."),
    })
}
