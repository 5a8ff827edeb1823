//! Bytes come.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use model::uploads::{self, Upload};

use super::{BYTES, http_date, metadata, number, said, show, text};
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::uploads::append::{Chunk, append, complete};

/// Bytes on their way in.
pub struct Arriving<'a> {
    /// Where they start.
    pub offset: u64,
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The bytes.
    pub payload: web::Payload,
}

/// Send bytes of an upload
///
/// `Upload-Offset` must be how many bytes are here: a 409 says how many that is. What came before a connection broke is kept.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path), ("Upload-Offset" = u64, Header),
    ("Upload-Checksum" = Option<String>, Header, description = "sha1 or sha256 and the hash of this request's bytes in base64")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "Upload-Offset, Upload-Expires"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 423, body = Problem, content_type = "application/problem+json"),
    (status = 507, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let headers = request.headers();
    if text(headers, CONTENT_TYPE.as_str()) != Some(BYTES) {
        let detail = "Send the bytes as “Content-Type: application/offset+octet-stream”.";
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_bytes", detail));
    }
    let offset = number(headers, "upload-offset")?;
    let offset =
        offset.ok_or_else(|| ApiError::bad_request("bad_header", "Say where the bytes start in Upload-Offset."))?;
    let upload = {
        let mut connection = caller.db().await?;
        let upload = show::own(&mut connection, &caller, &id).await?;
        uploads::touch(&mut connection, upload.id).await?;
        upload
    };
    if upload.completed_at.is_some() {
        return done(&upload, offset);
    }
    let offset = write(&caller, &upload, Arriving { offset, headers, payload }).await?;
    let expires = chrono::Utc::now() + chrono::Duration::hours(uploads::LIFETIME_HOURS);
    Ok(HttpResponse::NoContent()
        .insert_header(("upload-offset", offset.to_string()))
        .insert_header(("upload-expires", http_date(expires)))
        .finish())
}

/// Writes what arrives; when it was the last byte, the track is made. Gives the new offset.
///
/// # Errors
/// As [`append`].
pub async fn write(caller: &Caller, upload: &Upload, mut arriving: Arriving<'_>) -> Result<u64, ApiError> {
    let checksum = text(arriving.headers, "upload-checksum").map(metadata::checksum).transpose()?;
    let length = number(arriving.headers, CONTENT_LENGTH.as_str())?;
    let chunk = Chunk { offset: arriving.offset, length, checksum, stream: &mut arriving.payload };
    let offset = append(&caller.app, upload, chunk).await.map_err(said)?;
    if u64::try_from(upload.bytes_total) == Ok(offset) {
        let mut connection = caller.db().await?;
        complete(&mut connection, upload).await.map_err(said)?;
    }
    Ok(offset)
}

/// Everything has come already: no more bytes fit, and none are needed.
fn done(upload: &Upload, offset: u64) -> Result<HttpResponse, ApiError> {
    let total = u64::try_from(upload.bytes_total).unwrap_or(0);
    if offset != total {
        return Err(said(crate::uploads::error::UploadError::WrongOffset { given: offset, present: total }));
    }
    Ok(HttpResponse::NoContent().insert_header(("upload-offset", total.to_string())).finish())
}
