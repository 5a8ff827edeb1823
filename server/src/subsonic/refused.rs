//! What an app is told when it gets nothing. It comes in the format of the answer, with the status 200 that apps look into; only
//! what was never there and what is asked too often has a status of its own.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::error::PageError;

/// Why there is no answer, in the words and numbers of the specification.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The number apps go by.
    pub code: u16,
    /// A sentence for their users.
    pub message: String,
    /// The status of HTTP.
    pub status: StatusCode,
    /// Whether a page of ours helps: that of app passwords.
    pub helps: bool,
}

impl Refused {
    fn new(code: u16, message: &str) -> Self {
        Self { code, message: message.to_owned(), status: StatusCode::OK, helps: matches!(code, 40..=44) }
    }

    /// 0, for everything that has no number of its own.
    #[must_use]
    pub fn generic(message: &str) -> Self {
        Self::new(0, message)
    }

    /// 0, for a parameter that cannot be read.
    #[must_use]
    pub fn bad(parameter: &str) -> Self {
        Self::new(0, &format!("The parameter “{parameter}” cannot be read."))
    }

    /// 10.
    #[must_use]
    pub fn missing(parameter: &str) -> Self {
        Self::new(10, &format!("Required parameter “{parameter}” is missing."))
    }

    /// 40. The same words for a name nobody has, a wrong password, and somebody else's.
    #[must_use]
    pub fn wrong_password() -> Self {
        Self::new(40, "Wrong username or password. Use an app password: make one under Account, Apps.")
    }

    /// 43.
    #[must_use]
    pub fn conflicting() -> Self {
        Self::new(43, "Multiple conflicting authentication mechanisms provided.")
    }

    /// 44.
    #[must_use]
    pub fn wrong_key() -> Self {
        Self::new(44, "Invalid API key. Make an app password under Account, Apps, and use it as the key.")
    }

    /// 50.
    #[must_use]
    pub fn not_allowed(message: &str) -> Self {
        Self::new(50, message)
    }

    /// 70. The same words whether a thing does not exist, is not published, or is somebody else's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(70, "The requested data was not found.")
    }

    /// 429, with how long to wait.
    #[must_use]
    pub fn too_many(seconds: i64) -> Self {
        let message = format!("Too many failed sign-ins. Wait {} minutes, then try again.", (seconds + 59) / 60);
        Self { status: StatusCode::TOO_MANY_REQUESTS, ..Self::new(0, &message) }
    }

    /// With another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.message)
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// The bare answer; [`super::dress::dress`] finds the refusal in the extensions and writes it in the format asked for.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status).finish();
        answer.extensions_mut().insert(self.clone());
        answer
    }
}

impl From<PageError> for Refused {
    fn from(error: PageError) -> Self {
        match error.status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::FORBIDDEN => Self::not_allowed(&error.message),
            status if status.is_server_error() => Self::generic(&error.message).with_status(status),
            _ => Self::generic(&error.message),
        }
    }
}

impl From<diesel::result::Error> for Refused {
    fn from(error: diesel::result::Error) -> Self {
        PageError::from(error).into()
    }
}

impl From<storage::StorageError> for Refused {
    fn from(error: storage::StorageError) -> Self {
        PageError::from(error).into()
    }
}
