use std::path::Path;

use bytes::{Bytes, BytesMut};
use futures::TryStreamExt as _;
use object_store::{ObjectStoreExt as _, WriteMultipart};
use tokio::io::AsyncReadExt as _;

use crate::{Group, Key, Storage, StorageError, Stored};

/// Size of the parts in which a file goes to S3: 10,000 of them are 78 GiB.
const PART_BYTES: usize = 8 << 20;
/// Parts on their way at once; with the one being filled this bounds the memory of one upload to 40 MiB.
const PARTS_AT_ONCE: usize = 4;

impl Storage {
    /// Stores bytes; a blob of that name is replaced. When this returns they survive a power cut: a folder's file and names are
    /// synced to the disk, and a bucket answers when it has them.
    ///
    /// # Errors
    /// [`StorageError::Full`] or another failure of the storage; then the name is as it was.
    pub async fn put_bytes(&self, key: &Key, bytes: impl Into<Bytes>) -> Result<(), StorageError> {
        let location = key.location()?;
        let stored = self.store.put(&location, bytes.into().into()).await;
        stored.map(|_| ()).map_err(|error| StorageError::of(location.as_ref(), error))
    }

    /// Stores a local file in parts of bounded memory; the file stays. Gives its size in bytes.
    ///
    /// # Errors
    /// As [`Storage::put_bytes`], and [`StorageError::File`] when the local file cannot be read.
    pub async fn put_file(&self, key: &Key, path: &Path) -> Result<u64, StorageError> {
        let location = key.location()?;
        let unreadable = |error| StorageError::file(path, error);
        let failed = |error| StorageError::of(location.as_ref(), error);
        let mut file = tokio::fs::File::open(path).await.map_err(unreadable)?;
        let first = read_part(&mut file).await.map_err(unreadable)?;
        let mut size = length(&first);
        if first.len() < PART_BYTES {
            self.put_bytes(key, first).await?;
            return Ok(size);
        }
        let upload = self.store.put_multipart(&location).await.map_err(failed)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        upload.put(first);
        loop {
            let sent = upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(failed);
            let next = match sent {
                Ok(()) => read_part(&mut file).await.map_err(unreadable),
                Err(error) => Err(error),
            };
            match next {
                Ok(part) if part.is_empty() => break,
                Ok(part) => {
                    size += length(&part);
                    upload.put(part);
                }
                Err(error) => {
                    // What was sent is worthless now; the cause is the error that matters.
                    let _ = upload.abort().await;
                    return Err(error);
                }
            }
        }
        upload.finish().await.map_err(failed)?;
        Ok(size)
    }

    /// Stores a local file and removes it: without copying when blobs lie in a folder on the same file system.
    /// Gives its size in bytes.
    ///
    /// # Errors
    /// As [`Storage::put_file`]; the file is still there then.
    pub async fn move_file(&self, key: &Key, path: &Path) -> Result<u64, StorageError> {
        if let Some(target) = self.local_path(key)? {
            let source = path.to_owned();
            let renamed = tokio::task::spawn_blocking(move || rename_durably(&source, &target)).await;
            match renamed.map_err(std::io::Error::other).flatten() {
                Ok(size) => return Ok(size),
                Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => {}
                Err(error) => return Err(StorageError::file(path, error)),
            }
        }
        let size = self.put_file(key, path).await?;
        tokio::fs::remove_file(path).await.map_err(|error| StorageError::file(path, error))?;
        Ok(size)
    }

    /// Stores what lies under one name under another as well; a blob of that name is replaced. A folder may keep the bytes once.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is no such blob, or another failure of the storage.
    pub async fn copy(&self, from: &Key, to: &Key) -> Result<(), StorageError> {
        let (from, to) = (from.location()?, to.location()?);
        self.store.copy(&from, &to).await.map_err(|error| StorageError::of(from.as_ref(), error))
    }

    /// Removes a blob by where [`Storage::list`] says it lies; one that does not exist is no error.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn delete_stored(&self, stored: &Stored) -> Result<(), StorageError> {
        match self.store.delete(&stored.path.as_str().into()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StorageError::of(&stored.path, error)),
        }
    }

    /// Removes a blob; one that does not exist is no error.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn delete(&self, key: &Key) -> Result<(), StorageError> {
        let location = key.location()?;
        match self.store.delete(&location).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StorageError::of(location.as_ref(), error)),
        }
    }

    /// Removes every blob of a group. May be called again after a failure.
    ///
    /// # Errors
    /// When the storage fails; some of the blobs may be gone then.
    pub async fn delete_group(&self, group: Group) -> Result<(), StorageError> {
        let prefix = group.path();
        let failed = |error| StorageError::of(prefix.as_ref(), error);
        let names: Vec<_> =
            self.store.list(Some(&prefix)).map_ok(|meta| meta.location).try_collect().await.map_err(failed)?;
        for name in names {
            match self.store.delete(&name).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(())
    }
}

/// Fills a part as far as the file goes.
async fn read_part(file: &mut tokio::fs::File) -> std::io::Result<Bytes> {
    let mut part = BytesMut::with_capacity(PART_BYTES);
    let limit = u64::try_from(PART_BYTES).unwrap_or(u64::MAX);
    let mut limited = file.take(limit);
    while limited.read_buf(&mut part).await? > 0 {}
    Ok(part.freeze())
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Renames a file so that neither its bytes nor its new name are lost in a power cut.
fn rename_durably(source: &Path, target: &Path) -> std::io::Result<u64> {
    let file = std::fs::File::open(source)?;
    file.sync_all()?;
    let size = file.metadata()?.len();
    let folder = target.parent().ok_or(std::io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    std::fs::rename(source, target)?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(size)
}
