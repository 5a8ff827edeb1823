//! `POST /studio/codes/{id}/end`

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::code_batches;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Ends a batch: what was redeemed stays with whoever did.
///
/// # Errors
/// 404 for a batch of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, release, batch) = super::batch(&mut db, &visit, &id).await?;
    code_batches::end(&mut db, batch.id, Utc::now()).await?;
    let said = format!("The codes of “{}” do not work any more. What was redeemed stays.", batch.name);
    Ok(visit.redirect_saying(&urls::letters::codes(release.id.0), &said))
}
