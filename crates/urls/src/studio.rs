//! Addresses of the studio, where artists work. They hold ids, because a draft's slug is nobody else's business.

use uuid::Uuid;

/// The overview over all artists of the account.
#[must_use]
pub fn index() -> String {
    "/studio".to_owned()
}

/// The form for a new artist.
#[must_use]
pub fn new_artist() -> String {
    "/studio/artists/new".to_owned()
}

/// The account's artists.
#[must_use]
pub fn artists() -> String {
    "/studio/artists".to_owned()
}

/// One artist's profile form.
#[must_use]
pub fn artist(handle: &str) -> String {
    format!("/studio/artists/{handle}")
}

/// One artist's members, and a label's roster.
#[must_use]
pub fn members(handle: &str) -> String {
    format!("/studio/artists/{handle}/members")
}

/// The releases of all artists of the account.
#[must_use]
pub fn releases() -> String {
    "/studio/releases".to_owned()
}

/// The form for a new release of an artist.
#[must_use]
pub fn new_release(handle: &str) -> String {
    format!("/studio/releases/new?artist={handle}")
}

/// Where a release is worked on: its tracks, and what is missing.
#[must_use]
pub fn release(id: Uuid) -> String {
    format!("/studio/releases/{id}")
}

/// A release's details: title, about, credits, licence, price, cover.
#[must_use]
pub fn release_details(id: Uuid) -> String {
    format!("/studio/releases/{id}/details")
}

/// What happens to a release while it is looked at, as Turbo streams.
#[must_use]
pub fn release_events(id: Uuid) -> String {
    format!("/studio/releases/{id}/events")
}

/// Publishing, scheduling, unpublishing.
#[must_use]
pub fn publication(id: Uuid) -> String {
    format!("/studio/releases/{id}/publication")
}

/// One track's form.
#[must_use]
pub fn track(id: Uuid) -> String {
    format!("/studio/tracks/{id}")
}

/// Taking a publication or a schedule back.
#[must_use]
pub fn unpublication(id: Uuid) -> String {
    format!("/studio/releases/{id}/unpublication")
}

/// The fields of all tracks of a release at once.
#[must_use]
pub fn release_tracks(id: Uuid) -> String {
    format!("/studio/releases/{id}/tracks")
}

/// What a release comes with besides its tracks.
#[must_use]
pub fn release_extras(id: Uuid) -> String {
    format!("/studio/releases/{id}/extras")
}

/// The order of what a release comes with.
#[must_use]
pub fn release_extras_order(id: Uuid) -> String {
    format!("/studio/releases/{id}/extras/order")
}

/// The name and description of a bonus file.
#[must_use]
pub fn extra(id: Uuid) -> String {
    format!("/studio/extras/{id}")
}

/// A bonus file, for its artist.
#[must_use]
pub fn extra_file(id: Uuid) -> String {
    format!("/studio/extras/{id}/file")
}

/// The end of a bonus file.
#[must_use]
pub fn extra_deletion(id: Uuid) -> String {
    format!("/studio/extras/{id}/deletion")
}

/// The order of a release's tracks.
#[must_use]
pub fn release_order(id: Uuid) -> String {
    format!("/studio/releases/{id}/order")
}

/// Files for a release, sent by a form.
#[must_use]
pub fn release_uploads(id: Uuid) -> String {
    format!("/studio/releases/{id}/uploads")
}

/// The end of a draft.
#[must_use]
pub fn release_deletion(id: Uuid) -> String {
    format!("/studio/releases/{id}/deletion")
}

/// The link behind which a draft can be heard.
#[must_use]
pub fn private_link(id: Uuid) -> String {
    format!("/studio/releases/{id}/private-link")
}

/// A better file for a track.
#[must_use]
pub fn track_master(id: Uuid) -> String {
    format!("/studio/tracks/{id}/master")
}

/// The end of a track.
#[must_use]
pub fn track_deletion(id: Uuid) -> String {
    format!("/studio/tracks/{id}/deletion")
}

/// The end of an upload that nobody goes on with.
#[must_use]
pub fn upload_deletion(id: Uuid) -> String {
    format!("/studio/uploads/{id}/deletion")
}
