//! Pictures in: the body is the image. The worker checks and resizes it.

use actix_web::{HttpResponse, web};
use bytes::Bytes;
use diesel_async::AsyncConnection;
use model::artists::{self, ArtistChanges};
use model::ids::ImageId;
use model::images::{self, ImagePurpose};
use model::releases::{self, ReleaseChanges};
use model::{Connection, Pooled};
use storage::Key;

use crate::api::body::read;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::views::image::ImageView;
use crate::app::App;

/// The most a picture may weigh.
pub const LIMIT_BYTES: usize = 20 * 1000 * 1000;

/// Send a release's cover
///
/// The body is a JPEG, PNG or WebP of at most 20 MB, at least 300 pixels wide and high; 1400 and more look best. Look at the
/// release to see whether it was accepted.
#[utoipa::path(put, path = "/api/v1/releases/{id}/cover", tag = "releases", params(("id" = String, Path)),
    request_body(content = Vec<u8>, content_type = "image/*"), responses((status = 202, body = ImageView),
    (status = 413, body = Problem, content_type = "application/problem+json")))]
pub async fn cover(caller: Caller, id: web::Path<String>, payload: web::Payload) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, release) = find::own_release(&mut connection, &caller.account, &id).await?;
    let image = store(&caller.app, body(payload).await?).await?;
    connection
        .transaction(async |connection| {
            images::create(connection, image, ImagePurpose::Cover, &format!("Cover of {}", release.title)).await?;
            let changes = ReleaseChanges { cover_id: Some(image), ..ReleaseChanges::default() };
            releases::update(connection, release.id, &changes).await
        })
        .await?;
    accepted(&caller, &mut connection, image).await
}

/// Send an artist's picture
#[utoipa::path(put, path = "/api/v1/artists/{artist}/picture", tag = "artists", params(("artist" = String, Path, description = "handle or id")),
    request_body(content = Vec<u8>, content_type = "image/*"), responses((status = 202, body = ImageView)))]
pub async fn picture(
    caller: Caller,
    artist: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let changes = |image| ArtistChanges { picture_id: Some(image), ..ArtistChanges::default() };
    of_artist(&caller, &artist, payload, (ImagePurpose::Picture, changes)).await
}

/// Send the wide picture above an artist's page
#[utoipa::path(put, path = "/api/v1/artists/{artist}/header", tag = "artists", params(("artist" = String, Path, description = "handle or id")),
    request_body(content = Vec<u8>, content_type = "image/*"), responses((status = 202, body = ImageView)))]
pub async fn header(
    caller: Caller,
    artist: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let changes = |image| ArtistChanges { header_id: Some(image), ..ArtistChanges::default() };
    of_artist(&caller, &artist, payload, (ImagePurpose::Header, changes)).await
}

async fn of_artist(
    caller: &Caller,
    artist: &str,
    payload: web::Payload,
    (purpose, changes): (ImagePurpose, impl Fn(ImageId) -> ArtistChanges),
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let artist = find::own_artist(&mut connection, &caller.account, artist).await?;
    let image = store(&caller.app, body(payload).await?).await?;
    use_for_artist(&mut connection, &artist, image, (purpose, &changes(image))).await?;
    accepted(caller, &mut connection, image).await
}

/// Notes a stored image and shows the artist with it.
///
/// # Errors
/// When the database fails.
pub async fn use_for_artist(
    connection: &mut Connection,
    artist: &artists::Artist,
    image: ImageId,
    (purpose, changes): (ImagePurpose, &ArtistChanges),
) -> diesel::QueryResult<()> {
    connection
        .transaction(async |connection| {
            images::create(connection, image, purpose, &artist.name).await?;
            artists::update(connection, artist.id, changes).await.map(|_| ())
        })
        .await
}

/// Whether the bytes begin like a JPEG, a PNG or a WebP; whether they are one is for the worker to say.
#[must_use]
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff])
        || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice())
}

/// Keeps the bytes of an image under a new id, for the worker to look at.
///
/// # Errors
/// When the storage fails.
pub async fn store(app: &App, bytes: Bytes) -> Result<ImageId, storage::StorageError> {
    let id = ImageId::new();
    app.storage.put_bytes(&Key::Image { image: id.0, name: "original".to_owned() }, bytes).await?;
    Ok(id)
}

async fn body(payload: web::Payload) -> Result<Bytes, ApiError> {
    let bytes = read(payload, LIMIT_BYTES).await?;
    bytes
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| ApiError::bad_request("file_empty", "The picture did not arrive whole."))
}

async fn accepted(caller: &Caller, connection: &mut Pooled, image: ImageId) -> Result<HttpResponse, ApiError> {
    let view = ImageView::find(connection, &caller.app, Some(image)).await?.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Accepted().json(view))
}
