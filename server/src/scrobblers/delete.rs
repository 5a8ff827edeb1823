//! Disconnecting from a scrobbling server.

use actix_web::HttpResponse;
use model::scrobblers;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// `POST /account/scrobbling/deletion`
///
/// # Errors
/// When the database fails.
pub async fn delete(visit: SignedIn, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    scrobblers::disconnect(&mut *visit.db().await?, visit.account.id).await?;
    let text = "Disconnected. The token is erased here; what was told there stays there.";
    Ok(visit.redirect_saying(urls::plays::SCROBBLING, text))
}
