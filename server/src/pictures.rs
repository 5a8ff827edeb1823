//! Pictures of releases and shows, as they are shown once the worker is done with them, and the colours that come with them.

use std::collections::HashMap;

use model::Connection;
use model::artists::Artist;
use model::ids::ImageId;
use model::images::{self, Image, ImageState};

/// The picture, if there is one that can be shown.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &mut Connection, id: Option<ImageId>) -> diesel::QueryResult<Option<Image>> {
    Ok(match id {
        Some(id) => images::find(db, id).await?.filter(is_ready),
        None => None,
    })
}

/// Of many things the picture of each, in their order.
///
/// # Errors
/// When the database fails.
pub async fn find_all(db: &mut Connection, ids: &[Option<ImageId>]) -> diesel::QueryResult<Vec<Option<Image>>> {
    let known: Vec<ImageId> = ids.iter().flatten().copied().collect();
    let found: HashMap<ImageId, Image> =
        images::find_all(db, &known).await?.into_iter().filter(is_ready).map(|image| (image.id, image)).collect();
    Ok(ids.iter().map(|id| id.and_then(|id| found.get(&id).cloned())).collect())
}

/// The two hues of something: its picture's, else its artist's.
#[must_use]
pub fn hues(picture: Option<&Image>, artist: &Artist) -> (i16, i16) {
    picture.and_then(|picture| picture.hue1.zip(picture.hue2)).unwrap_or((artist.hue1, artist.hue2))
}

/// What a picture shows, for those who do not see it; `otherwise` where nobody has written that.
#[must_use]
pub fn alt(picture: Option<&Image>, otherwise: impl FnOnce() -> String) -> String {
    let written = picture.map(|picture| picture.alt.trim()).filter(|alt| !alt.is_empty());
    written.map_or_else(otherwise, str::to_owned)
}

/// Its address in a size; empty for none.
#[must_use]
pub fn address(picture: Option<&Image>, size: u32) -> String {
    picture.map(|picture| urls::image(picture.id.0, size)).unwrap_or_default()
}

fn is_ready(image: &Image) -> bool {
    image.state == ImageState::Ready
}
