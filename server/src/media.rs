//! Bytes of music and pictures: who may have them is asked here, where they leave.

pub mod blob;
pub mod encodings;
pub mod file;
pub mod grant;
pub mod images;
pub mod manifests;
pub mod piece;
pub mod ranges;

use std::time::Duration;

use model::ids::EncodingId;

use piece::Piece;

/// Remembers what never changes of encodings: a player asks for one segment after the other. Who may have them is not
/// remembered: what is taken back is gone with the next request, and a track that was removed two seconds later.
pub type Cache = moka::future::Cache<EncodingId, Piece>;

/// An empty cache for 10,000 encodings.
#[must_use]
pub fn cache() -> Cache {
    moka::future::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(2)).build()
}
