//! Finding the playlist that an address means. Whatever is not for somebody is not there for them.

use model::Connection;
use model::ids::PlaylistId;
use model::playlists::{self, Access, Playlist};

use crate::error::PageError;
use crate::visit::{SignedIn, Visit};

/// A playlist this visitor may read.
///
/// # Errors
/// 404 for every other.
pub async fn read(db: &mut Connection, visit: &Visit, id: &str) -> Result<(Playlist, Access), PageError> {
    let viewer = visit.account().map(|account| account.id);
    playlists::find(db, parse(id)?, viewer, None).await?.ok_or_else(PageError::not_found)
}

/// A playlist this account may edit.
///
/// # Errors
/// 404 for what they do not see, 403 for what they may only read.
pub async fn edited(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Playlist, Access), PageError> {
    let found = read(db, visit, id).await?;
    if found.1.edits() {
        Ok(found)
    } else {
        Err(PageError::forbidden("Only its owner, and those they ask, edit this playlist."))
    }
}

/// A playlist of this account's own.
///
/// # Errors
/// 404 for what they do not see, 403 for others'.
pub async fn owned(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<Playlist, PageError> {
    let (playlist, access) = read(db, visit, id).await?;
    if access.owns() {
        Ok(playlist)
    } else {
        Err(PageError::forbidden("Only its owner can change that about this playlist."))
    }
}

/// An id in an address; what is none leads nowhere.
///
/// # Errors
/// 404.
pub fn parse(id: &str) -> Result<PlaylistId, PageError> {
    id.parse().map_err(|_| PageError::not_found())
}
