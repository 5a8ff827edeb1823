//! What there is to read about artists and albums, and who resembles whom.

use model::catalogue as rows;
use model::discovery;
use model::ids::ArtistId;
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::artist::ArtistId3;
use super::shapes::with;

/// `getArtistInfo`, in the old way of browsing.
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn artist_old(caller: Caller) -> Result<Answer, Refused> {
    let (info, similar) = artist(&caller).await?;
    let similar: Vec<_> = similar.iter().map(ArtistId3::as_old).collect();
    Answer::of("artistInfo", &with(info, [("similarArtist", json!(similar))]))
}

/// `getArtistInfo2`
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn artist_new(caller: Caller) -> Result<Answer, Refused> {
    let (info, similar) = artist(&caller).await?;
    Answer::of("artistInfo2", &with(info, [("similarArtist", json!(similar))]))
}

async fn artist(caller: &Caller) -> Result<(Value, Vec<ArtistId3>), Refused> {
    let count = caller.asked.count("count", 20, 100)?;
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, caller).await?;
    let id = match caller.asked.need("id")?.parse()? {
        Id::Artist(id) => id,
        Id::Album(id) => rows::release(&mut db, &scope, id).await?.ok_or_else(Refused::not_found)?.0.id,
        Id::Song(id) => {
            let found = rows::tracks_by_id(&mut db, &scope, &[id]).await?;
            found.first().ok_or_else(Refused::not_found)?.0.id
        }
        Id::Playlist(_) | Id::Show(_) => return Err(Refused::not_found()),
    };
    let shown = rows::artists(&mut db, &scope).await?;
    let (artist, _) = shown.iter().find(|(artist, _)| artist.id == id).ok_or_else(Refused::not_found)?;
    let similar = discovery::similar_artists(&mut db, id, count).await?;
    let albums = |id: ArtistId| shown.iter().find(|(artist, _)| artist.id == id).map_or(0, |(_, albums)| *albums);
    let similar: Vec<_> = similar.into_iter().map(|(artist, _)| (artist.clone(), albums(artist.id))).collect();
    let similar = catalogue::artists(&mut db, caller, &similar).await?;
    let biography = model::markdown::to_text(&artist.bio, 4000).into();
    Ok((with(pictures(caller, artist.picture_id.map(|id| id.0)), [("biography", biography)]), similar))
}

/// `getAlbumInfo` and `getAlbumInfo2`.
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn album(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let id = match caller.asked.need("id")?.parse()? {
        Id::Album(id) => id,
        Id::Song(id) => {
            let found = rows::tracks_by_id(&mut db, &scope, &[id]).await?;
            found.first().ok_or_else(Refused::not_found)?.1.id
        }
        _ => return Err(Refused::not_found()),
    };
    let (_, release) = rows::release(&mut db, &scope, id).await?.ok_or_else(Refused::not_found)?;
    // Pictures of what is not everybody's have no address of their own.
    let cover = release.cover_id.filter(|_| release.is_public());
    let notes = model::markdown::to_text(&release.about, 4000).into();
    let info = with(pictures(&caller, cover.map(|id| id.0)), [("notes", notes)]);
    Answer::of("albumInfo", &info)
}

/// The addresses of a picture in three sizes.
fn pictures(caller: &Caller, id: Option<uuid::Uuid>) -> Value {
    let Some(id) = id else { return json!({}) };
    let url = |size| urls::absolute(&caller.app.base_url, &urls::image(id, size));
    json!({ "smallImageUrl": url(160), "mediumImageUrl": url(320), "largeImageUrl": url(640) })
}

/// The artist of this name or id, as apps say it.
///
/// # Errors
/// 70 when there is none.
pub async fn named(db: &mut model::Connection, caller: &Caller) -> Result<ArtistId, Refused> {
    if let Some(id) = caller.asked.get("id") {
        return Id::artist(id);
    }
    let name = caller.asked.need("artist")?;
    let found = rows::artist_named(db, name).await?;
    Ok(found.ok_or_else(Refused::not_found)?.id)
}
