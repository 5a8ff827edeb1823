//! `POST /studio/letters/{id}/deletion`

use actix_web::{HttpResponse, web};
use model::letters;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Throws a draft away.
///
/// # Errors
/// 404 for a letter of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, letter) = super::letter(&mut db, &visit, &id).await?;
    let list = urls::letters::letters(&artist.handle);
    Ok(match letters::delete(&mut db, letter.id).await? {
        true => visit.redirect_saying(&list, "The draft is gone."),
        false => visit.redirect_warning(&list, "This letter was sent, so it stays on the list."),
    })
}
