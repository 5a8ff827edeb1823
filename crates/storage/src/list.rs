use std::time::SystemTime;

use futures::StreamExt;
use futures::stream::BoxStream;

use crate::{Storage, StorageError};

/// A blob as it lies in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Where it lies, as [`crate::Key::path`] says it.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was written.
    pub written: SystemTime,
}

impl Storage {
    /// The names of the folders directly below a folder, without looking into them.
    ///
    /// # Errors
    /// When the storage fails.
    pub async fn folders(&self, folder: &str) -> Result<Vec<String>, StorageError> {
        let listed = self.store.list_with_delimiter(Some(&object_store::path::Path::from(folder))).await;
        let listed = listed.map_err(|error| StorageError::of(folder, error))?;
        let name = |path: &object_store::path::Path| path.filename().map(str::to_owned);
        Ok(listed.common_prefixes.iter().filter_map(name).collect())
    }

    /// Every blob below a folder (`encodings`, `masters/{artist}`), or every blob there is for an empty one; in no order.
    pub fn list(&self, folder: &str) -> BoxStream<'static, Result<Stored, StorageError>> {
        let prefix = (!folder.is_empty()).then(|| object_store::path::Path::from(folder));
        let folder = folder.to_owned();
        let listed = self.store.list(prefix.as_ref());
        listed
            .map(move |meta| match meta {
                Ok(meta) => {
                    Ok(Stored { path: meta.location.into(), bytes: meta.size, written: meta.last_modified.into() })
                }
                Err(error) => Err(StorageError::of(&folder, error)),
            })
            .boxed()
    }
}
