use std::error::Error;
use std::time::Duration;

use super::resolver::NoPublicAddress;

/// Why another server could not be asked, or its answer not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is one we never ask: private, without TLS, with a password, on an odd port.
    #[error("an address that is not asked: {0}")]
    Forbidden(String),
    /// It was not done in time, the body included.
    #[error("the other server took too long")]
    Timeout,
    /// The answer is larger than the policy allows.
    #[error("the answer is too large")]
    TooLarge,
    /// More redirects than the policy allows, or one without a target.
    #[error("too many redirects")]
    Redirects,
    /// An answer other than success; with the time that the other server asked us to wait.
    #[error("the other server answered {code}")]
    Status {
        /// The HTTP status.
        code: u16,
        /// Its `Retry-After`, at most a day.
        retry_after: Option<Duration>,
    },
    /// 410: it was there, and is deleted.
    #[error("it was deleted")]
    Gone,
    /// The answer's type is not one of ActivityPub.
    #[error("not an ActivityPub document but {0}")]
    ContentType(String),
    /// The body cannot be read as JSON.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// A document that says it is another than the one that was asked for.
    #[error("the document at {0} has the id of another")]
    WrongId(String),
    /// No connection, no TLS, no HTTP.
    #[error("no exchange with the other server: {0}")]
    Transport(String),
}

impl FetchError {
    /// Whether the same request may work later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Timeout | Self::Transport(_) => true,
            Self::Status { code, .. } => *code >= 500 || matches!(code, 408 | 425 | 429),
            Self::Forbidden(_)
            | Self::TooLarge
            | Self::Redirects
            | Self::Gone
            | Self::ContentType(_)
            | Self::NotJson(_)
            | Self::WrongId(_) => false,
        }
    }

    /// What was behind an error of the plumbing's client.
    #[must_use]
    pub fn behind(error: &reqwest_middleware::Error) -> Option<&Self> {
        match error {
            reqwest_middleware::Error::Middleware(error) => error.downcast_ref(),
            reqwest_middleware::Error::Reqwest(_) => None,
        }
    }

    /// What an error of reqwest comes down to. Its own sentence says little; the one at the bottom says what happened.
    pub(super) fn of_transport(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        let mut deepest: &dyn Error = error;
        while let Some(source) = deepest.source() {
            if let Some(refused) = source.downcast_ref::<NoPublicAddress>() {
                return Self::Forbidden(refused.to_string());
            }
            deepest = source;
        }
        Self::Transport(deepest.to_string())
    }
}
