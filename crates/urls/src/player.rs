//! Addresses that the player asks by itself: the queue that an account listens to, and the words of what sounds.

use uuid::Uuid;

/// What the account listens to, and where it is saved.
pub const QUEUE: &str = "/queue";

/// What the account listens to, as events while it changes.
pub const QUEUE_EVENTS: &str = "/queue/events";

/// The words of a track, with the moments they are sung at.
#[must_use]
pub fn lyrics(track: Uuid) -> String {
    format!("/tracks/{track}/lyrics")
}

/// The words of a track, for whoever has its release's private link.
#[must_use]
pub fn private_lyrics(track: Uuid, key: &str) -> String {
    format!("/tracks/{track}/lyrics?key={}", crate::encode(key))
}
