//! Bookmarks in songs.

use std::collections::HashMap;

use model::bookmarks::{self, Bookmark};
use model::catalogue as rows;
use model::ids::TrackId;
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::moment;
use super::shapes::song::Child;

/// `getBookmarks`
///
/// # Errors
/// When the database fails.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let all = bookmarks::of_account(&mut db, caller.account.id).await?;
    let ids: Vec<TrackId> = all.iter().map(|bookmark| bookmark.track_id).collect();
    let songs = catalogue::songs_by_id(&mut db, &caller, &ids).await?;
    let songs: HashMap<String, Child> = songs.into_iter().map(|song| (song.id.clone(), song)).collect();
    let one = |bookmark: &Bookmark| {
        let song = songs.get(&Id::Song(bookmark.track_id).to_string())?;
        Some(json!({
            "position": bookmark.position_ms,
            "username": caller.user(),
            "comment": bookmark.comment,
            "created": moment(bookmark.created_at),
            "changed": moment(bookmark.updated_at),
            "entry": song,
        }))
    };
    Answer::list("bookmarks", "bookmark", &all.iter().filter_map(one).collect::<Vec<Value>>())
}

/// `createBookmark`
///
/// # Errors
/// 10 without id or position, 70 for what is not in sight.
pub async fn create(caller: Caller) -> Result<Answer, Refused> {
    let id = Id::song(caller.asked.need("id")?)?;
    caller.asked.need("position")?;
    let position: i64 = caller.asked.number("position")?.unwrap_or(0);
    let comment = caller.asked.get("comment").unwrap_or_default();
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    if rows::tracks_by_id(&mut db, &scope, &[id]).await?.is_empty() {
        return Err(Refused::not_found());
    }
    bookmarks::set(&mut db, caller.account.id, id, position, comment).await?;
    Ok(Answer::ok())
}

/// `deleteBookmark`
///
/// # Errors
/// 10 without an id.
pub async fn delete(caller: Caller) -> Result<Answer, Refused> {
    let id = Id::song(caller.asked.need("id")?)?;
    let mut db = caller.db().await?;
    bookmarks::remove(&mut db, caller.account.id, id).await?;
    Ok(Answer::ok())
}
