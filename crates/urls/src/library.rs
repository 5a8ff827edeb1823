//! What somebody keeps: favourites, playlists, the collection.

use uuid::Uuid;

/// The tracks somebody keeps: the library's first page.
pub const LIBRARY: &str = "/library";

/// The releases somebody keeps.
pub const RELEASES: &str = "/library/releases";

/// The artists somebody keeps.
pub const ARTISTS: &str = "/library/artists";

/// What somebody owns.
pub const COLLECTION: &str = "/library/collection";

/// What somebody listened to.
pub const HISTORY: &str = "/library/history";

/// Somebody's playlists; where a new one is sent.
pub const PLAYLISTS: &str = "/library/playlists";

/// The form of a new playlist.
pub const NEW_PLAYLIST: &str = "/library/playlists/new";

/// Where something is kept, or let go of.
pub const FAVOURITES: &str = "/favourites";

/// The choice of a playlist for something: `kind` is "track" or "release".
#[must_use]
pub fn adding(kind: &str, id: Uuid) -> String {
    format!("/library/playlists/adding?{kind}={id}")
}

/// A playlist's page.
#[must_use]
pub fn playlist(id: Uuid) -> String {
    format!("/playlists/{id}")
}

/// What is below a playlist's page: "edit", "entries", "moves", "removals", "events" and the like.
#[must_use]
pub fn playlist_part(id: Uuid, part: &str) -> String {
    format!("/playlists/{id}/{part}")
}

/// The link that lets somebody edit a playlist.
#[must_use]
pub fn invitation(id: Uuid, key: &str) -> String {
    format!("/playlists/{id}/invitations/{key}")
}
