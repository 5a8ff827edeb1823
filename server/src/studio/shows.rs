//! Live sets in the studio: planned, run from a desk, and looked at afterwards.

pub mod air;
pub mod audience;
pub mod cancellation;
pub mod capture;
pub mod create;
pub mod deletion;
pub mod edit;
pub mod end;
pub mod form;
pub mod head;
pub mod index;
pub mod keys;
pub mod listeners;
pub mod mark;
pub mod marks;
pub mod new;
pub mod recipes;
pub mod relays;
pub mod release;
pub mod rotation;
pub mod show;
pub mod telling;
pub mod times;
pub mod update;
pub mod ways;

use model::Connection;
use model::artists::{self, Artist};
use model::members;
use model::shows::{self, Show};

use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// A show of an artist the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn find(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Artist, Show), PageError> {
    let show = shows::find(db, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    members::role(db, show.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, show.artist_id).await?.ok_or_else(PageError::not_found)?;
    Ok((artist, show))
}
