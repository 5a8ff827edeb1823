//! Songs by themselves: one, some by chance, those of a genre.

use model::catalogue::{self as rows, Wanted};

use super::answer::Answer;
use super::caller::Caller;
use super::ids::Id;
use super::refused::Refused;
use super::{MOST_SONGS, catalogue};

/// `getSong`
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let id = Id::song(caller.asked.need("id")?)?;
    let songs = catalogue::songs_by_id(&mut db, &caller, &[id]).await?;
    Answer::of("song", songs.first().ok_or_else(Refused::not_found)?)
}

/// `getRandomSongs`
///
/// # Errors
/// 0 for numbers that are none.
pub async fn random(caller: Caller) -> Result<Answer, Refused> {
    let asked = &caller.asked;
    let wanted = Wanted {
        genre: asked.get("genre").unwrap_or_default().to_owned(),
        from_year: asked.number("fromYear")?,
        to_year: asked.number("toYear")?,
        limit: asked.count("size", 10, MOST_SONGS)?,
        ..Wanted::default()
    };
    let mut db = caller.db().await?;
    let scope = catalogue::scope(&mut db, &caller).await?;
    let found = rows::tracks(&mut db, &scope, &wanted, true).await?;
    Answer::list("randomSongs", "song", &catalogue::songs(&mut db, &caller, &found).await?)
}

/// `getSongsByGenre`
///
/// # Errors
/// 10 without a genre.
pub async fn by_genre(caller: Caller) -> Result<Answer, Refused> {
    let asked = &caller.asked;
    let wanted = Wanted {
        genre: asked.need("genre")?.to_owned(),
        offset: asked.count("offset", 0, 1_000_000)?,
        limit: asked.count("count", 10, MOST_SONGS)?,
        ..Wanted::default()
    };
    let mut db = caller.db().await?;
    let scope = catalogue::scope(&mut db, &caller).await?;
    let found = rows::tracks(&mut db, &scope, &wanted, false).await?;
    Answer::list("songsByGenre", "song", &catalogue::songs(&mut db, &caller, &found).await?)
}
