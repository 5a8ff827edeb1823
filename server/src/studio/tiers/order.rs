//! `POST /studio/artists/{handle}/tiers/order`: tiers in another order.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::tiers;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{find, order};
use crate::visit::SignedIn;

/// Saves it. A script is answered 204, a form is led back.
///
/// # Errors
/// 404 for an artist of others.
pub async fn update(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let ids = order::in_order(&fields);
    db.transaction(async |db| tiers::reorder(db, artist.id, &ids).await).await?;
    Ok(order::saved(&visit, &urls::memberships::tiers(&artist.handle)))
}
