//! Why a job did not do its work, and whether trying again makes sense.

/// A failed try.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Something outside failed: database, disk, mail server. It is tried again, later each time.
    #[error("{0}")]
    Retry(String),
    /// Trying again would end the same way.
    #[error("{0}")]
    Fail(String),
}

impl JobError {
    /// Something outside failed.
    pub fn retry(cause: impl std::fmt::Display) -> Self {
        Self::Retry(cause.to_string())
    }

    /// Trying again would end the same way.
    pub fn fail(cause: impl std::fmt::Display) -> Self {
        Self::Fail(cause.to_string())
    }
}

impl From<diesel::result::Error> for JobError {
    fn from(error: diesel::result::Error) -> Self {
        Self::retry(error)
    }
}

impl From<storage::StorageError> for JobError {
    fn from(error: storage::StorageError) -> Self {
        Self::retry(error)
    }
}
