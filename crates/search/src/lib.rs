//! What finds things by a few words: an index on this machine's disk, or Meilisearch, behind [`Engine`].
//!
//! An engine keeps [`Document`]s and answers a [`Query`] with [`Found`]: keys and counts. What is shown of a key comes from
//! the database, which also has the last word on who may see it.

mod document;
mod embedded;
mod error;
mod meilisearch;
mod query;
mod settings;
mod spelling;
mod synonyms;
mod words;

use async_trait::async_trait;

pub use document::{Document, Key, Kind, Price};
pub use error::SearchError;
pub use query::{Facet, Filters, Found, Hit, Order, Query, Suggestion};
pub use settings::{Settings, open, open_meilisearch, open_reader};

/// What finds. Changes are seen by searches within a second of the answer to [`Engine::apply`].
///
/// There is an index from the first [`Engine::finish_rebuild`] on, also if nothing was filled in. Until then, and when it is
/// damaged, everything but a rebuild says so with an error that [`SearchError::wants_rebuild`].
#[async_trait]
pub trait Engine: Send + Sync {
    /// Puts documents in, each in place of the one with its key, and takes others out. At once: all of it or an error.
    ///
    /// # Errors
    /// When the engine does not answer, has no index, or its disk refuses.
    async fn apply(&self, put: Vec<Document>, gone: Vec<Key>) -> Result<(), SearchError>;

    /// What suits a query, the best first.
    ///
    /// # Errors
    /// When the engine does not answer in time, or has no index.
    async fn search(&self, query: &Query) -> Result<Found, SearchError>;

    /// What somebody who has typed `typed` so far may mean, the likeliest first; at most `limit`.
    ///
    /// # Errors
    /// When the engine does not answer in time, or has no index.
    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError>;

    /// Begins an index beside the one that answers, empty. One that was begun and not finished goes.
    ///
    /// # Errors
    /// When the engine does not answer, or its disk refuses.
    async fn begin_rebuild(&self) -> Result<(), SearchError>;

    /// Puts documents into the index that [`Engine::begin_rebuild`] began.
    ///
    /// # Errors
    /// When none was begun, the engine does not answer, or its disk refuses.
    async fn fill(&self, put: Vec<Document>) -> Result<(), SearchError>;

    /// Lets the index that was begun take the place of the one that answers, between two searches.
    ///
    /// # Errors
    /// When none was begun, the engine does not answer, or its disk refuses.
    async fn finish_rebuild(&self) -> Result<(), SearchError>;

    /// How many documents it has; says that it answers.
    ///
    /// # Errors
    /// When it does not.
    async fn count(&self) -> Result<u64, SearchError>;

    /// Gives the right to write back at once, and an index that was begun up: another process writes from now on. Whoever
    /// writes again takes it again.
    async fn resign(&self) {}
}
