//! Revoking the password of an app.

use actix_web::{HttpResponse, web};
use model::app_passwords;
use model::ids::AppPasswordId;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The token of the form alone.
#[derive(Deserialize)]
pub struct RevokeForm {}

/// `POST /account/apps/{id}/revoke`
///
/// # Errors
/// 404 for what is not the account's.
pub async fn delete(visit: SignedIn, id: web::Path<String>, _: Form<RevokeForm>) -> Result<HttpResponse, PageError> {
    let id: AppPasswordId = id.parse().map_err(|_| PageError::not_found())?;
    let mut db = visit.db().await?;
    if !app_passwords::revoke(&mut db, visit.account.id, id).await? {
        return Err(PageError::not_found());
    }
    Ok(visit.redirect_saying(urls::subsonic::APPS, "The password is revoked. The app is shut out from now on."))
}
