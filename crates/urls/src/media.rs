//! Addresses of bytes. `grant` is `public`, or a signed and expiring word for what is not published.

use uuid::Uuid;

/// The grant of what everybody may hear.
pub const PUBLIC: &str = "public";

/// Anything an encoding holds, by its path inside.
#[must_use]
pub fn encoding(grant: &str, encoding: Uuid, path: &str) -> String {
    format!("/media/{grant}/{encoding}/{path}")
}

/// The HLS master playlist.
#[must_use]
pub fn hls(grant: &str, id: Uuid) -> String {
    encoding(grant, id, "master.m3u8")
}

/// The DASH manifest.
#[must_use]
pub fn dash(grant: &str, id: Uuid) -> String {
    encoding(grant, id, "manifest.mpd")
}

/// The whole track as m4a, for players without HLS.
#[must_use]
pub fn progressive_m4a(grant: &str, id: Uuid) -> String {
    encoding(grant, id, "progressive.m4a")
}

/// The whole track as MP3 at 128 kbit/s, for everything else.
#[must_use]
pub fn progressive_mp3(grant: &str, id: Uuid) -> String {
    encoding(grant, id, "progressive.mp3")
}

/// The first seconds of a track as m4a.
#[must_use]
pub fn preview_m4a(grant: &str, id: Uuid, seconds: u32) -> String {
    encoding(grant, id, &format!("preview-{seconds}.m4a"))
}

/// The first seconds of a track as MP3.
#[must_use]
pub fn preview_mp3(grant: &str, id: Uuid, seconds: u32) -> String {
    encoding(grant, id, &format!("preview-{seconds}.mp3"))
}

/// A file of another server, brought by us; `signed` says which, and that we named it.
#[must_use]
pub fn remote(signed: &str) -> String {
    format!("/media/remote/{signed}")
}
