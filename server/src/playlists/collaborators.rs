//! `POST /playlists/{id}/collaborators/removal`: somebody no longer edits a playlist: its owner says so, or they leave.

use actix_web::{HttpResponse, web};
use model::ids::AccountId;
use model::playlists;
use serde::Deserialize;

use super::find;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Who goes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RemovalForm {
    /// The account's id.
    account: String,
}

/// Removes them.
///
/// # Errors
/// 404 for what is not there for this account, 403 for somebody else where one is not the owner.
pub async fn delete(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<RemovalForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (playlist, access) = find::edited(&mut db, &visit, &id).await?;
    let who: AccountId = form.account.parse().map_err(|_| PageError::not_found())?;
    let leaves = who == visit.account.id;
    if !access.owns() && !leaves {
        return Err(PageError::forbidden("Only its owner decides who edits this playlist."));
    }
    // Whoever is sent away could come back with the link they came by.
    playlists::remove_collaborator(&mut db, playlist.id, who, !leaves).await?;
    if leaves {
        return Ok(visit.redirect_saying(urls::library::PLAYLISTS, &format!("You left “{}”.", playlist.title)));
    }
    let page = urls::library::playlist_part(playlist.id.0, "edit");
    let words = if playlist.invite_key.is_some() {
        "They no longer edit it. The link is a new one."
    } else {
        "They no longer edit it."
    };
    Ok(visit.redirect_saying(&page, words))
}
