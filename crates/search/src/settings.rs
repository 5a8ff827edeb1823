//! Which engine, and where.

use std::path::PathBuf;
use std::sync::Arc;

use crate::embedded::Embedded;
use crate::meilisearch::Meilisearch;
use crate::{Engine, SearchError};

/// What our indexes on a Meilisearch server are called.
const INDEX: &str = "tonewood";

/// Which engine finds things.
#[derive(Clone, PartialEq, Eq)]
pub enum Settings {
    /// The embedded one, which keeps its index in this folder. One process may write to it at a time.
    Folder(PathBuf),
    /// A Meilisearch server.
    Meilisearch {
        /// Where it answers: `http://127.0.0.1:7700`.
        url: String,
        /// A key that may search, add and remove documents, and make, swap, set up and remove indexes.
        key: Option<String>,
    },
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            Self::Meilisearch { url, .. } => f.debug_struct("Meilisearch").field("url", url).finish_non_exhaustive(),
        }
    }
}

/// The engine. It is not asked anything yet, so that pages come up without it.
///
/// # Errors
/// When the folder cannot be made, or the address or the key cannot be one.
pub async fn open(settings: &Settings) -> Result<Arc<dyn Engine>, SearchError> {
    Ok(match settings {
        Settings::Folder(folder) => Arc::new(Embedded::open(folder.clone()).await?),
        Settings::Meilisearch { url, key } => Arc::new(Meilisearch::open(url, key.as_deref(), INDEX)?),
    })
}

/// The engine for a process that only searches, beside the one that writes. What would change something is refused.
///
/// # Errors
/// Those of [`open`].
pub async fn open_reader(settings: &Settings) -> Result<Arc<dyn Engine>, SearchError> {
    Ok(match settings {
        Settings::Folder(folder) => Arc::new(Embedded::open_reader(folder.clone())),
        Settings::Meilisearch { url, key } => Arc::new(Meilisearch::open(url, key.as_deref(), INDEX)?),
    })
}

/// Meilisearch with an index of another name, so that several can be on one server: for tests.
///
/// # Errors
/// Those of [`open`].
pub fn open_meilisearch(url: &str, key: Option<&str>, name: &str) -> Result<Arc<dyn Engine>, SearchError> {
    Ok(Arc::new(Meilisearch::open(url, key, name)?))
}
