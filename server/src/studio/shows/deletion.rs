//! `POST /studio/shows/{id}/deletion`

use actix_web::{HttpResponse, web};
use model::shows;
use storage::Group;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Removes a show that is not on air and for which nobody bought a ticket, with its segments and its recording. A release that
/// was made of it stays.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = super::find(&mut db, &visit, &id).await?;
    if show.is_on_air() {
        return Ok(visit.redirect_warning(&urls::live::desk(show.id.0), "It is on air. End it first, then delete it."));
    }
    if !shows::delete(&mut db, show.id).await? {
        let said = "Somebody bought a ticket for it, so it stays. Cancel it instead, and pay the tickets back.";
        return Ok(visit.redirect_warning(&urls::live::edit_show(show.id.0), said));
    }
    drop(db);
    visit.app.storage.delete_group(Group::Live(show.id.0)).await?;
    Ok(visit.redirect_saying(&urls::live::studio(&artist.handle), &format!("“{}” is deleted.", show.title)))
}
