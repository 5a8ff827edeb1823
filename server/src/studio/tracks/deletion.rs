//! `POST /studio/tracks/{id}/deletion`

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::tracks;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{NoFields, find};
use crate::uploads::remove::remove_file;
use crate::visit::SignedIn;

/// Removes a track; those behind it move up.
///
/// # Errors
/// 404 for a track of others, 422 where somebody bought the release.
pub async fn create(visit: SignedIn, id: web::Path<String>, _form: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release, track) = find::track(&mut connection, &visit, find::id(&id)?).await?;
    PageError::if_sold(&mut connection, release.id).await?;
    connection.transaction(async |connection| tracks::remove(connection, &track).await).await?;
    if let Some(upload) = track.upload_id {
        remove_file(&visit.app, upload).await?;
    }
    Ok(visit.redirect_saying(&urls::studio::release(release.id.0), &format!("“{}” is removed.", track.title)))
}
