//! `POST /studio/notifications/{handle}/reading`: everything is read.

use actix_web::{HttpResponse, web};
use model::notifications;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{NoFields, speaking};
use crate::visit::SignedIn;

/// Notes it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, actor) = speaking::of_form(&mut db, &visit, &handle).await?;
    notifications::mark_read(&mut db, actor.id).await?;
    Ok(visit.redirect(&format!("/studio/notifications?artist={}", artist.handle)))
}
