//! The pages of one artist in the fediverse: which of the account's artists an address means.

use model::Connection;
use model::actors::{self, Actor};
use model::artists::Artist;
use model::members;

use super::find;
use crate::error::PageError;
use crate::visit::SignedIn;

/// An artist of the account, among the others.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Handle and name of every artist of the account, by name.
    pub artists: Vec<(String, String)>,
    /// The artist.
    pub artist: Artist,
    /// Its actor.
    pub actor: Actor,
}

impl Desk {
    /// The address of one of its pages: `posts`, `notifications`, `followers` or `deliveries`.
    #[must_use]
    pub fn at(&self, page: &str) -> String {
        format!("/studio/{page}?artist={}", self.artist.handle)
    }
}

/// What the address says.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The handle of an artist; the first one for none.
    pub artist: String,
    /// The last entry of the page before; none for the first page.
    pub after: String,
}

/// The artist with this handle, or the first one; none while the account has no artist.
///
/// # Errors
/// 404 for an artist of others.
pub async fn desk(connection: &mut Connection, visit: &SignedIn, handle: &str) -> Result<Option<Desk>, PageError> {
    let artists = members::artists_of(connection, visit.account.id).await?;
    let names = artists.iter().map(|artist| (artist.handle.clone(), artist.name.clone())).collect();
    if handle.is_empty() && artists.is_empty() {
        return Ok(None);
    }
    let artist = match handle {
        "" => artists.into_iter().next(),
        handle => artists.into_iter().find(|artist| artist.handle == handle),
    };
    let artist = artist.ok_or_else(PageError::not_found)?;
    let actor = actors::of_artist(connection, artist.id).await?.ok_or_else(PageError::not_found)?;
    Ok(Some(Desk { artists: names, artist, actor }))
}

/// The artist that a form is about.
///
/// # Errors
/// 404 for an artist of others.
pub async fn of_form(
    connection: &mut Connection,
    visit: &SignedIn,
    handle: &str,
) -> Result<(Artist, Actor), PageError> {
    let (artist, _) = find::artist(connection, visit, handle).await?;
    let actor = actors::of_artist(connection, artist.id).await?.ok_or_else(PageError::not_found)?;
    Ok((artist, actor))
}

/// How many things the account's artists have not read.
///
/// # Errors
/// When the database fails.
pub async fn unread(connection: &mut Connection, visit: &SignedIn) -> diesel::QueryResult<i64> {
    let mut sum = 0;
    for artist in members::artists_of(connection, visit.account.id).await? {
        if let Some(actor) = actors::of_artist(connection, artist.id).await? {
            sum += model::notifications::unread(connection, actor.id).await?;
        }
    }
    Ok(sum)
}
