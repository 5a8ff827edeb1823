//! What is kept of each thing that can be found.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::SearchError;

/// What kind of thing something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person, band or label of this instance.
    Artist,
    /// A release of this instance.
    Release,
    /// A track of this instance.
    Track,
    /// A live set or a station.
    Show,
    /// A public playlist.
    Playlist,
    /// Somebody of another server with a release that is known here.
    RemoteArtist,
    /// A release of another server.
    RemoteRelease,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Artist, Self::Release, Self::Track, Self::Show, Self::Playlist, Self::RemoteArtist, Self::RemoteRelease];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Artist => "artist",
            Self::Release => "release",
            Self::Track => "track",
            Self::Show => "show",
            Self::Playlist => "playlist",
            Self::RemoteArtist => "remote_artist",
            Self::RemoteRelease => "remote_release",
        }
    }
}

impl FromStr for Kind {
    type Err = SearchError;
    fn from_str(word: &str) -> Result<Self, SearchError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(SearchError::BadKey)
    }
}

/// Which thing: a kind and an id, written `track-0190f3f0c0de7000800000000000abcd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// Its id in the database.
    pub id: u128,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:032x}", self.kind.word(), self.id)
    }
}

impl FromStr for Key {
    type Err = SearchError;
    fn from_str(text: &str) -> Result<Self, SearchError> {
        let (kind, id) = text.rsplit_once('-').ok_or(SearchError::BadKey)?;
        Ok(Self { kind: kind.parse()?, id: u128::from_str_radix(id, 16).map_err(|_| SearchError::BadKey)? })
    }
}

/// What something costs, as a filter knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// Nothing.
    Free,
    /// What the buyer likes, from a minimum on.
    Minimum,
    /// A fixed amount.
    Fixed,
}

impl Price {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Minimum => "minimum",
            Self::Fixed => "fixed",
        }
    }
}

/// One thing that can be found. Only what everybody may see is ever put into one.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Which thing.
    pub key: Key,
    /// Its name or title: what counts most.
    pub title: String,
    /// Who made it: names, handles, credits. Counts less.
    pub by: Vec<String>,
    /// The release or label it belongs to. Counts less.
    pub on: Vec<String>,
    /// Lyrics, about, track titles of a release: counts least.
    pub text: String,
    /// Tags and genre, in lower case.
    pub tags: Vec<String>,
    /// Where it comes from; empty for unknown.
    pub place: String,
    /// Words of download formats: `flac`, `mp3-320`…
    pub formats: Vec<String>,
    /// What it costs, of a release or a track.
    pub price: Option<Price>,
    /// Word of its licence; empty for none.
    pub licence: String,
    /// The year it came out.
    pub year: Option<i32>,
    /// `album`, `single`, `band`, `label`, `station`…
    pub form: String,
    /// Seconds since 1970 at which it was public first.
    pub published_at: i64,
    /// How many people have heard it lately: breaks ties.
    pub popularity: u64,
}

impl Document {
    /// One of which nothing is said but its title.
    #[must_use]
    pub fn titled(key: Key, title: &str, published_at: i64) -> Self {
        Self {
            key,
            title: title.to_owned(),
            by: Vec::new(),
            on: Vec::new(),
            text: String::new(),
            tags: Vec::new(),
            place: String::new(),
            formats: Vec::new(),
            price: None,
            licence: String::new(),
            year: None,
            form: String::new(),
            published_at,
            popularity: 0,
        }
    }
}
