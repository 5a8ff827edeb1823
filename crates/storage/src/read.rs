use std::ops::Range;
use std::path::Path;

use bytes::Bytes;
use futures::StreamExt;
use object_store::{GetOptions, ObjectStoreExt as _};
use tokio::io::AsyncWriteExt as _;

use crate::store::tempfile_in;
use crate::{Blob, Key, Storage, StorageError};

impl Storage {
    /// A blob as a stream with its size.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is none.
    pub async fn get(&self, key: &Key) -> Result<Blob, StorageError> {
        self.get_opts(key, GetOptions::default()).await
    }

    /// The bytes `range` of a blob; an end behind the blob's means its end.
    ///
    /// # Errors
    /// [`StorageError::BadRange`] when the range is empty or starts behind the end.
    pub async fn get_range(&self, key: &Key, range: Range<u64>) -> Result<Blob, StorageError> {
        let size = self.size(key).await?;
        let end = range.end.min(size);
        if range.start >= end {
            return Err(StorageError::BadRange { key: key.path()?, start: range.start, end: range.end });
        }
        self.get_opts(key, GetOptions::new().with_range(Some(range.start..end))).await
    }

    /// A whole blob in memory: only for blobs known to be small.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is none.
    pub async fn read_bytes(&self, key: &Key) -> Result<Bytes, StorageError> {
        self.get(key).await?.into_bytes().await
    }

    /// Writes a blob to a local file, which appears whole or not at all.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is none, [`StorageError::File`] when the file cannot be written.
    pub async fn to_file(&self, key: &Key, path: &Path) -> Result<(), StorageError> {
        let blob = self.get(key).await?;
        let part = tempfile_in(path.parent().unwrap_or(Path::new(".")));
        let written = match fill(blob, &part).await {
            Ok(()) => tokio::fs::rename(&part, path).await.map_err(|error| StorageError::file(path, error)),
            Err(error) => Err(error),
        };
        if written.is_err() {
            // The part may not even exist; the first error is the one that matters.
            let _ = tokio::fs::remove_file(&part).await;
        }
        written
    }

    /// Size of a blob in bytes.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is none.
    pub async fn size(&self, key: &Key) -> Result<u64, StorageError> {
        let location = key.location()?;
        let meta = self.store.head(&location).await.map_err(|error| StorageError::of(location.as_ref(), error))?;
        Ok(meta.size)
    }

    /// Whether there is such a blob.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn exists(&self, key: &Key) -> Result<bool, StorageError> {
        match self.size(key).await {
            Ok(_) => Ok(true),
            Err(StorageError::Missing(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn get_opts(&self, key: &Key, options: GetOptions) -> Result<Blob, StorageError> {
        let location = key.location()?;
        match self.store.get_opts(&location, options).await {
            Ok(result) => Ok(Blob::of(result, location.into())),
            Err(error) => Err(StorageError::of(location.as_ref(), error)),
        }
    }
}

async fn fill(blob: Blob, part: &Path) -> Result<(), StorageError> {
    let failed = |error| StorageError::file(part, error);
    let mut file = tokio::fs::File::create_new(part).await.map_err(failed)?;
    let mut stream = blob.into_stream();
    while let Some(bytes) = stream.next().await {
        file.write_all(&bytes?).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}
