//! `GET /studio/artists/{handle}`: an artist's profile.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::ids::ImageId;
use model::images::{self, ImageState};

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::studio::{find, lines};
use crate::uploads::admit::room;
use crate::uploads::sizes;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/artists/edit.html")]
pub struct EditArtistPage {
    /// The common part.
    pub page: Page,
    /// The artist.
    pub artist: Artist,
    /// What stands in the fields.
    pub form: ProfileForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Its picture.
    pub picture: Shown,
    /// Its header.
    pub header: Shown,
    /// "4 GB of 20 GB are left for files."
    pub room: String,
}

/// A picture in a form: where it is, and why it was refused.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Its address; empty while there is none to show.
    pub url: String,
    /// Why it was refused; empty otherwise.
    pub error: String,
}

/// The fields as they stand in the form.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the artist")]
pub struct ProfileForm {
    pub name: String,
    pub kind: String,
    pub bio: String,
    pub place: String,
    pub links: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn edit(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, _) = find::artist(&mut connection, &visit, &handle).await?;
    let form = ProfileForm {
        name: artist.name.clone(),
        kind: artist.kind.word().to_owned(),
        bio: artist.bio.clone(),
        place: artist.place.clone(),
        links: lines::from_links(&artist.links()),
    };
    render(&page(&visit, artist, form, FieldErrors::default()).await?)
}

/// The form again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    artist: Artist,
    form: ProfileForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, artist, form, errors).await?)
}

async fn page(
    visit: &SignedIn,
    artist: Artist,
    form: ProfileForm,
    errors: FieldErrors,
) -> Result<EditArtistPage, PageError> {
    let mut connection = visit.db().await?;
    let room = room(&mut connection, &visit.app, &artist).await?;
    Ok(EditArtistPage {
        page: visit.page(&artist.name).hidden().in_hues(artist.hue1, artist.hue2),
        picture: shown(&mut connection, artist.picture_id, 160).await?,
        header: shown(&mut connection, artist.header_id, 780).await?,
        room: format!("{} of {} are left for files.", sizes::words(room.left), sizes::words(room.quota)),
        artist,
        form,
        errors,
    })
}

async fn shown(connection: &mut Connection, id: Option<ImageId>, size: u32) -> diesel::QueryResult<Shown> {
    let Some(id) = id else { return Ok(Shown::default()) };
    let Some(image) = images::find(connection, id).await? else { return Ok(Shown::default()) };
    Ok(match image.state {
        ImageState::Ready => Shown { url: urls::image(id.0, size), error: String::new() },
        ImageState::Queued => Shown::default(),
        ImageState::Refused => Shown { url: String::new(), error: image.refusal_message.unwrap_or_default() },
    })
}
