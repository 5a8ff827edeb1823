//! `POST /notifications/reading`: everything is read.

use actix_web::HttpResponse;
use model::{actors, notifications};

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Notes it.
///
/// # Errors
/// When the database fails.
pub async fn create(visit: SignedIn, Form(NoFields {}): Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    if let Some(own) = actors::of_account(&mut db, visit.account.id).await? {
        notifications::mark_read(&mut db, own.id).await?;
    }
    Ok(visit.redirect(urls::fans::NOTIFICATIONS))
}
