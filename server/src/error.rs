//! Errors of pages: a status, words that are safe to show, and a way out. The cause is logged once and never shown.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use model::artists::Artist;
use model::entitlements::sold;
use model::ids::ReleaseId;

/// What a handler gives when it cannot give its page. [`crate::error_page`] makes the page of it.
#[derive(Debug, Clone)]
pub struct PageError {
    /// The status.
    pub status: StatusCode,
    /// A short heading.
    pub title: &'static str,
    /// A sentence or two that say what to do.
    pub message: String,
    /// Where to go on: address and label.
    pub way_out: (String, String),
    /// Where the browser is sent instead of reading the error.
    pub location: Option<String>,
}

impl PageError {
    /// 404. The same words whether a thing does not exist, is not published, or is somebody else's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "Nothing here",
            "There is no such page. It may have been moved or taken back, or the address has a typing error.",
        )
    }

    /// 303 to the sign-in form, which leads back to `path`.
    #[must_use]
    pub fn sign_in(path: &str) -> Self {
        let mut error = Self::new(StatusCode::SEE_OTHER, "Sign in", "Sign in to see this page.");
        error.location = Some(format!("/sign-in?next={}", urls::encode(path)));
        error
    }

    /// 403, for a form whose token does not fit.
    #[must_use]
    pub fn stale_form() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "This form is out of date",
            "It was opened before you signed in or out, or it did not come from this site. Go back, reload the page and send it again.",
        )
    }

    /// 403, for what is for an artist's members only; it does not say what that is.
    #[must_use]
    pub fn for_members(artist: &Artist) -> Self {
        let mut error = Self::new(
            StatusCode::FORBIDDEN,
            "For members",
            &format!(
                "This is for members of {}. If you are one, sign in; if not, the artist's page says how to become one.",
                artist.name
            ),
        );
        error.way_out = (urls::artist(&artist.handle), format!("Go to {}", artist.name));
        error
    }

    /// 422, for the deletion of what somebody bought.
    #[must_use]
    pub fn sold() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "It has to stay", sold::STAYS)
    }

    /// 422 for what of a release is to be deleted, if somebody bought it.
    ///
    /// # Errors
    /// When it is sold, or the database fails.
    pub async fn if_sold(connection: &mut model::Connection, release: ReleaseId) -> Result<(), Self> {
        if sold::is_sold(connection, release).await? { Err(Self::sold()) } else { Ok(()) }
    }

    /// 403, for what the viewer may not do.
    #[must_use]
    pub fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Not yours to change", message)
    }

    /// 400 and the like, with words for the person.
    #[must_use]
    pub fn bad_request(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "That did not work", message)
    }

    /// 413.
    #[must_use]
    pub fn too_large(message: &str) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Too large", message)
    }

    /// 429; `seconds` until it may be tried again.
    #[must_use]
    pub fn too_many(seconds: i64) -> Self {
        let wait = if seconds > 90 {
            format!("{} minutes", (seconds + 59) / 60)
        } else {
            format!("{} seconds", seconds.max(1))
        };
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many tries", &format!("Wait {wait}, then try again."))
    }

    /// 507.
    #[must_use]
    pub fn storage_full() -> Self {
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "No room left on this server",
            "The disk of this instance is full. Nothing you sent before is lost. Ask its admin to make room, then go on where you were.",
        )
    }

    /// 503: the database or storage does not answer.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "unavailable");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Back in a moment",
            "The instance cannot reach its database just now. What you sent may not have been saved: try again in a minute.",
        )
    }

    /// 500: ours to mend.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something broke on our side",
            "It is written in the server's log. Try again; if it stays, tell the admin of this instance.",
        )
    }

    /// The error with another way out.
    #[must_use]
    pub fn leading_to(mut self, href: &str, label: &str) -> Self {
        self.way_out = (href.to_owned(), label.to_owned());
        self
    }

    fn new(status: StatusCode, title: &'static str, message: &str) -> Self {
        Self {
            status,
            title,
            message: message.to_owned(),
            way_out: ("/".to_owned(), "Go to the start page".to_owned()),
            location: None,
        }
    }
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, self.title)
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// The bare answer; the error page's middleware finds the error in the extensions and dresses it.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        if let Some(location) = &self.location {
            answer.insert_header((actix_web::http::header::LOCATION, location.as_str()));
        }
        let mut response = answer.finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl From<diesel::result::Error> for PageError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::not_found(),
            diesel::result::Error::DatabaseError(_, said) if is_no_text(said.message()) => Self::bad_request(
                "The text has a sign in it that cannot be kept: the one numbered 0. Take it out, then send it again.",
            ),
            other => Self::internal(other),
        }
    }
}

/// PostgreSQL keeps every text but one with a NUL in it.
fn is_no_text(said: &str) -> bool {
    said.starts_with("invalid byte sequence for encoding") || said.starts_with("unsupported Unicode escape sequence")
}

impl From<model::account_links::LinkError> for PageError {
    fn from(error: model::account_links::LinkError) -> Self {
        Self::internal(error)
    }
}

impl From<storage::StorageError> for PageError {
    fn from(error: storage::StorageError) -> Self {
        match error {
            storage::StorageError::Missing(_) => Self::not_found(),
            storage::StorageError::Full => Self::storage_full(),
            other => Self::internal(other),
        }
    }
}
