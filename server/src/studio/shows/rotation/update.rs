//! `POST /studio/shows/{id}/rotation`

use std::collections::HashSet;

use actix_web::{HttpResponse, web};
use model::rotations;

use super::edit::page;
use super::form::RotationForm;
use super::playable;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Saves it. What plays goes on to its end.
///
/// # Errors
/// 404 for a show of others. 422 with the page when a field will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let form = RotationForm::sent(&fields);
    let playable: HashSet<_> =
        playable(&mut db, &artist).await?.into_iter().flat_map(|(_, tracks)| tracks).map(|track| track.id).collect();
    match form.check(show.id, &playable) {
        Ok(checked) => {
            rotations::set(&mut db, &checked.rotation, &checked.tracks, &checked.hours).await?;
            Ok(visit.redirect_saying(&urls::live::rotation(show.id.0), "The rotation is saved."))
        }
        Err(errors) => {
            drop(db);
            page(&visit, (artist, show), form, errors).await
        }
    }
}
