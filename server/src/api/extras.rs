//! Bonus files of releases: the body becomes one, changing, removing.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel_async::AsyncConnection;
use model::Connection;
use model::extras::{self, Extra, ExtraInput};
use model::ids::ExtraId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find::{self, Seen};
use crate::api::views::extra::ExtraView;
use crate::extras::receive::{Announced, receive};
use crate::extras::remove;
use crate::uploads::error::UploadError;

/// What a file is called, and what it is.
#[derive(Debug, Deserialize)]
pub struct ExtraQuery {
    filename: Option<String>,
    #[serde(default)]
    description: String,
}

/// The fields of a bonus file. Those left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ExtraBody {
    /// What it is saved as; it keeps its ending.
    pub filename: Option<String>,
    /// What it is, in at most 300 characters.
    pub description: Option<String>,
    /// Its place in the list, from 1; the others make way.
    pub position: Option<usize>,
}

/// Add a bonus file to a release
///
/// The body is the file's bytes, streamed to disk: `curl -T booklet.pdf …`. A PDF, a video (MP4, MOV, WebM, MKV), a picture (JPEG,
/// PNG, WebP, GIF) or plain text in UTF-8, told by its bytes; its name gets an ending that fits. It counts to your quota.
/// Whoever may download the release gets it, by itself and in the ZIP.
#[utoipa::path(post, path = "/api/v1/releases/{id}/extras", tag = "extras", params(("id" = String, Path),
    ("filename" = String, Query, description = "what the file is called"),
    ("description" = Option<String>, Query, description = "what it is")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = ExtraView),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 507, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<ExtraQuery>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let seen = {
        let mut connection = caller.db().await?;
        find::own_seen(&mut connection, &caller.account, &id).await?
    };
    let filename = query.filename.clone().filter(|name| !name.trim().is_empty());
    let filename =
        filename.ok_or_else(|| ApiError::field("filename", "Say what the file is called, with ?filename=."))?;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length == Some(0) {
        return Err(UploadError::Empty.into());
    }
    let announced = Announced { filename, description: query.description.clone(), bytes: length.unwrap_or(0) };
    let extra = receive(&caller.app, &seen.release, &announced, &mut payload).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(ExtraView::of(&caller.app, &seen, &extra)))
}

/// Rename, describe or move a bonus file
#[utoipa::path(patch, path = "/api/v1/extras/{id}", tag = "extras", params(("id" = String, Path)), request_body = ExtraBody,
    responses((status = 200, body = ExtraView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<ExtraBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (seen, extra) = own(&mut connection, &caller, &id).await?;
    let input = ExtraInput { filename: body.filename, description: body.description };
    let changes = input.check(&extra).map_err(|errors| ApiError::invalid(&errors))?;
    let extra = connection
        .transaction(async |connection| {
            extras::update(connection, &extra, &changes).await?;
            if let Some(position) = body.position {
                move_to(connection, &extra, position).await?;
            }
            extras::find(connection, extra.id).await?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok(HttpResponse::Ok().json(ExtraView::of(&caller.app, &seen, &extra)))
}

/// Remove a bonus file
#[utoipa::path(delete, path = "/api/v1/extras/{id}", tag = "extras", params(("id" = String, Path)), responses((status = 204)))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, extra) = own(&mut connection, &caller, &id).await?;
    ApiError::if_sold(&mut connection, extra.release_id).await?;
    remove(&mut connection, &caller.app, &extra).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn own(connection: &mut Connection, caller: &Caller, id: &str) -> Result<(Seen, Extra), ApiError> {
    let found = extras::find(connection, find::id::<ExtraId>(id)?).await?;
    let extra = found.ok_or_else(ApiError::not_found)?;
    let seen = find::own_seen(connection, &caller.account, &extra.release_id.to_string()).await?;
    Ok((seen, extra))
}

async fn move_to(connection: &mut Connection, extra: &Extra, position: usize) -> diesel::QueryResult<()> {
    let present = extras::of_release(connection, extra.release_id).await?;
    let mut ids: Vec<ExtraId> = present.iter().map(|other| other.id).filter(|id| *id != extra.id).collect();
    ids.insert(position.saturating_sub(1).min(ids.len()), extra.id);
    extras::reorder(connection, extra.release_id, &ids).await
}
