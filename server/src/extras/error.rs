//! Why a bonus file cannot come in.

use actix_web::http::StatusCode;

use crate::api::error::ApiError;
use crate::error::PageError;
use crate::uploads::error::UploadError;
use crate::uploads::sizes;

/// Why a bonus file was not taken. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ExtraError {
    /// Its bytes are of no kind that is taken.
    #[error(
        "This is no file a release can come with. Send a PDF, a video (MP4, MOV, WebM), a picture (JPEG, PNG, WebP, GIF) or a \
         plain text."
    )]
    Kind,
    /// It is music.
    #[error("This is an audio file. Add it under Files: it becomes a track, which people can play.")]
    Audio,
    /// Larger than the instance takes.
    #[error("The file is larger than {}, the most a bonus file may be here. Make it smaller, or split it.", sizes::words(*.0))]
    TooLarge(u64),
    /// The release has as many as it can have.
    #[error("A release comes with at most {} files. Remove one first.", model::extras::AT_MOST)]
    TooMany,
    /// What can go wrong with every upload that comes in one piece.
    #[error(transparent)]
    Upload(UploadError),
}

impl From<UploadError> for ExtraError {
    fn from(error: UploadError) -> Self {
        Self::Upload(error.of_one_piece())
    }
}

impl ExtraError {
    /// Whether the rest of the file has not been read, so that nothing can follow it.
    #[must_use]
    pub fn leaves_bytes(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::Upload(UploadError::Quota { .. }))
    }

    /// Whether it is about this one file, not about the release or the server.
    #[must_use]
    pub fn is_of_the_file(&self) -> bool {
        matches!(
            self,
            Self::Kind | Self::Audio | Self::TooLarge(_) | Self::Upload(UploadError::Empty | UploadError::Quota { .. })
        )
    }
}

impl From<std::io::Error> for ExtraError {
    fn from(error: std::io::Error) -> Self {
        UploadError::from(error).into()
    }
}

impl From<diesel::result::Error> for ExtraError {
    fn from(error: diesel::result::Error) -> Self {
        UploadError::from(error).into()
    }
}

impl From<storage::StorageError> for ExtraError {
    fn from(error: storage::StorageError) -> Self {
        match error {
            storage::StorageError::Full => UploadError::DiskFull.into(),
            other => UploadError::File(std::io::Error::other(other)).into(),
        }
    }
}

impl From<ExtraError> for ApiError {
    fn from(error: ExtraError) -> Self {
        let words = error.to_string();
        match error {
            ExtraError::Kind => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "extra_kind", &words),
            ExtraError::Audio => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "extra_is_audio", &words),
            ExtraError::TooLarge(_) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", &words),
            ExtraError::TooMany => Self::new(StatusCode::CONFLICT, "too_many_extras", &words),
            ExtraError::Upload(error) => error.into(),
        }
    }
}

impl From<ExtraError> for PageError {
    fn from(error: ExtraError) -> Self {
        match error {
            ExtraError::Upload(error) => error.into(),
            error => Self::bad_request(&error.to_string()),
        }
    }
}
