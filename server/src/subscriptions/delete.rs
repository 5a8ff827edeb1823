//! `POST /account/letters/{id}/deletion`

use actix_web::{HttpResponse, web};
use model::ids::SubscriberId;
use model::subscribers;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Ends an artist's letters to one's address.
///
/// # Errors
/// 404 for those of others.
pub async fn delete(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let id: SubscriberId = id.parse().map_err(|_| PageError::not_found())?;
    let mut db = visit.db().await?;
    let own = subscribers::of_account(&mut db, visit.account.id, &visit.account.email).await?;
    let found = own.into_iter().find(|(subscriber, _)| subscriber.id == id);
    let (subscriber, artist) = found.ok_or_else(PageError::not_found)?;
    subscribers::unsubscribe(&mut db, subscriber.id).await?;
    let said = format!("No more letters from {}.", artist.name);
    Ok(visit.redirect_saying(urls::letters::SUBSCRIPTIONS, &said))
}
