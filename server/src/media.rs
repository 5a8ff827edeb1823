//! Bytes of music and pictures: who may have them is asked here, where they leave.

pub mod blob;
pub mod encodings;
pub mod grant;
pub mod images;
pub mod manifests;
pub mod ranges;

use std::time::Duration;

use model::entitlements::Entitlement;
use model::ids::EncodingId;

/// Remembers for two seconds what anybody may have of an encoding: a player asks for the next segment far more often than a
/// release is taken back.
pub type Cache = moka::future::Cache<EncodingId, Entitlement>;

/// An empty cache for 10,000 encodings.
#[must_use]
pub fn cache() -> Cache {
    moka::future::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(2)).build()
}
