//! `POST /studio/shows/{id}/release`: the source is let go, and the show waits for another.

use actix_web::{HttpResponse, web};
use live::link::Ask;

use super::telling::{Told, told};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Lets it go.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = super::find(&mut db, &visit, &id).await?;
    drop(db);
    let desk = urls::live::desk(show.id.0);
    Ok(match told(&visit.app, show.id, Ask::Release).await {
        Told::Done => visit.redirect_saying(&desk, "The source is gone. The show waits for another one."),
        Told::Nothing => visit.redirect_warning(&desk, "Nothing feeds the show."),
        Told::Refused(reason) => visit.redirect_warning(&desk, &reason),
    })
}
