//! The list of tracks on a release's page.

use crate::releases::addresses::Addresses;
use crate::releases::record::{Entry, Record};
use crate::releases::words;

/// A track in a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its position.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// Its page; empty behind a private link.
    pub href: String,
    /// Who made it, where that is not the release's artist.
    pub by: String,
    /// Whether it is marked as explicit.
    pub explicit: bool,
    /// Whether it has words.
    pub lyrics: bool,
    /// "4:14"; empty while unknown.
    pub length: String,
    /// "PT254S".
    pub length_iso: String,
    /// Its MP3; empty while it is prepared.
    pub mp3: String,
    /// Whether it is among the favourites of whoever looks; none where nobody asked: see [`crate::favourites::keep::mark`].
    pub kept: Option<bool>,
}

/// The rows of a release.
#[must_use]
pub fn of(record: &Record, addresses: &Addresses<'_>) -> Vec<Row> {
    record.entries.iter().map(|entry| row(entry, &record.sleeve.artist.name, addresses)).collect()
}

/// One row of a list whose tracks are by `artist` unless said otherwise.
#[must_use]
pub fn row(entry: &Entry, artist: &str, addresses: &Addresses<'_>) -> Row {
    let length_ms = entry.duration_ms();
    let own = entry.track.artist_name.trim();
    Row {
        id: entry.track.id.to_string(),
        number: entry.track.position,
        title: entry.track.title.clone(),
        href: if addresses.is_private() { String::new() } else { addresses.track(&entry.track) },
        by: if own == artist { String::new() } else { own.to_owned() },
        explicit: entry.track.explicit,
        lyrics: entry.has_lyrics(),
        length: if length_ms > 0 { words::clock(length_ms) } else { String::new() },
        length_iso: words::iso(length_ms),
        mp3: entry.encoding.as_ref().map(|encoding| addresses.media(encoding).mp3).unwrap_or_default(),
        kept: None,
    }
}
