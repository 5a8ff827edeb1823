//! Erasing one entry of one's history.

use actix_web::{HttpResponse, web};
use model::history;
use model::ids::HistoryEntryId;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// `POST /library/history/{entry}/deletion`
///
/// # Errors
/// 404 for an entry of others.
pub async fn delete(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let id: HistoryEntryId = id.parse().map_err(|_| PageError::not_found())?;
    if !history::erase(&mut *visit.db().await?, visit.account.id, id).await? {
        return Err(PageError::not_found());
    }
    Ok(visit.redirect_saying(urls::plays::HISTORY, "Erased."))
}
