//! `POST /playlists/{id}/removals`: takes entries out of a playlist.

use actix_web::{HttpResponse, web};
use model::ids::PlaylistEntryId;
use model::playlists;
use serde::Deserialize;

use super::{find, moves};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What goes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RemovalForm {
    /// Ids of entries with spaces between.
    entries: String,
    /// The page to come back to.
    back: String,
}

/// Takes them out.
///
/// # Errors
/// 404 for what is not there for this account, 403 for what they may only read.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<RemovalForm>,
) -> Result<HttpResponse, PageError> {
    let entries: Vec<PlaylistEntryId> = form.entries.split_whitespace().filter_map(|id| id.parse().ok()).collect();
    let mut db = visit.db().await?;
    let (playlist, _) = find::edited(&mut db, &visit, &id).await?;
    let removed = playlists::remove(&mut db, playlist.id, &entries).await.map(|_| ());
    moves::answer(&visit, removed, playlist.id, &form.back)
}
