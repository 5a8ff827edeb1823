//! Why a file cannot come in, in words for the artist and as a code for programs.

use actix_web::http::StatusCode;

use crate::error::PageError;
use crate::uploads::sizes;

/// Why bytes were not taken. What had come before is kept, except where a variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// No bytes at all.
    #[error("The file is empty. Export it again, then upload it.")]
    Empty,
    /// Larger than the instance takes.
    #[error("The file is larger than {}, the most this instance takes. Export it as FLAC, or in parts.", sizes::words(*.0))]
    TooLarge(u64),
    /// The artist's room is used up.
    #[error("There is no room for this file: {} left of the artist's {}. Remove a file that is not needed, or ask the admin for more room.", sizes::words(*.left), sizes::words(*.quota))]
    Quota {
        /// Bytes left.
        left: u64,
        /// Bytes in all.
        quota: u64,
    },
    /// The server's disk is full.
    #[error(
        "The disk of this server is full. What has come so far is kept: once its admin has made room, go on where it stopped."
    )]
    DiskFull,
    /// The server's disk is full, and a file that came in one piece did not fit.
    #[error(
        "The disk of this server is full, so the file was not taken. Once its admin has made room, upload it again."
    )]
    NoRoom,
    /// The bytes do not join on to those that are here.
    #[error("The bytes start at {given}, but {present} are here. Ask for the offset and go on from there.")]
    WrongOffset {
        /// Where the request's bytes start.
        given: u64,
        /// How many bytes are here.
        present: u64,
    },
    /// More bytes than were announced; none of this request's is kept.
    #[error("More bytes came than were announced for this file.")]
    TooMany,
    /// The bytes are not those of the checksum; none of this request's is kept.
    #[error("The bytes do not fit their checksum. Send them again.")]
    Checksum,
    /// Another request writes to the upload.
    #[error("Another connection is sending this file just now. Wait a moment, then go on.")]
    Busy,
    /// The connection broke off before a file that came in one piece was whole.
    #[error("The connection broke off, so the file was not taken. Upload it again.")]
    BrokenOff,
    /// The connection broke off, or another one took over.
    #[error("The connection broke off. What has come is kept: go on where it stopped.")]
    Dropped,
    /// There is no such upload, release or track for this account.
    #[error("There is no such upload. It may have expired: begin it again.")]
    Gone,
    /// The local file failed.
    #[error("the file of an upload failed: {0}")]
    File(std::io::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(diesel::result::Error),
}

impl UploadError {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Empty => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge(_) | Self::Quota { .. } | Self::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
            Self::DiskFull | Self::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            Self::WrongOffset { .. } => StatusCode::CONFLICT,
            // tus gives this number a meaning that HTTP does not know.
            Self::Checksum => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            Self::Busy => StatusCode::LOCKED,
            Self::Dropped | Self::BrokenOff => StatusCode::BAD_REQUEST,
            Self::Gone => StatusCode::NOT_FOUND,
            Self::File(_) | Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge(_) => "file_too_large",
            Self::Quota { .. } => "quota_exceeded",
            Self::DiskFull | Self::NoRoom => "disk_full",
            Self::WrongOffset { .. } => "wrong_offset",
            Self::TooMany => "too_many_bytes",
            Self::Checksum => "checksum_mismatch",
            Self::Busy => "upload_busy",
            Self::Dropped | Self::BrokenOff => "connection_dropped",
            Self::Gone => "not_found",
            Self::File(_) | Self::Database(_) => "internal",
        }
    }

    /// The same trouble with a file that comes in one piece: nobody goes on with it, so nothing of it is kept.
    #[must_use]
    pub fn of_one_piece(self) -> Self {
        match self {
            Self::DiskFull => Self::NoRoom,
            Self::Dropped => Self::BrokenOff,
            other => other,
        }
    }

    /// Whether the words are for the artist; if not, the cause belongs into the log.
    #[must_use]
    pub fn is_for_people(&self) -> bool {
        !matches!(self, Self::File(_) | Self::Database(_))
    }
}

impl From<std::io::Error> for UploadError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::File(error),
        }
    }
}

impl From<diesel::result::Error> for UploadError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::Gone,
            other => Self::Database(other),
        }
    }
}

impl From<UploadError> for PageError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Gone => Self::not_found(),
            UploadError::DiskFull | UploadError::NoRoom => Self::storage_full(),
            UploadError::TooLarge(_) | UploadError::Quota { .. } => Self::too_large(&error.to_string()),
            error if error.is_for_people() => Self::bad_request(&error.to_string()),
            error => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_that_a_file_in_one_piece_is_kept() {
        for error in [UploadError::DiskFull, UploadError::Dropped] {
            let (status, code) = (error.status(), error.code());
            assert!(error.to_string().contains("kept"));
            let error = error.of_one_piece();
            assert_eq!((error.status(), error.code()), (status, code));
            assert!(error.to_string().contains("not taken"), "{error}");
        }
    }
}
