//! Folders: the old way of browsing, in which artists and albums are folders.

use model::catalogue::{self as rows, Order, Wanted};
use serde::Serialize;
use serde_json::json;

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::song::Child;

/// A folder with what is in it.
#[derive(Serialize)]
struct Directory {
    id: String,
    parent: Option<String>,
    name: String,
    starred: Option<String>,
    child: Vec<Child>,
}

/// `getMusicFolders`: everything, and what is one's own.
///
/// # Errors
/// None.
pub async fn folders(caller: Caller) -> Result<Answer, Refused> {
    let all = json!({ "id": 1, "name": caller.app.name() });
    let own = json!({ "id": 2, "name": "My music" });
    Answer::list("musicFolders", "musicFolder", &[all, own])
}

/// `getMusicDirectory`: the albums of an artist, or the songs of an album.
///
/// # Errors
/// 10 without an id, 70 for what is not there.
pub async fn directory(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let id: Id = caller.asked.need("id")?.parse()?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let directory = match id {
        Id::Artist(artist) => {
            let wanted = Wanted { artist: Some(artist), limit: 1000, ..Wanted::default() };
            let found = rows::releases(&mut db, &scope, &wanted, Order::Oldest).await?;
            let name = found.first().map(|(artist, _)| artist.name.clone()).ok_or_else(Refused::not_found)?;
            let albums = catalogue::albums(&mut db, &caller, &found).await?;
            let child = albums.iter().map(|album| album.as_folder()).collect();
            Directory { id: id.to_string(), parent: None, name, starred: None, child }
        }
        Id::Album(release) => {
            let (artist, release) = rows::release(&mut db, &scope, release).await?.ok_or_else(Refused::not_found)?;
            let parent = Some(Id::Artist(artist.id).to_string());
            let (name, one) =
                (release.title.clone(), Wanted { releases: Some(vec![release.id]), limit: 1000, ..Wanted::default() });
            let songs = rows::tracks(&mut db, &scope, &one, false).await?;
            let child = catalogue::songs(&mut db, &caller, &songs).await?;
            let album = catalogue::albums(&mut db, &caller, &[(artist, release)]).await?;
            let starred = album.into_iter().next().and_then(|album| album.starred);
            Directory { id: id.to_string(), parent, name, starred, child }
        }
        _ => return Err(Refused::not_found()),
    };
    Answer::of("directory", &directory)
}
