//! Download codes of a release, in the studio.

pub mod create;
pub mod end;
pub mod index;
pub mod qr;
pub mod sheet;
pub mod table;

use model::Connection;
use model::artists::Artist;
use model::code_batches::{self, CodeBatch};
use model::releases::Release;

use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// A batch of a release of an artist the account manages.
///
/// # Errors
/// 404 for every other.
async fn batch(
    connection: &mut Connection,
    visit: &SignedIn,
    id: &str,
) -> Result<(Artist, Release, CodeBatch), PageError> {
    let batch = code_batches::find(connection, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    let (artist, release) = find::release(connection, visit, batch.release_id).await?;
    Ok((artist, release, batch))
}
