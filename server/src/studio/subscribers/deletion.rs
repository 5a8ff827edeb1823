//! `POST /studio/subscribers/{id}/deletion`

use actix_web::{HttpResponse, web};
use model::{artists, members, subscribers};

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{NoFields, find};
use crate::visit::SignedIn;

/// Takes somebody off the list.
///
/// # Errors
/// 404 for a subscriber of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let subscriber = subscribers::find(&mut db, find::id(&id)?).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(&mut db, subscriber.artist_id).await?.ok_or_else(PageError::not_found)?;
    members::role(&mut db, artist.id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    subscribers::unsubscribe(&mut db, subscriber.id).await?;
    let said = format!("{} gets no more letters.", subscriber.email);
    Ok(visit.redirect_saying(&urls::letters::subscribers(&artist.handle), &said))
}
