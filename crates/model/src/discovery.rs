//! Discovery: what is new, by tag, place and label, and what resembles what.
//!
//! What is new counts from the moment when everybody could hear it for the first time: neither publishing it again nor another
//! date on it brings it forward. A release of another server counts from when it came out, at most from when it was seen here.

mod entry;
mod format;
mod labels;
mod lists;
mod newest;
mod places;
mod reason;
mod similar;
mod tags;

pub use entry::{Entry, Item};
pub use format::Format;
pub use labels::{Label, LabelName, label_names, labels, labels_named};
pub use lists::{by_label, by_place, by_tag, by_title, new_releases, of_ids};
pub use newest::newest;
pub use places::{PlaceCount, artists_at, places};
pub use reason::Reason;
pub use similar::{similar_artists, similar_releases};
pub use tags::{TagCount, artists_tagged, related_tags, tags, tags_lately};

/// What a list is narrowed to; empty fields narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// A tag, or the genre, however it is written.
    pub tag: String,
    /// Where the release, or where it does not say its artist, is at home: "Fife" and "Kirkcaldy, Fife" both find Kirkcaldy.
    pub place: String,
    /// The label that the release names.
    pub label: String,
    /// What it is.
    pub format: Option<Format>,
}

impl Narrowed {
    /// Whether it narrows nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// The tag as the database compares it.
    fn tag_key(&self) -> Option<String> {
        Some(key(&self.tag)).filter(|tag| !tag.is_empty())
    }

    /// The parts of the place as the database compares them.
    fn place_key(&self) -> Option<Vec<String>> {
        let parts: Vec<String> = self.place.split(',').map(key).filter(|part| !part.is_empty()).collect();
        Some(parts).filter(|parts| !parts.is_empty())
    }

    /// The label as the database compares it.
    fn label_key(&self) -> Option<String> {
        Some(self.label.trim().to_lowercase()).filter(|label| !label.is_empty())
    }
}

/// A tag or a place in lower case, with single spaces.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_parts() {
        let at = |place: &str| Narrowed { place: place.to_owned(), ..Narrowed::default() }.place_key();
        assert_eq!(at(" Kirkcaldy ,  fife "), Some(vec!["kirkcaldy".to_owned(), "fife".to_owned()]));
        assert_eq!(at(" , "), None);
        assert!(Narrowed::default().is_open());
    }
}
