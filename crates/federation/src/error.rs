//! What can go wrong between two servers, by what the other one should be told.

use crate::client::FetchError;

/// Why something from or to another server did not work.
#[derive(Debug, thiserror::Error)]
pub enum FederationError {
    /// The signature is missing or wrong: 401, so that a sender tries its other form.
    #[error("{0}")]
    BadSignature(String),
    /// It is finally wrong: 400.
    #[error("{0}")]
    Refused(String),
    /// Its sender may not: 403.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such thing: 404.
    #[error("there is no such object")]
    NotFound,
    /// It was, and is deleted: 410.
    #[error("the object was deleted")]
    Gone,
    /// Too much at once: 429.
    #[error("too many requests")]
    TooMany,
    /// It may work later: 503.
    #[error("{0}")]
    TryLater(String),
    /// The database failed: 503, for it may work later.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// No connection to the database in time: 503.
    #[error("{0}")]
    NoConnection(String),
    /// What the plumbing says.
    #[error(transparent)]
    Plumbing(#[from] activitypub_federation::error::Error),
}

impl FederationError {
    /// The HTTP status it is answered with.
    #[must_use]
    pub fn status(&self) -> u16 {
        use activitypub_federation::error::Error as Plumbing;
        match self {
            Self::BadSignature(_) => 401,
            Self::Refused(_) => 400,
            Self::Forbidden(_) => 403,
            Self::NotFound | Self::Plumbing(Plumbing::NotFound) => 404,
            Self::Gone | Self::Plumbing(Plumbing::ObjectDeleted(_)) => 410,
            Self::TooMany => 429,
            Self::TryLater(_) | Self::Database(_) | Self::NoConnection(_) => 503,
            Self::Plumbing(Plumbing::ReqwestMiddleware(error)) => match FetchError::behind(error) {
                Some(FetchError::Gone) => 410,
                Some(error) if !error.may_pass() => 400,
                _ => 503,
            },
            Self::Plumbing(Plumbing::Reqwest(_) | Plumbing::DomainResolveError(_)) => 503,
            Self::Plumbing(_) => 400,
        }
    }
}
