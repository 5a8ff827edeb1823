//! Addresses of players that stand in other people's pages, and how much room they take there.

use uuid::Uuid;

/// How wide a player is where a page wants a number, in pixels; it fills whatever it is given.
pub const WIDTH: u32 = 560;
/// How high a player of one line is.
pub const COMPACT_HEIGHT: u32 = 96;

/// What a player plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A release with all its tracks.
    Release,
    /// One track.
    Track,
    /// A playlist that is not private.
    Playlist,
    /// A show.
    Show,
}

impl Kind {
    /// The kind that a part of an address names.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Release, Self::Track, Self::Playlist, Self::Show].into_iter().find(|kind| kind.word() == word)
    }

    /// Its part of the address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Track => "track",
            Self::Playlist => "playlist",
            Self::Show => "show",
        }
    }

    /// How high its player is, in pixels.
    #[must_use]
    pub const fn height(self) -> u32 {
        match self {
            Self::Release | Self::Playlist => 420,
            Self::Track | Self::Show => 208,
        }
    }
}

/// The player of something.
#[must_use]
pub fn player(kind: Kind, id: Uuid) -> String {
    format!("/embed/{}/{id}", kind.word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_word() {
        assert_eq!(Kind::named("track"), Some(Kind::Track));
        assert_eq!(Kind::named("tracks"), None);
        assert_eq!(player(Kind::Release, Uuid::nil()), "/embed/release/00000000-0000-0000-0000-000000000000");
    }
}
