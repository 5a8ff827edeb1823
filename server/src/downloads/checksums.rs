//! Checksums that a ZIP needs of blobs for which nobody wrote them down: masters and covers. Each is read once and remembered.

use futures::TryStreamExt as _;
use storage::{Key, Storage, StorageError};

/// Size and CRC-32 by the blob's path: blobs never change.
pub type Cache = moka::future::Cache<String, (u64, u32)>;

/// An empty cache for 10,000 blobs.
#[must_use]
pub fn cache() -> Cache {
    moka::future::Cache::new(10_000)
}

/// Size and CRC-32 of a blob.
///
/// # Errors
/// When the storage fails or does not have it.
pub async fn of(cache: &Cache, storage: &Storage, key: &Key) -> Result<(u64, u32), StorageError> {
    let path = key.path()?;
    if let Some(known) = cache.get(&path).await {
        return Ok(known);
    }
    let blob = storage.get(key).await?;
    let size = blob.size;
    let mut hasher = crc32fast::Hasher::new();
    let mut stream = blob.into_stream();
    while let Some(bytes) = stream.try_next().await? {
        hasher.update(&bytes);
    }
    let found = (size, hasher.finalize());
    cache.insert(path, found).await;
    Ok(found)
}
