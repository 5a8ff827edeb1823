//! `POST /studio/extras/{id}/deletion`

use actix_web::{HttpResponse, web};

use crate::error::PageError;
use crate::extras::remove;
use crate::form::Form;
use crate::studio::{NoFields, find};
use crate::visit::SignedIn;

/// Removes a bonus file.
///
/// # Errors
/// 404 for a file of others, 422 where somebody bought the release.
pub async fn create(visit: SignedIn, id: web::Path<String>, _form: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release, extra) = find::extra(&mut connection, &visit, find::id(&id)?).await?;
    PageError::if_sold(&mut connection, release.id).await?;
    remove(&mut connection, &visit.app, &extra).await?;
    let said = format!("“{}” is removed.", extra.filename);
    Ok(visit.redirect_saying(&urls::studio::release_extras(release.id.0), &said))
}
