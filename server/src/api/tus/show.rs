//! How far an upload has come, and giving it up.

use actix_web::{HttpResponse, web};
use model::ids::UploadId;
use model::uploads::{self, Upload};
use model::{Connection, members};

use super::{http_date, said};
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::uploads::append::complete;
use crate::uploads::path;
use crate::uploads::remove::remove;
use crate::uploads::writer::settled_length;

/// How far an upload has come
///
/// The offset of a complete upload is its length, for a day after the worker was done with it too.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, description = "Upload-Offset, Upload-Length, Upload-Expires"), (status = 404)))]
pub async fn head(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let upload = own(&mut connection, &caller, &id).await?;
    let total = u64::try_from(upload.bytes_total).unwrap_or(0);
    let offset = match upload.completed_at {
        Some(_) => total,
        None => settled_length(upload.id, &path(&caller.app, upload.id)).await.map_err(said)?,
    };
    // The server ended between the last byte and the track.
    if offset == total && upload.completed_at.is_none() {
        complete(&mut connection, &upload).await.map_err(said)?;
    }
    Ok(HttpResponse::Ok()
        .insert_header(("upload-offset", offset.to_string()))
        .insert_header(("upload-length", total.to_string()))
        .insert_header(("upload-expires", http_date(upload.expires_at)))
        .finish())
}

/// Give an upload up
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let upload = own(&mut connection, &caller, &id).await?;
    if upload.completed_at.is_some() {
        let detail = "The file has come whole and is a track now. Remove the track instead.";
        return Err(ApiError::new(actix_web::http::StatusCode::CONFLICT, "upload_complete", detail));
    }
    // A request that still writes is asked to stop, so that it does not make the file anew.
    settled_length(upload.id, &path(&caller.app, upload.id)).await.map_err(said)?;
    remove(&mut connection, &caller.app, upload.id).await.map_err(said)?;
    Ok(HttpResponse::NoContent().finish())
}

/// An upload for an artist that the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn own(connection: &mut Connection, caller: &Caller, text: &str) -> Result<Upload, ApiError> {
    let id = find::id::<UploadId>(text)?;
    let upload = uploads::find_or_remember(connection, id).await?.ok_or_else(ApiError::not_found)?;
    match members::role(connection, upload.artist_id, caller.account.id).await? {
        Some(_) => Ok(upload),
        None => Err(ApiError::not_found()),
    }
}
