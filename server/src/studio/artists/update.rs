//! `POST /studio/artists/{handle}`: the profile, and pictures if some were chosen.

use actix_web::{HttpResponse, web};
use model::artists::fields::ArtistInput;
use model::artists::{self, ArtistChanges};
use model::images::ImagePurpose;

use super::edit::{ProfileForm, refused};
use crate::api::pictures;
use crate::error::PageError;
use crate::studio::multipart::Pictures;
use crate::studio::{find, lines};

/// Saves it.
///
/// # Errors
/// 404 for an artist of others. 422 with the form when a field will not do.
pub async fn update(
    Pictures { visit, form: sent }: Pictures,
    handle: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, _) = find::artist(&mut connection, &visit, &handle).await?;
    let form = ProfileForm {
        name: sent.text("name"),
        kind: sent.text("kind"),
        bio: sent.text("bio"),
        place: sent.text("place"),
        links: sent.text("links"),
    };
    let input = ArtistInput {
        name: Some(form.name.clone()),
        kind: Some(form.kind.clone()),
        bio: Some(form.bio.clone()),
        place: Some(form.place.clone()),
        links: Some(lines::to_links(&form.links)),
    };
    let changes = match input.check() {
        Ok(changes) => changes,
        Err(errors) => return refused(&visit, artist, form, errors).await,
    };
    let artist = artists::update(&mut connection, artist.id, &changes).await?;
    if let Some(bytes) = sent.picture("picture") {
        let image = pictures::store(&visit.app, bytes).await?;
        let changes = ArtistChanges { picture_id: Some(image), ..ArtistChanges::default() };
        pictures::use_for_artist(&mut connection, &artist, image, (ImagePurpose::Picture, &changes)).await?;
    }
    if let Some(bytes) = sent.picture("header") {
        let image = pictures::store(&visit.app, bytes).await?;
        let changes = ArtistChanges { header_id: Some(image), ..ArtistChanges::default() };
        pictures::use_for_artist(&mut connection, &artist, image, (ImagePurpose::Header, &changes)).await?;
    }
    Ok(visit.redirect_saying(&urls::studio::artist(&artist.handle), "Saved."))
}
