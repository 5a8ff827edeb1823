//! An artist's letters, in the studio.

pub mod audience;
pub mod create;
pub mod deletion;
pub mod index;
pub mod sending;
pub mod show;
pub mod update;

use model::Connection;
use model::artists::{self, Artist};
use model::letters::{self, Letter};
use model::members;

use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// A letter of an artist the account manages.
///
/// # Errors
/// 404 for every other.
async fn letter(connection: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Artist, Letter), PageError> {
    let letter = letters::find(connection, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    members::role(connection, letter.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(connection, letter.artist_id).await?.ok_or_else(PageError::not_found)?;
    Ok((artist, letter))
}
