//! `getArtist`: an artist with its albums.

use model::catalogue::{self as rows, Order, Wanted};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;

/// `getArtist`
///
/// # Errors
/// 10 without an id, 70 for an artist of whom nothing is in sight.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let id = Id::artist(caller.asked.need("id")?)?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let wanted = Wanted { artist: Some(id), limit: 1000, ..Wanted::default() };
    let releases = rows::releases(&mut db, &scope, &wanted, Order::Youngest).await?;
    let (artist, _) = releases.first().cloned().ok_or_else(Refused::not_found)?;
    let count = i64::try_from(releases.len()).unwrap_or(i64::MAX);
    let albums = catalogue::albums(&mut db, &caller, &releases).await?;
    let found = catalogue::artists(&mut db, &caller, &[(artist, count)]).await?;
    let mut shape = found.into_iter().next().ok_or_else(Refused::not_found)?;
    shape.album = Some(albums);
    Answer::of("artist", &shape)
}
