//! The short way in: the body is the file.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse, web};
use model::ids::TrackId;
use model::releases::Release;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::uploads::begin::Announced;
use crate::uploads::receive::receive;

/// What a file is called and where it goes.
#[derive(Debug, Deserialize)]
pub struct FileQuery {
    filename: Option<String>,
    position: Option<String>,
}

/// A track whose file has come.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackMade {
    /// The track.
    pub id: Uuid,
    /// `queued`: the worker has it before it.
    pub state: &'static str,
    /// Where it stands on the release; another than asked for if that was taken.
    pub position: i32,
    /// Its title, made from the file's name until the file's tags are read.
    pub title: String,
}

/// Upload a file: it becomes a track
///
/// The body is the file's bytes, streamed to disk, up to your quota: `curl -T ebb.wav …`. Look at the track to see how far it
/// has come: it plays as soon as its first rungs are made.
#[utoipa::path(post, path = "/api/v1/releases/{id}/tracks", tag = "tracks", params(("id" = String, Path),
    ("filename" = String, Query, description = "what the file is called"),
    ("position" = Option<i32>, Query, description = "where it goes, from 1; after the last if that is taken or left out")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = TrackMade),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 507, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<FileQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let release = {
        let mut connection = caller.db().await?;
        find::own_release(&mut connection, &caller.account, &id).await?.1
    };
    take(&caller, &release, None, (&query, &request, payload)).await
}

/// Upload a better file for a track
///
/// The body is the file's bytes. What plays goes on until the new file's ladder is made; a refused file changes nothing.
#[utoipa::path(post, path = "/api/v1/tracks/{id}/master", tag = "tracks", params(("id" = String, Path),
    ("filename" = String, Query, description = "what the file is called")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = TrackMade),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn replace(
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<FileQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let (seen, track) = {
        let mut connection = caller.db().await?;
        find::own_track(&mut connection, &caller.account, &id).await?
    };
    take(&caller, &seen.release, Some(track.id), (&query, &request, payload)).await
}

async fn take(
    caller: &Caller,
    release: &Release,
    track: Option<TrackId>,
    (query, request, mut payload): (&FileQuery, &HttpRequest, web::Payload),
) -> Result<HttpResponse, ApiError> {
    let filename = query.filename.clone().filter(|name| !name.trim().is_empty());
    let filename =
        filename.ok_or_else(|| ApiError::field("filename", "Say what the file is called, with ?filename=."))?;
    let position = query.position.as_deref().filter(|text| !text.is_empty()).map(position).transpose()?;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length == Some(0) {
        return Err(crate::uploads::error::UploadError::Empty.into());
    }
    let announced = Announced { account: caller.account.id, filename, position, track, bytes: length.unwrap_or(0) };
    let track = receive(&caller.app, release, &announced, &mut payload).await?;
    let made = TrackMade { id: track.id.0, state: track.state.word(), position: track.position, title: track.title };
    Ok(HttpResponse::build(StatusCode::CREATED)
        .insert_header(("location", format!("/api/v1/tracks/{}", made.id)))
        .json(made))
}

/// A position from 1 to 999.
///
/// # Errors
/// 422 that names the field.
pub fn position(text: &str) -> Result<i32, ApiError> {
    let position = text.parse::<i32>().ok().filter(|position| (1..=999).contains(position));
    position.ok_or_else(|| ApiError::field("position", "A position is a number from 1 to 999."))
}
