//! `POST /studio/releases/{id}/extras/order`: bonus files in another order.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::extras;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{find, order};
use crate::visit::SignedIn;

/// Saves it. A script is answered 204, a form is led back.
///
/// # Errors
/// 404 for a release of others.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let ids = order::in_order(&fields);
    connection.transaction(async |connection| extras::reorder(connection, release.id, &ids).await).await?;
    Ok(order::saved(&visit, &urls::studio::release_extras(release.id.0)))
}
