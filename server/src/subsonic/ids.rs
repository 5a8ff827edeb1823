//! Ids as apps have them: a prefix says what a thing is.

use std::fmt;
use std::str::FromStr;

use model::ids::{ArtistId, PlaylistId, ReleaseId, ShowId, TrackId};
use uuid::Uuid;

use super::refused::Refused;

/// A thing an app can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Id {
    /// `ar-…`
    Artist(ArtistId),
    /// `al-…`: a release is an album here.
    Album(ReleaseId),
    /// `tr-…`
    Song(TrackId),
    /// `pl-…`
    Playlist(PlaylistId),
    /// `sh-…`: a show is a radio station here.
    Show(ShowId),
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, id) = match self {
            Self::Artist(id) => ("ar", id.0),
            Self::Album(id) => ("al", id.0),
            Self::Song(id) => ("tr", id.0),
            Self::Playlist(id) => ("pl", id.0),
            Self::Show(id) => ("sh", id.0),
        };
        write!(f, "{prefix}-{id}")
    }
}

impl FromStr for Id {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let (prefix, id) = text.split_once('-').ok_or_else(Refused::not_found)?;
        let id = Uuid::try_parse(id).map_err(|_| Refused::not_found())?;
        match prefix {
            "ar" => Ok(Self::Artist(ArtistId(id))),
            "al" => Ok(Self::Album(ReleaseId(id))),
            "tr" => Ok(Self::Song(TrackId(id))),
            "pl" => Ok(Self::Playlist(PlaylistId(id))),
            "sh" => Ok(Self::Show(ShowId(id))),
            _ => Err(Refused::not_found()),
        }
    }
}

impl Id {
    /// The track that is named.
    ///
    /// # Errors
    /// 70 when it is none.
    pub fn song(text: &str) -> Result<TrackId, Refused> {
        match text.parse()? {
            Self::Song(id) => Ok(id),
            _ => Err(Refused::not_found()),
        }
    }

    /// The release that is named.
    ///
    /// # Errors
    /// 70 when it is none.
    pub fn album(text: &str) -> Result<ReleaseId, Refused> {
        match text.parse()? {
            Self::Album(id) => Ok(id),
            _ => Err(Refused::not_found()),
        }
    }

    /// The artist that is named.
    ///
    /// # Errors
    /// 70 when it is none.
    pub fn artist(text: &str) -> Result<ArtistId, Refused> {
        match text.parse()? {
            Self::Artist(id) => Ok(id),
            _ => Err(Refused::not_found()),
        }
    }

    /// The playlist that is named.
    ///
    /// # Errors
    /// 70 when it is none.
    pub fn playlist(text: &str) -> Result<PlaylistId, Refused> {
        match text.parse()? {
            Self::Playlist(id) => Ok(id),
            _ => Err(Refused::not_found()),
        }
    }
}
