//! `getAlbum`: a release with its songs.

use model::catalogue::{self as rows, Wanted};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;

/// `getAlbum`
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let id = Id::album(caller.asked.need("id")?)?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let found = rows::release(&mut db, &scope, id).await?.ok_or_else(Refused::not_found)?;
    let wanted = Wanted { releases: Some(vec![id]), limit: 1000, ..Wanted::default() };
    let tracks = rows::tracks(&mut db, &scope, &wanted, false).await?;
    let songs = catalogue::songs(&mut db, &caller, &tracks).await?;
    let albums = catalogue::albums(&mut db, &caller, &[found]).await?;
    let mut album = albums.into_iter().next().ok_or_else(Refused::not_found)?;
    album.song = Some(songs);
    Answer::of("album", &album)
}
