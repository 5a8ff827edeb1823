//! `POST /playlists/{id}/edit`: changes a playlist's words.

use actix_web::{HttpResponse, web};
use model::playlists;

use super::error::is_for_people;
use super::form::{PlaylistForm, Wrong};
use super::{edit, find};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Changes them.
///
/// # Errors
/// 422 and the form again for words that will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<PlaylistForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let playlist = find::owned(&mut db, &visit, &id).await?;
    let changed = playlists::update(&mut db, playlist.id, &form.words()).await;
    drop(db);
    match changed {
        Ok(changed) => Ok(visit.redirect_saying(&urls::library::playlist(changed.id.0), "Saved.")),
        Err(error) if is_for_people(&error) => edit::shown(&visit, &playlist, form, Wrong::of(&error)).await,
        Err(error) => Err(error.into()),
    }
}
