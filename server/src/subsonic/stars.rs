//! Stars: what somebody keeps is a favourite here as on the pages; and the one to five that they give.

use model::Connection;
use model::favourites::{self, Favourite};
use model::{catalogue as rows, ratings};
use serde_json::json;
use uuid::Uuid;

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::album::Album;
use super::shapes::artist::ArtistId3;
use super::shapes::song::Child;

/// The most of each kind in one answer.
const MOST: i64 = 1000;
/// The most that are starred at once.
const AT_ONCE: usize = 500;

/// `star`
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn star(caller: Caller) -> Result<Answer, Refused> {
    set(&caller, true).await
}

/// `unstar`
///
/// # Errors
/// 10 without an id, 70 for what is none.
pub async fn unstar(caller: Caller) -> Result<Answer, Refused> {
    set(&caller, false).await
}

async fn set(caller: &Caller, on: bool) -> Result<Answer, Refused> {
    let named = ["id", "albumId", "artistId"].into_iter().flat_map(|name| caller.asked.all(name));
    let ids: Vec<Id> = named.take(AT_ONCE).map(str::parse::<Id>).collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Err(Refused::missing("id"));
    }
    let mut db = caller.db().await?;
    for id in ids {
        if on {
            check(&mut db, caller, id).await?;
        }
        let what = match id {
            Id::Artist(id) => Favourite::Artist(id),
            Id::Album(id) => Favourite::Release(id),
            Id::Song(id) => Favourite::Track(id),
            Id::Playlist(_) | Id::Show(_) => return Err(Refused::not_found()),
        };
        favourites::set(&mut db, caller.account.id, what, on).await?;
    }
    Ok(Answer::ok())
}

/// Only what is in sight is kept: else one could learn whether something hidden exists.
async fn check(db: &mut Connection, caller: &Caller, id: Id) -> Result<Uuid, Refused> {
    let scope = catalogue::everything(db, caller).await?;
    let (seen, id) = match id {
        Id::Song(id) => (!rows::tracks_by_id(db, &scope, &[id]).await?.is_empty(), id.0),
        Id::Album(id) => (rows::release(db, &scope, id).await?.is_some(), id.0),
        Id::Artist(id) => {
            let wanted = rows::Wanted { artist: Some(id), limit: 1, ..rows::Wanted::default() };
            (!rows::releases(db, &scope, &wanted, rows::Order::Newest).await?.is_empty(), id.0)
        }
        Id::Playlist(_) | Id::Show(_) => return Err(Refused::not_found()),
    };
    if seen { Ok(id) } else { Err(Refused::not_found()) }
}

/// `setRating`: one to five, or 0 for none.
///
/// # Errors
/// 10 without id or rating, 0 for more than five, 70 for what is not in sight.
pub async fn rate(caller: Caller) -> Result<Answer, Refused> {
    let id: Id = caller.asked.need("id")?.parse()?;
    caller.asked.need("rating")?;
    let stars: i16 = caller.asked.number("rating")?.unwrap_or(0);
    if !(0..=5).contains(&stars) {
        return Err(Refused::bad("rating"));
    }
    let mut db = caller.db().await?;
    let object = check(&mut db, &caller, id).await?;
    ratings::set(&mut db, caller.account.id, object, Some(stars).filter(|stars| *stars > 0)).await?;
    Ok(Answer::ok())
}

struct Starred {
    artists: Vec<ArtistId3>,
    albums: Vec<Album>,
    songs: Vec<Child>,
}

/// `getStarred`, in the old way of browsing.
///
/// # Errors
/// When the database fails.
pub async fn index_old(caller: Caller) -> Result<Answer, Refused> {
    let starred = starred(&caller).await?;
    let artists: Vec<_> = starred.artists.iter().map(ArtistId3::as_old).collect();
    let albums: Vec<_> = starred.albums.iter().map(Album::as_folder).collect();
    Answer::of("starred", &json!({ "artist": artists, "album": albums, "song": starred.songs }))
}

/// `getStarred2`
///
/// # Errors
/// When the database fails.
pub async fn index_new(caller: Caller) -> Result<Answer, Refused> {
    let starred = starred(&caller).await?;
    Answer::of("starred2", &json!({ "artist": starred.artists, "album": starred.albums, "song": starred.songs }))
}

async fn starred(caller: &Caller) -> Result<Starred, Refused> {
    let mut db = caller.db().await?;
    let account = caller.account.id;
    let artists = favourites::list_artists(&mut db, account, None, MOST).await?;
    let releases = favourites::list_releases(&mut db, account, None, MOST).await?;
    let tracks = favourites::list_tracks(&mut db, account, None, MOST).await?;
    let scope = catalogue::everything(&mut db, caller).await?;
    let shown = rows::artists(&mut db, &scope).await?;
    let counted = |artist: model::artists::Artist| {
        let albums = shown.iter().find(|(known, _)| known.id == artist.id).map_or(0, |(_, albums)| *albums);
        (artist, albums)
    };
    let artists: Vec<_> = artists.kept.into_iter().map(|kept| counted(kept.what)).collect();
    let releases: Vec<_> = releases.kept.into_iter().map(|kept| kept.what).collect();
    let tracks: Vec<_> = tracks.kept.into_iter().map(|kept| kept.what).collect();
    Ok(Starred {
        artists: catalogue::artists(&mut db, caller, &artists).await?,
        albums: catalogue::albums(&mut db, caller, &releases).await?,
        songs: catalogue::songs(&mut db, caller, &tracks).await?,
    })
}
