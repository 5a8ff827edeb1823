//! What goes wrong.

/// Why nothing could be found, or a change was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// No answer in time, or none at all.
    #[error("search does not answer: {0}")]
    Unavailable(String),
    /// The engine says that what it was asked is wrong.
    #[error("search refuses: {0}")]
    Refused(String),
    /// The index on the disk cannot be read or written.
    #[error("the search index cannot be used: {0}. `tonewood search reindex` makes a new one")]
    Index(String),
    /// There is none yet: [`crate::Engine::begin_rebuild`], [`crate::Engine::fill`] and [`crate::Engine::finish_rebuild`]
    /// make the first.
    #[error("there is no search index yet. `tonewood search reindex` makes one")]
    NoIndex,
    /// [`crate::Engine::fill`] without [`crate::Engine::begin_rebuild`].
    #[error("no index is being rebuilt")]
    NoRebuild,
    /// Text that is no [`crate::Key`].
    #[error("this is no key of anything that can be found")]
    BadKey,
}

impl SearchError {
    /// Whether there is no index that could be used, so that only a new one helps.
    #[must_use]
    pub const fn wants_rebuild(&self) -> bool {
        matches!(self, Self::NoIndex | Self::Index(_))
    }
}
