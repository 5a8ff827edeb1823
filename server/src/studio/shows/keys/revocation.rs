//! `POST /studio/stream-keys/{id}/revocation`

use actix_web::{HttpResponse, web};
use model::stream_keys;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Revokes a key: nobody can connect with it any more, and who did is cut off.
///
/// # Errors
/// 404 for a key of others, or one that was revoked.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (holder, key) = super::find(&mut db, &visit, &id).await?;
    stream_keys::revoke(&mut db, key.id).await?;
    let said = "The key is revoked. A source that came with it is cut off.";
    Ok(visit.redirect_saying(&holder.page(), said))
}
