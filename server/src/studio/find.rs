//! Finding what an address of the studio means. Whatever the account has no part in does not exist.

use model::Connection;
use model::artists::{self, Artist};
use model::extras::{self, Extra};
use model::ids::{ExtraId, ReleaseId, TrackId};
use model::members::{self, Role};
use model::releases::{self, Release};
use model::tracks::{self, Track};

use crate::error::PageError;
use crate::visit::SignedIn;

/// An artist the account manages, and as what.
///
/// # Errors
/// 404 for every other.
pub async fn artist(connection: &mut Connection, visit: &SignedIn, handle: &str) -> Result<(Artist, Role), PageError> {
    let artist = artists::by_handle(connection, handle).await?.ok_or_else(PageError::not_found)?;
    let role = members::role(connection, artist.id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    Ok((artist, role))
}

/// A release of an artist the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn release(
    connection: &mut Connection,
    visit: &SignedIn,
    id: ReleaseId,
) -> Result<(Artist, Release), PageError> {
    let release = releases::find(connection, id).await?.ok_or_else(PageError::not_found)?;
    members::role(connection, release.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(connection, release.artist_id).await?.ok_or_else(PageError::not_found)?;
    Ok((artist, release))
}

/// A track of an artist the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn track(
    connection: &mut Connection,
    visit: &SignedIn,
    id: TrackId,
) -> Result<(Artist, Release, Track), PageError> {
    let track = tracks::find(connection, id).await?.ok_or_else(PageError::not_found)?;
    let (artist, release) = self::release(connection, visit, track.release_id).await?;
    Ok((artist, release, track))
}

/// A bonus file of an artist the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn extra(
    connection: &mut Connection,
    visit: &SignedIn,
    id: ExtraId,
) -> Result<(Artist, Release, Extra), PageError> {
    let extra = extras::find(connection, id).await?.ok_or_else(PageError::not_found)?;
    let (artist, release) = self::release(connection, visit, extra.release_id).await?;
    Ok((artist, release, extra))
}

/// An id in an address; what is none leads nowhere.
///
/// # Errors
/// 404.
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::not_found())
}
