//! Stream keys in the studio: of an artist, and of one show.

pub mod create;
pub mod index;
pub mod renewal;
pub mod revocation;

use model::artists::{self, Artist};
use model::shows::{self, Show};
use model::stream_keys::{self, StreamKey};
use model::{Connection, members};

use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// Whose keys a page is about: an artist's, or one show's.
pub struct Holder {
    /// The artist.
    pub artist: Artist,
    /// The show.
    pub show: Option<Show>,
}

impl Holder {
    /// The page of the keys.
    #[must_use]
    pub fn page(&self) -> String {
        match &self.show {
            Some(show) => urls::live::show_keys(show.id.0),
            None => urls::live::stream_keys(&self.artist.handle),
        }
    }
}

/// A key of an artist the account manages.
///
/// # Errors
/// 404 for every other.
async fn find(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Holder, StreamKey), PageError> {
    let key = stream_keys::find(db, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    members::role(db, key.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, key.artist_id).await?.ok_or_else(PageError::not_found)?;
    let show = match key.show_id {
        Some(show) => shows::find(db, show).await?,
        None => None,
    };
    Ok((Holder { artist, show }, key))
}
