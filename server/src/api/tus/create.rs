//! An upload is announced: refused by its length before a byte comes, or given an address.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use model::Connection;
use model::ids::{ReleaseId, TrackId};
use model::releases::Release;

use super::{BYTES, http_date, metadata, number, patch, said, text};
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::{find, tracks};
use crate::uploads::begin::{Announced, begin};

/// Begin a resumable upload
///
/// `Upload-Length` is the file's size; `Upload-Metadata` names `filename`, `release` (its id), `position` (if you like) and
/// `track` (to send a better file for one). The answer's `Location` takes the bytes by PATCH. Bytes may come along at once.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    params(("Upload-Length" = u64, Header), ("Upload-Metadata" = String, Header), ("Tus-Resumable" = String, Header)),
    responses((status = 201, description = "Location, Upload-Offset, Upload-Expires"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 507, body = Problem, content_type = "application/problem+json")))]
pub async fn create(caller: Caller, request: HttpRequest, payload: web::Payload) -> Result<HttpResponse, ApiError> {
    let headers = request.headers();
    if headers.contains_key("upload-defer-length") {
        return Err(ApiError::bad_request(
            "length_needed",
            "Say the file's size in Upload-Length; it cannot be told later.",
        ));
    }
    let length = number(headers, "upload-length")?;
    let bytes =
        length.ok_or_else(|| ApiError::bad_request("length_needed", "Say the file's size in Upload-Length."))?;
    let pairs = metadata::pairs(text(headers, "upload-metadata").unwrap_or_default())?;
    let given = |key: &str| pairs.get(key).map(String::as_str).filter(|value| !value.is_empty());
    let filename =
        given("filename").ok_or_else(|| ApiError::bad_request("bad_metadata", "Upload-Metadata has no filename."))?;
    let position = given("position").map(tracks::upload::position).transpose()?;

    let mut connection = caller.db().await?;
    let (release, track) = target(&mut connection, &caller, given("release"), given("track")).await?;
    let announced = Announced { account: caller.account.id, filename: filename.to_owned(), position, track, bytes };
    let upload = begin(&mut connection, &caller.app, &release, &announced).await.map_err(said)?;
    drop(connection);

    let mut offset = 0;
    if text(headers, CONTENT_TYPE.as_str()) == Some(BYTES) {
        let chunk = patch::Arriving { offset: 0, headers, payload };
        // The upload stands whatever becomes of its first bytes: its address is given all the same, and how many came.
        offset = match patch::write(&caller, &upload, chunk).await {
            Ok(offset) => offset,
            Err(error) => {
                tracing::info!(upload = %upload.id, %error, "the first bytes of an upload did not come whole");
                crate::uploads::writer::settled_length(upload.id, &crate::uploads::path(&caller.app, upload.id))
                    .await
                    .map_err(said)?
            }
        };
    }
    Ok(HttpResponse::Created()
        .insert_header(("location", format!("/api/v1/uploads/{}", upload.id)))
        .insert_header(("upload-offset", offset.to_string()))
        .insert_header(("upload-expires", http_date(upload.expires_at)))
        .finish())
}

async fn target(
    connection: &mut Connection,
    caller: &Caller,
    release: Option<&str>,
    track: Option<&str>,
) -> Result<(Release, Option<TrackId>), ApiError> {
    match (release, track) {
        (_, Some(track)) => {
            let (seen, track) = find::own_track(connection, &caller.account, track).await?;
            if release.is_some_and(|text| text.parse::<ReleaseId>().ok() != Some(seen.release.id)) {
                return Err(ApiError::not_found());
            }
            Ok((seen.release, Some(track.id)))
        }
        (Some(release), None) => Ok((find::own_release(connection, &caller.account, release).await?.1, None)),
        (None, None) => Err(ApiError::bad_request("bad_metadata", "Upload-Metadata names no release.")),
    }
}
