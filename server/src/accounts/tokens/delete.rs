//! Revoking a token.

use actix_web::{HttpResponse, web};
use model::api_tokens;
use model::ids::ApiTokenId;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The token of the form alone.
#[derive(Deserialize)]
pub struct RevokeForm {}

/// `POST /account/tokens/{id}/revoke`
pub async fn delete(visit: SignedIn, id: web::Path<String>, _: Form<RevokeForm>) -> Result<HttpResponse, PageError> {
    let id: ApiTokenId = id.parse().map_err(|_| PageError::not_found())?;
    let mut connection = visit.db().await?;
    if !api_tokens::revoke(&mut connection, visit.account.id, id).await? {
        return Err(PageError::not_found());
    }
    Ok(visit.redirect_saying("/account/tokens", "The token is revoked. What used it is shut out from now on."))
}
