//! Addresses of what fans do here: following, their feed, and what other servers have.

use uuid::Uuid;

/// What those whom one follows brought out, wrote and boosted.
pub const FEED: &str = "/feed";
/// Whom one follows; a form for another is posted here.
pub const FOLLOWS: &str = "/follows";
/// Who answers, names and follows one, and what those whom one follows bring out.
pub const NOTIFICATIONS: &str = "/notifications";
/// One's own handle and what others see of it.
pub const PROFILE: &str = "/account/fan";

/// Where a follow is ended.
#[must_use]
pub fn unfollow(follow: Uuid) -> String {
    format!("/follows/{follow}/deletion")
}

/// Where somebody who asked to follow a fan is answered.
#[must_use]
pub fn request(follow: Uuid) -> String {
    format!("/account/fan/requests/{follow}")
}

/// How to follow somebody of this instance from another server.
#[must_use]
pub fn follow_from_elsewhere(handle: &str) -> String {
    format!("/@{handle}/follow")
}

/// Somebody of another server, as known here.
#[must_use]
pub fn remote_actor(id: Uuid) -> String {
    format!("/remote/actors/{id}")
}

/// A release of another server; it plays from there.
#[must_use]
pub fn remote_release(id: Uuid) -> String {
    format!("/remote/releases/{id}")
}

/// The RSS feed of one release.
#[must_use]
pub fn release_feed(handle: &str, release: &str) -> String {
    format!("/@{handle}/{release}/feed.rss")
}
