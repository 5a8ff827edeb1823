//! Feeds: what those whom one follows bring out and write, and RSS of artists and releases for everybody.

pub mod entry;
pub mod rss;
pub mod show;
