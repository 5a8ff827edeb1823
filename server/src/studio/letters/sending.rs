//! `POST /studio/letters/{id}/sending`

use actix_web::{HttpResponse, web};
use model::letters::{self, SendError};

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Sends a letter: a copy to each of those who get it now. A second time sends nothing.
///
/// # Errors
/// 404 for a letter of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, letter) = super::letter(&mut db, &visit, &id).await?;
    let page = urls::letters::letter(letter.id.0);
    if artist.suspended_at.is_some() {
        let words = "This artist is suspended, so no letters go out. Ask the admin of this instance why.";
        return Ok(visit.redirect_warning(&page, words));
    }
    Ok(match letters::send(&mut db, letter.id).await {
        Ok(1) => visit.redirect_saying(&page, "On its way to 1 person."),
        Ok(count) => visit.redirect_saying(&page, &format!("On its way to {count} people.")),
        Err(SendError::Database(error)) => return Err(error.into()),
        Err(error) => visit.redirect_warning(&page, &error.to_string()),
    })
}
