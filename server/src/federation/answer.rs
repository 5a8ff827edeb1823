//! Answers to other servers: JSON, and errors as a status with a sentence.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use federation::FederationError;
use serde_json::{Value, json};

use crate::error::PageError;

/// The media type of ActivityPub documents.
pub const ACTIVITY_JSON: &str = "application/activity+json; charset=utf-8";

/// How long others may keep a document that everybody may read, in seconds.
const KEEP: &str = "public, max-age=180";

/// What went wrong, as another server is told.
#[derive(Debug)]
pub struct Refusal(pub FederationError);

impl<E: Into<FederationError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl Refusal {
    /// There is no such thing.
    #[must_use]
    pub fn not_found() -> Self {
        Self(FederationError::NotFound)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        if status.is_server_error() {
            tracing::warn!(error = %self.0, "another server could not be answered");
        } else {
            tracing::debug!(error = %self.0, %status, "another server was refused");
        }
        let mut answer = HttpResponse::build(status);
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
            answer.insert_header((header::RETRY_AFTER, "60"));
        }
        // What the database said is for the log alone.
        let text = if status.is_server_error() { "this cannot be answered now".to_owned() } else { self.0.to_string() };
        answer.json(json!({ "error": text }))
    }
}

/// For pages: what went wrong between us and another server, in words for a person.
impl From<FederationError> for PageError {
    fn from(error: FederationError) -> Self {
        match error {
            FederationError::Database(error) => error.into(),
            FederationError::NoConnection(cause) => Self::unavailable(cause),
            other => match other.status() {
                404 | 410 => Self::not_found(),
                403 => Self::forbidden("This instance and that server do not speak to each other."),
                503 => {
                    tracing::info!(error = %other, "another server does not answer a page");
                    let words = "The other server does not answer just now. Try again in a few minutes.";
                    Self { status: StatusCode::BAD_GATEWAY, ..Self::bad_request(words) }
                }
                _ => Self::bad_request(&format!("The other server’s answer is of no use here: {other}.")),
            },
        }
    }
}

/// A document that everybody may read.
#[must_use]
pub fn document(value: &Value) -> HttpResponse {
    of_type(value, ACTIVITY_JSON, KEEP)
}

/// A document for whoever signed the request, and for nobody else.
#[must_use]
pub fn private_document(value: &Value) -> HttpResponse {
    of_type(value, ACTIVITY_JSON, "private, no-store")
}

/// What was deleted: 410, with what is left of it.
#[must_use]
pub fn gone(id: &str, former: &str) -> HttpResponse {
    let tombstone = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "Tombstone", "formerType": former,
    });
    let mut answer = of_type(&tombstone, ACTIVITY_JSON, "public, max-age=3600");
    *answer.status_mut() = StatusCode::GONE;
    answer
}

/// JSON of another type.
#[must_use]
pub fn of_type(value: &Value, media_type: &str, cache: &'static str) -> HttpResponse {
    let kind = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/json"));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(value.to_string())
}
