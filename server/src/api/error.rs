//! Errors of the API: `application/problem+json` as RFC 9457 has it, with a stable `code` and the fields that are wrong.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::{HttpResponse, ResponseError};
use model::artists::ArtistError;
use model::entitlements::sold;
use model::fields::FieldErrors;
use model::ids::ReleaseId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::PageError;
use crate::uploads::error::UploadError;

/// What went wrong, as RFC 9457 has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:tonewood:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// A sentence that says what to do.
    detail: String,
    /// A word that stays the same over releases of the program.
    code: String,
    /// What is wrong with each field, where fields are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
    /// What a publication still needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<super::views::release::MissingView>,
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemField {
    /// The field's name, with dots where it lies deeper: `price.mode`.
    field: String,
    /// A sentence that says what to do.
    detail: String,
}

/// What a handler of the API gives when it cannot give its answer.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<ProblemField>,
    missing: Vec<super::views::release::MissingView>,
    headers: Vec<(&'static str, String)>,
}

impl ApiError {
    /// A status, a stable code, and a sentence that says what to do.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: &str) -> Self {
        let headers = match status {
            StatusCode::UNAUTHORIZED => vec![("www-authenticate", "Bearer realm=\"tonewood\"".to_owned())],
            _ => Vec::new(),
        };
        Self { status, code, detail: detail.to_owned(), errors: Vec::new(), missing: Vec::new(), headers }
    }

    /// 422 for what of a release is to be deleted, if somebody bought it.
    ///
    /// # Errors
    /// When it is sold, or the database fails.
    pub async fn if_sold(connection: &mut model::Connection, release: ReleaseId) -> Result<(), Self> {
        match sold::is_sold(connection, release).await? {
            true => Err(Self::new(StatusCode::UNPROCESSABLE_ENTITY, "sold", sold::STAYS)),
            false => Ok(()),
        }
    }

    /// 404. The same words whether a thing does not exist, is not published, or is somebody else's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address.")
    }

    /// 401, for whoever is not signed in.
    #[must_use]
    pub fn sign_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in first: this belongs to an account.")
    }

    /// 400, for what is no proper request.
    #[must_use]
    pub fn bad_request(code: &'static str, detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 422, for fields that will not do.
    #[must_use]
    pub fn invalid(errors: &FieldErrors) -> Self {
        let mut error = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields", &errors.to_string());
        // Forms have the parts of a price side by side; JSON has them in one object.
        let name = |field: &str| match field {
            "price_amount" => "price.amount_minor".to_owned(),
            other => other.strip_prefix("price_").map_or_else(|| other.to_owned(), |part| format!("price.{part}")),
        };
        error.errors =
            errors.0.iter().map(|one| ProblemField { field: name(&one.field), detail: one.message.clone() }).collect();
        error
    }

    /// 422 for one field.
    #[must_use]
    pub fn field(field: &str, detail: &str) -> Self {
        Self::invalid(&FieldErrors::one(field, detail))
    }

    /// The error with what a publication still needs.
    #[must_use]
    pub fn with_missing(mut self, missing: Vec<super::views::release::MissingView>) -> Self {
        self.missing = missing;
        self
    }

    /// The error with a header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    fn problem(&self) -> Problem {
        Problem {
            kind: format!("urn:tonewood:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Checksum Mismatch").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            errors: self.errors.clone(),
            missing: self.missing.clone(),
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.code)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        for (name, value) in &self.headers {
            answer.insert_header((HeaderName::from_static(name), value.as_str()));
        }
        answer.insert_header(("cache-control", "no-store"));
        // More may be on its way than is taken, and a body of unknown length would be read to its end only to be thrown
        // away: whoever sends it is told to stop.
        if matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::INSUFFICIENT_STORAGE) {
            answer.force_close();
        }
        answer.content_type("application/problem+json");
        answer.body(serde_json::to_string(&self.problem()).unwrap_or_default())
    }
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        let code = match error.status {
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
            StatusCode::INSUFFICIENT_STORAGE => "disk_full",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            StatusCode::INTERNAL_SERVER_ERROR => "internal",
            _ => "bad_request",
        };
        Self::new(error.status, code, &error.message)
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        PageError::from(error).into()
    }
}

impl From<storage::StorageError> for ApiError {
    fn from(error: storage::StorageError) -> Self {
        PageError::from(error).into()
    }
}

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        if error.is_for_people() {
            Self::new(error.status(), error.code(), &error.to_string())
        } else {
            PageError::internal(error).into()
        }
    }
}

impl From<ArtistError> for ApiError {
    fn from(error: ArtistError) -> Self {
        match error {
            ArtistError::Handle(_) | ArtistError::HandleTaken => Self::field("handle", &error.to_string()),
            ArtistError::NameMissing => Self::field("name", &error.to_string()),
            ArtistError::Database(error) => error.into(),
        }
    }
}
