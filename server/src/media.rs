//! Bytes of music and pictures: who may have them is asked here, where they leave.

pub mod blob;
pub mod encodings;
pub mod grant;
pub mod images;

use std::time::Duration;

use model::ids::EncodingId;

/// Remembers for two seconds which encodings are public: a player asks for the next segment far more often than a release
/// is taken back.
pub type Cache = moka::future::Cache<EncodingId, bool>;

/// An empty cache for 10,000 encodings.
#[must_use]
pub fn cache() -> Cache {
    moka::future::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(2)).build()
}
