//! tus 1.0: the resumable way in. Creation (with the first bytes, if a client likes), termination, checksum, expiration.
//!
//! `Upload-Metadata` names `filename`, `release`, `position`, and `track` where a better file is sent for one.

pub mod create;
pub mod metadata;
pub mod patch;
pub mod show;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use chrono::{DateTime, Utc};

use crate::api::caller::Caller;
use crate::api::error::ApiError;
use crate::app::App;
use crate::uploads::error::UploadError;

/// The version spoken here.
pub const VERSION: &str = "1.0.0";
/// The media type of bytes.
pub const BYTES: &str = "application/offset+octet-stream";

const EXTENSIONS: &str = "creation,creation-with-upload,termination,checksum,expiration";

/// Every answer says which version this is; every request must speak it.
///
/// # Errors
/// 412 when a request speaks another.
pub async fn protocol<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, Error> {
    let speaks = text(request.headers(), "tus-resumable") == Some(VERSION);
    let mut response = if speaks || matches!(*request.method(), Method::OPTIONS | Method::GET) {
        next.call(request).await?.map_into_boxed_body()
    } else {
        let detail = "Send “Tus-Resumable: 1.0.0”: uploads here speak that version of tus.";
        let error = ApiError::new(StatusCode::PRECONDITION_FAILED, "tus_version", detail);
        request.into_response(HttpResponse::from_error(error)).map_into_boxed_body()
    };
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("tus-resumable"), HeaderValue::from_static(VERSION));
    headers.insert(HeaderName::from_static("tus-version"), HeaderValue::from_static(VERSION));
    headers.insert(HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What this server can do
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", security(()), responses((status = 204, description = "Tus-Max-Size, Tus-Extension")))]
pub async fn options(app: web::Data<App>) -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header(("tus-extension", EXTENSIONS))
        .insert_header(("tus-checksum-algorithm", "sha1,sha256"))
        .insert_header(("tus-max-size", app.settings.upload_max_bytes.to_string()))
        .finish()
}

/// A POST to an upload that stands for another method, for clients behind proxies that let only POST through.
///
/// # Errors
/// As those methods.
pub async fn overridden(
    caller: Caller,
    id: web::Path<String>,
    request: actix_web::HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    match text(request.headers(), "x-http-method-override") {
        Some("PATCH") => patch::update(caller, id, request, payload).await,
        Some("DELETE") => show::delete(caller, id).await,
        Some("HEAD") => show::head(caller, id).await,
        _ => Err(ApiError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This address does not take that method.",
        )),
    }
}

/// A header's text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// A header's number.
///
/// # Errors
/// 400 when it is there and none.
pub(super) fn number(headers: &HeaderMap, name: &str) -> Result<Option<u64>, ApiError> {
    let Some(text) = text(headers, name) else { return Ok(None) };
    let wrong = || ApiError::bad_request("bad_header", &format!("{name} is not a whole number of bytes."));
    text.parse().map(Some).map_err(|_| wrong())
}

/// A moment as HTTP writes it.
pub(super) fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// An upload's error; where the offset is another, it is said.
pub(super) fn said(error: UploadError) -> ApiError {
    match error {
        UploadError::WrongOffset { present, .. } => {
            ApiError::from(error).with_header("upload-offset", present.to_string())
        }
        other => other.into(),
    }
}
