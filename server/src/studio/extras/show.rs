//! `GET /studio/extras/{id}/file`: a bonus file for its artist, published or not.

use actix_web::{HttpResponse, web};

use crate::error::PageError;
use crate::extras::send;
use crate::studio::find;
use crate::visit::SignedIn;

/// Sends it, or a part of it.
///
/// # Errors
/// 404 for a file of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, _, extra) = find::extra(&mut connection, &visit, find::id(&id)?).await?;
    drop(connection);
    send(&visit.request, &visit.app, &extra).await
}
