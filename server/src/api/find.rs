//! Finding what an address means. Whatever the account has no part in does not exist.

use std::str::FromStr;

use model::accounts::Account;
use model::artists::Artist;
use model::entitlements::{self, Who};
use model::ids::{AccountId, ArtistId, ReleaseId, TrackId};
use model::releases::Release;
use model::tracks::Track;
use model::{Connection, artists, members, releases, tracks};

use crate::api::error::ApiError;

/// An id in an address; what is none leads nowhere.
///
/// # Errors
/// 404.
pub fn id<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::not_found())
}

/// An artist by its handle or id, whoever asks.
async fn artist(connection: &mut Connection, handle_or_id: &str) -> Result<Artist, ApiError> {
    let found = match handle_or_id.parse::<ArtistId>() {
        Ok(id) => artists::find(connection, id).await?,
        Err(_) => artists::by_handle(connection, handle_or_id.trim_start_matches('@')).await?,
    };
    found.ok_or_else(ApiError::not_found)
}

/// Whether the account manages the artist.
///
/// # Errors
/// When the database fails.
pub async fn is_member(
    connection: &mut Connection,
    account: Option<&Account>,
    artist: ArtistId,
) -> Result<bool, ApiError> {
    match account {
        Some(account) => Ok(members::role(connection, artist, account.id).await?.is_some()),
        None => Ok(false),
    }
}

/// An artist that the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn own_artist(
    connection: &mut Connection,
    account: &Account,
    handle_or_id: &str,
) -> Result<Artist, ApiError> {
    let artist = artist(connection, handle_or_id).await?;
    if is_member(connection, Some(account), artist.id).await? { Ok(artist) } else { Err(ApiError::not_found()) }
}

/// An artist everybody may see, or that the account manages; and whether it does.
///
/// # Errors
/// 404 for every other.
pub async fn seen_artist(
    connection: &mut Connection,
    account: Option<&Account>,
    handle_or_id: &str,
) -> Result<(Artist, bool), ApiError> {
    let artist = artist(connection, handle_or_id).await?;
    let member = is_member(connection, account, artist.id).await?;
    if member || artist.suspended_at.is_none() { Ok((artist, member)) } else { Err(ApiError::not_found()) }
}

/// A release of an artist that the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn own_release(
    connection: &mut Connection,
    account: &Account,
    text: &str,
) -> Result<(Artist, Release), ApiError> {
    let found = releases::find(connection, id::<ReleaseId>(text)?).await?;
    let release = found.ok_or_else(ApiError::not_found)?;
    if !is_member(connection, Some(account), release.artist_id).await? {
        return Err(ApiError::not_found());
    }
    let artist = artists::find(connection, release.artist_id).await?.ok_or_else(ApiError::not_found)?;
    Ok((artist, release))
}

/// What somebody may see of a release.
pub struct Seen {
    /// Its artist.
    pub artist: Artist,
    /// The release.
    pub release: Release,
    /// Whether who asks manages the artist.
    pub member: bool,
    /// Who asks, where that is known.
    pub reader: Option<AccountId>,
}

impl Seen {
    /// As whom the reader comes to music.
    #[must_use]
    pub fn who(&self) -> Who {
        self.reader.map_or(Who::Anybody, Who::Account)
    }

    /// Whether everybody may hear it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.release.published_at.is_some() && !self.release.members_only && self.artist.suspended_at.is_none()
    }
}

/// A release that everybody may see, or of an artist that the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn seen_release(
    connection: &mut Connection,
    account: Option<&Account>,
    id: ReleaseId,
) -> Result<Seen, ApiError> {
    let release = releases::find(connection, id).await?.ok_or_else(ApiError::not_found)?;
    let artist = artists::find(connection, release.artist_id).await?.ok_or_else(ApiError::not_found)?;
    let member = is_member(connection, account, artist.id).await?;
    let seen = Seen { artist, release, member, reader: account.map(|account| account.id) };
    if seen.member || seen.is_public() {
        return Ok(seen);
    }
    let is_held = seen.artist.suspended_at.is_none()
        && entitlements::of_release(connection, &seen.release, seen.who()).await?.sees;
    if is_held { Ok(seen) } else { Err(ApiError::not_found()) }
}

/// A release of an artist that the account manages, as it sees it.
///
/// # Errors
/// 404 for every other.
pub async fn own_seen(connection: &mut Connection, account: &Account, text: &str) -> Result<Seen, ApiError> {
    let seen = seen_release(connection, Some(account), id(text)?).await?;
    if seen.member { Ok(seen) } else { Err(ApiError::not_found()) }
}

/// A track of an artist that the account manages, with its release.
///
/// # Errors
/// 404 for every other.
pub async fn own_track(connection: &mut Connection, account: &Account, text: &str) -> Result<(Seen, Track), ApiError> {
    let (seen, track) = seen_track(connection, Some(account), text).await?;
    if seen.member { Ok((seen, track)) } else { Err(ApiError::not_found()) }
}

/// A track that everybody may hear, or of an artist that the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn seen_track(
    connection: &mut Connection,
    account: Option<&Account>,
    text: &str,
) -> Result<(Seen, Track), ApiError> {
    let track = tracks::find(connection, id::<TrackId>(text)?).await?.ok_or_else(ApiError::not_found)?;
    Ok((seen_release(connection, account, track.release_id).await?, track))
}
