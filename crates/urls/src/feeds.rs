//! Addresses of what others read and embed: feeds of playlists and members, playlists as files, words of songs, oEmbed, sitemaps.

use uuid::Uuid;

/// Says how a page of ours is embedded.
pub const OEMBED: &str = "/oembed";
/// What machines may take from here.
pub const TDM_RESERVATION: &str = "/.well-known/tdmrep.json";
/// The list of the sitemaps.
pub const SITEMAP: &str = "/sitemap.xml";

/// The RSS feed of a playlist.
#[must_use]
pub fn playlist(id: Uuid) -> String {
    format!("/playlists/{id}/feed.rss")
}

/// A playlist as a file for players; `ending` is `m3u` or `xspf`.
#[must_use]
pub fn playlist_file(id: Uuid, ending: &str) -> String {
    format!("/playlists/{id}/playlist.{ending}")
}

/// A release as a file for players; `ending` is `m3u` or `xspf`.
#[must_use]
pub fn release_file(handle: &str, release: &str, ending: &str) -> String {
    format!("/@{handle}/{release}/playlist.{ending}")
}

/// The words of a track: `vtt` with times, `txt` without.
#[must_use]
pub fn transcript(handle: &str, release: &str, track: &str, ending: &str) -> String {
    format!("/@{handle}/{release}/{track}/transcript.{ending}")
}

/// What was played in a show that can be heard again, as chapters for podcast apps.
#[must_use]
pub fn chapters(show: &str) -> String {
    format!("/live/{show}/chapters.json")
}

/// A member's own feed of an artist. The key is theirs alone.
#[must_use]
pub fn member(key: &str) -> String {
    format!("/feeds/{key}/feed.rss")
}

/// A track in a member's own feed.
#[must_use]
pub fn member_track(key: &str, track: Uuid) -> String {
    format!("/feeds/{key}/{track}.mp3")
}

/// The cover of a release in a member's own feed.
#[must_use]
pub fn member_cover(key: &str, release: Uuid) -> String {
    format!("/feeds/{key}/covers/{release}.jpg")
}

/// Where a member makes their own feed's address, or a new one in its place.
#[must_use]
pub fn renewal(membership: Uuid) -> String {
    format!("/account/memberships/{membership}/feed")
}

/// How a page is embedded: `format` is `json` or `xml`, `page` its whole address.
#[must_use]
pub fn oembed(page: &str, format: &str) -> String {
    format!("{OEMBED}?url={}&format={format}", crate::encode(page))
}

/// A part of the sitemap, from 1.
#[must_use]
pub fn sitemap(kind: &str, part: i64) -> String {
    format!("/sitemaps/{kind}-{part}.xml")
}
