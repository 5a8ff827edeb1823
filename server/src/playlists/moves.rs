//! `POST /playlists/{id}/moves`: puts an entry somewhere else.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::ids::{PlaylistEntryId, PlaylistId};
use model::playlists::{self, PlaylistError};
use model::{Connection, Pooled};
use serde::{Deserialize, Serialize};

use super::error::is_for_people;
use super::find;
use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What goes where.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// The entry that moves.
    entry: String,
    /// The entry it goes behind; empty for the beginning.
    after: String,
    /// `up` or `down` by one place, instead of `after`.
    to: String,
    /// The page to come back to.
    back: String,
}

/// What a script is told.
#[derive(Debug, Serialize)]
struct Said {
    /// What to do; empty when all is well.
    detail: String,
}

/// Moves it.
///
/// # Errors
/// 404 for what is not there for this account, 403 for what they may only read.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<MoveForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (playlist, _) = find::edited(&mut db, &visit, &id).await?;
    let entry: PlaylistEntryId = form.entry.parse().map_err(|_| PageError::not_found())?;
    let moved = put(&mut db, (playlist.id, entry), &form).await;
    answer(&visit, moved, playlist.id, &form.back)
}

async fn put(
    db: &mut Pooled,
    (playlist, entry): (PlaylistId, PlaylistEntryId),
    form: &MoveForm,
) -> Result<(), PlaylistError> {
    let behind = match form.to.as_str() {
        "up" | "down" => match beside(db, (playlist, entry), form.to == "up").await? {
            Some(behind) => behind,
            // It is the first or last already.
            None => return Ok(()),
        },
        _ => form.after.parse().ok(),
    };
    playlists::move_entry(db, playlist, entry, behind).await?;
    Ok(())
}

/// Behind what an entry goes to be one place higher or lower; none where it cannot.
async fn beside(
    db: &mut Connection,
    (playlist, entry): (PlaylistId, PlaylistEntryId),
    up: bool,
) -> Result<Option<Option<PlaylistEntryId>>, PlaylistError> {
    let order: Vec<PlaylistEntryId> =
        playlists::entries(db, playlist).await?.into_iter().map(|entry| entry.id).collect();
    let index = order.iter().position(|id| *id == entry).ok_or(PlaylistError::EntryGone)?;
    Ok(match (up, index) {
        (true, 0) => None,
        (true, index) => Some(index.checked_sub(2).and_then(|before| order.get(before)).copied()),
        (false, index) => order.get(index + 1).map(|below| Some(*below)),
    })
}

/// Back to the page, or to a script; with what to do where it was refused.
///
/// # Errors
/// When it failed for a reason nobody can act on.
pub fn answer(
    visit: &SignedIn,
    done: Result<(), PlaylistError>,
    playlist: PlaylistId,
    back: &str,
) -> Result<HttpResponse, PageError> {
    let page = urls::library::playlist(playlist.0);
    let back = next::local(back, &page);
    let accept = visit.request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let is_script = accept == Some("application/json");
    match done {
        Ok(()) if is_script => Ok(HttpResponse::Ok().json(Said { detail: String::new() })),
        Ok(()) => Ok(visit.redirect(back)),
        Err(error) if is_for_people(&error) && is_script => {
            Ok(HttpResponse::build(StatusCode::CONFLICT).json(Said { detail: error.to_string() }))
        }
        Err(error) if is_for_people(&error) => Ok(visit.redirect_warning(back, &error.to_string())),
        Err(error) => Err(error.into()),
    }
}
