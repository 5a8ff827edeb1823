use std::fmt;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;

use crate::StorageError;

/// A blob, or a range of one, being read.
pub struct Blob {
    /// Size of the whole blob in bytes.
    pub size: u64,
    /// Which bytes of it the stream gives: from the first to behind the last.
    pub range: std::ops::Range<u64>,
    pub(crate) stream: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob").field("size", &self.size).field("range", &self.range).finish_non_exhaustive()
    }
}

impl Blob {
    /// The bytes as they arrive.
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes, StorageError>> {
        self.stream
    }

    /// All bytes at once: only for blobs known to be small.
    ///
    /// # Errors
    /// When the storage fails while it is read.
    pub async fn into_bytes(mut self) -> Result<Bytes, StorageError> {
        let mut bytes = bytes::BytesMut::new();
        while let Some(part) = self.stream.next().await {
            bytes.extend_from_slice(&part?);
        }
        Ok(bytes.freeze())
    }

    pub(crate) fn of(result: object_store::GetResult, key: String) -> Self {
        let (size, range) = (result.meta.size, result.range.clone());
        let stream = result.into_stream().map(move |part| part.map_err(|error| StorageError::of(&key, error))).boxed();
        Self { size, range, stream }
    }
}
