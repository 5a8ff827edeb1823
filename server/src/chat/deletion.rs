//! `POST /live/{slug}/chat/messages/{id}/deletion`: a moderator takes a line away, everywhere at once.

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::chat;

use super::{done, moderated};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Takes it away.
///
/// # Errors
/// 404 for a line that is not there, and for whoever does not look after this chat.
pub async fn create(
    visit: SignedIn,
    path: web::Path<(String, String)>,
    _: Form<NoFields>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (show, line) = moderated(&mut db, &visit, &path).await?;
    chat::delete(&mut db, line.id, Some(visit.account.id), Utc::now()).await?;
    Ok(done(&visit, &show, "The line is gone."))
}
