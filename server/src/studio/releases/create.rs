//! `POST /studio/releases`: a draft.

use actix_web::HttpResponse;
use model::fields::FieldErrors;
use model::releases::{self, ReleaseKind, fields::ReleaseInput};

use super::new::{NewReleaseForm, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// Makes it and leads to where files go in.
///
/// # Errors
/// When the database fails. 422 with the form when a field will not do.
pub async fn create(visit: SignedIn, Form(form): Form<NewReleaseForm>) -> Result<HttpResponse, PageError> {
    // Files that were dropped bring their title along in their tags; until then the folder's name does.
    let guessed = form.guessed.is_some();
    let title = if guessed && form.title.trim().is_empty() { "Untitled".to_owned() } else { form.title.clone() };
    let input = ReleaseInput { title: Some(title), kind: Some(form.kind.clone()), ..ReleaseInput::default() };
    let changes = match input.check(None) {
        Ok(changes) => changes,
        Err(errors) => return refused(&visit, form, errors).await,
    };
    let mut connection = visit.db().await?;
    let artist = match find::artist(&mut connection, &visit, &form.artist).await {
        Ok((artist, _)) => artist,
        Err(error) if error.status == actix_web::http::StatusCode::NOT_FOUND => {
            return refused(&visit, form, FieldErrors::one("artist", "Choose one of your artists.")).await;
        }
        Err(error) => return Err(error),
    };
    let title = changes.title.unwrap_or_default();
    let release =
        releases::create(&mut connection, artist.id, &title, changes.kind.unwrap_or(ReleaseKind::Album)).await?;
    if guessed {
        releases::guess_title(&mut connection, release.id).await?;
    }
    Ok(visit.redirect(&urls::studio::release(release.id.0)))
}
