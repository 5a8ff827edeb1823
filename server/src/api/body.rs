//! JSON bodies of at most 1 MB; what cannot be read is said with the field's name.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use crate::api::error::ApiError;

/// The most a JSON body may weigh.
pub const LIMIT_BYTES: usize = 1024 * 1024;

/// A JSON object; an empty body counts as `{}`.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_json =
            kind.is_none_or(|kind| kind.split(';').next().is_some_and(|kind| kind.trim_end().ends_with("json")));
        let body = web::Payload::from_request(request, payload);
        Box::pin(async move {
            let dropped = || ApiError::bad_request("bad_request", "The body did not arrive whole. Send it again.");
            let body = body.await.map_err(|_| dropped())?;
            let bytes = read(body, LIMIT_BYTES).await?.ok_or_else(dropped)?;
            if !is_json && !bytes.is_empty() {
                let detail = "Send the body as JSON, with “Content-Type: application/json”.";
                return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail));
            }
            let bytes = if bytes.is_empty() { web::Bytes::from_static(b"{}") } else { bytes };
            let reader = &mut serde_json::Deserializer::from_slice(&bytes);
            serde_path_to_error::deserialize(reader).map(Self).map_err(|error| said(&error))
        })
    }
}

/// A whole body of at most `limit` bytes; `None` when it breaks off.
///
/// # Errors
/// 413 when there is more.
pub async fn read(payload: web::Payload, limit: usize) -> Result<Option<web::Bytes>, ApiError> {
    match payload.to_bytes_limited(limit).await {
        Ok(bytes) => Ok(bytes.ok()),
        Err(_) => {
            let detail =
                format!("At most {} fit here.", crate::uploads::sizes::words(u64::try_from(limit).unwrap_or(u64::MAX)));
            Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &detail))
        }
    }
}

fn said(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let inner = error.inner();
    if inner.classify() == serde_json::error::Category::Data {
        let path = error.path().to_string();
        return ApiError::field(if path == "." { "body" } else { &path }, &format!("This cannot be read: {inner}."));
    }
    ApiError::bad_request("bad_json", &format!("The body is no JSON: {inner}."))
}
