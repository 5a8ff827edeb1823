use std::error::Error;

/// Why a blob could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such blob.
    #[error("there is no blob {0}")]
    Missing(String),
    /// A name in the key has characters that no blob's name may have, or none at all.
    #[error("{0:?} cannot be part of a blob's name")]
    BadName(String),
    /// The range lies outside of the blob.
    #[error("bytes {start} to {end} lie outside of blob {key}")]
    BadRange {
        /// The blob.
        key: String,
        /// The first byte asked for.
        start: u64,
        /// The byte behind the last one asked for.
        end: u64,
    },
    /// The disk or the quota of the bucket is full. Trying again helps once there is room.
    #[error("the storage is full: free some space and try again")]
    Full,
    /// The settings do not lead to a storage.
    #[error("the storage cannot be opened: {0}")]
    Open(String),
    /// The local file that was to be stored, or to be written, failed.
    #[error("the file {path} failed: {source}")]
    File {
        /// The local file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The storage failed or does not answer. Trying again may help.
    #[error("the storage failed at {key}: {source}")]
    Failed {
        /// The blob.
        key: String,
        /// What the storage said.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl StorageError {
    /// Whether the same call may succeed later without anybody changing the call.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Full | Self::Failed { .. })
    }

    pub(crate) fn of(key: &str, error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing(key.to_owned()),
            error if is_full(&error) => Self::Full,
            error => Self::Failed { key: key.to_owned(), source: Box::new(error) },
        }
    }

    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        if is_full(&source) { Self::Full } else { Self::File { path: path.display().to_string(), source } }
    }
}

/// Looks for "no space left" anywhere in the chain of causes.
fn is_full(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && matches!(io.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
        {
            return true;
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_seen_through_wrappers() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let wrapped = object_store::Error::Generic { store: "folder", source: Box::new(full) };
        assert!(matches!(StorageError::of("a", wrapped), StorageError::Full));
        let other = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let wrapped = object_store::Error::Generic { store: "folder", source: Box::new(other) };
        assert!(matches!(StorageError::of("a", wrapped), StorageError::Failed { .. }));
    }
}
