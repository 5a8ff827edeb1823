//! `getGenres`: genres and tags, with how much there is of each.

use serde_json::json;

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::refused::Refused;

/// `getGenres`
///
/// # Errors
/// When the database fails.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let genres = model::catalogue::genres(&mut db, &scope).await?;
    let one = |genre: &model::catalogue::Genre| json!({ "value": genre.name, "songCount": genre.tracks, "albumCount": genre.releases });
    Answer::list("genres", "genre", &genres.iter().map(one).collect::<Vec<_>>())
}
