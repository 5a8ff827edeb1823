//! Erasing one's whole history.

use actix_web::HttpResponse;
use model::history;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// `POST /library/history/deletion`
///
/// # Errors
/// When the database fails.
pub async fn delete(visit: SignedIn, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let erased = history::erase_all(&mut *visit.db().await?, visit.account.id).await?;
    let text = match erased {
        0 => "There was nothing to erase.".to_owned(),
        1 => "Your history is erased: 1 entry.".to_owned(),
        erased => format!("Your history is erased: {erased} entries."),
    };
    Ok(visit.redirect_saying(urls::plays::HISTORY, &text))
}
