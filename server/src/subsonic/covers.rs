//! `getCoverArt` and `getAvatar`: pictures in the sizes we have. However large a size is asked for, the largest is sent.

use actix_web::HttpResponse;
use model::Connection;
use model::ids::ImageId;
use model::images::{self, ImageState, SQUARE_SIZES};
use model::{artists, catalogue as rows, playlists, shows};
use storage::Key;

use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use crate::media::blob::{Serving, serve_blob};

/// `getCoverArt`
///
/// # Errors
/// 10 without an id, 70 for what is not in sight and what has no picture.
pub async fn show(caller: Caller) -> Result<HttpResponse, Refused> {
    let id: Id = caller.asked.need("id")?.parse()?;
    let size: i64 = caller.asked.number("size")?.unwrap_or(0);
    let mut db = caller.db().await?;
    let image = picture(&mut db, &caller, id).await?.ok_or_else(Refused::not_found)?;
    drop(db);
    send(&caller, image, size).await
}

/// `getAvatar`: fans have no picture here.
///
/// # Errors
/// 70, always.
pub async fn avatar(_caller: Caller) -> Result<HttpResponse, Refused> {
    Err(Refused::not_found())
}

/// The picture of a thing that this account sees.
async fn picture(db: &mut Connection, caller: &Caller, id: Id) -> Result<Option<ImageId>, Refused> {
    let scope = catalogue::everything(db, caller).await?;
    Ok(match id {
        Id::Album(id) => rows::release(db, &scope, id).await?.and_then(|(_, release)| release.cover_id),
        Id::Song(id) => {
            let found = rows::tracks_by_id(db, &scope, &[id]).await?;
            found.first().and_then(|(_, release, _)| release.cover_id)
        }
        Id::Artist(id) => {
            let artist = artists::find(db, id).await?.filter(|artist| artist.suspended_at.is_none());
            artist.and_then(|artist| artist.picture_id)
        }
        Id::Playlist(id) => {
            let found = playlists::find(db, id, Some(caller.account.id), None).await?;
            let (playlist, _) = found.ok_or_else(Refused::not_found)?;
            let sum = playlists::summaries(db, &[playlist.id]).await?.remove(&playlist.id).unwrap_or_default();
            sum.covers.first().copied()
        }
        Id::Show(id) => shows::find(db, id).await?.and_then(|show| show.image_id),
    })
}

async fn send(caller: &Caller, image: ImageId, size: i64) -> Result<HttpResponse, Refused> {
    let mut db = caller.db().await?;
    let is_ready = images::find(&mut db, image).await?.is_some_and(|image| image.state == ImageState::Ready);
    drop(db);
    if !is_ready {
        return Err(Refused::not_found());
    }
    let serving = Serving { content_type: "image/jpeg", cache_control: "private, max-age=86400", disposition: None };
    let name = format!("{}.jpg", fitting(size));
    let key = Key::Image { image: image.0, name };
    Ok(serve_blob(&caller.request, &caller.app.storage, &key, &serving).await?)
}

/// The smallest of our sizes that is not smaller than `size`; 640 where nothing is said.
fn fitting(size: i64) -> u32 {
    let size = if size <= 0 { 640 } else { size };
    let largest = SQUARE_SIZES.iter().copied().max().unwrap_or(640);
    SQUARE_SIZES.iter().copied().find(|known| i64::from(*known) >= size).unwrap_or(largest)
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn sizes_are_bounded() {
        assert_eq!([0, -5, 1, 160, 161, 1_000_000, i64::MAX].map(fitting), [640, 640, 160, 160, 320, 1400, 1400]);
    }
}
