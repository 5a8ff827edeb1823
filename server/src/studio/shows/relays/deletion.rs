//! `POST /studio/relays/{id}/deletion`

use actix_web::{HttpResponse, web};
use model::show_relays;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{NoFields, find};
use crate::visit::SignedIn;

/// Removes a relay: it gets nothing any more.
///
/// # Errors
/// 404 for a relay of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let relay = show_relays::find(&mut db, find::id(&id)?).await?.ok_or_else(PageError::not_found)?;
    let (_, show) = crate::studio::shows::find(&mut db, &visit, &relay.show_id.to_string()).await?;
    show_relays::remove(&mut db, relay.id).await?;
    Ok(visit.redirect_saying(&urls::live::relays(show.id.0), "It gets the sound no more."))
}
