//! Tiers and members in the studio.

pub mod archiving;
pub mod create;
pub mod edit;
pub mod index;
pub mod members;
pub mod new;
pub mod order;
pub mod update;

use model::Connection;
use model::artists::{self, Artist};
use model::tiers::{self, Tier};

use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// A tier of an artist the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn find(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Artist, Tier), PageError> {
    let tier = tiers::find(db, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, tier.artist_id).await?.ok_or_else(PageError::not_found)?;
    let (artist, _) = find::artist(db, visit, &artist.handle).await?;
    Ok((artist, tier))
}
