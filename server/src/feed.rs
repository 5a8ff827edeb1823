//! Feeds: what those whom one follows bring out and write, and RSS of artists, releases and playlists for everybody, and of an
//! artist for each of its members.

pub mod chapters;
pub mod cover;
pub mod entry;
pub mod rss;
pub mod show;
pub mod track;
pub mod transcript;
