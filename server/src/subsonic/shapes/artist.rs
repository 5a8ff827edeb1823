//! `ArtistID3`: an artist; the same as it was before tags; and where it is only named.

use model::artists::Artist;
use serde::Serialize;

use super::album::Album;
use crate::subsonic::ids::Id;

/// An artist.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification, named as there")]
pub struct ArtistId3 {
    pub id: String,
    pub name: String,
    pub cover_art: Option<String>,
    pub artist_image_url: Option<String>,
    pub album_count: i64,
    pub starred: Option<String>,
    pub sort_name: String,
    pub roles: Vec<&'static str>,
    /// Its albums, where they are asked for.
    pub album: Option<Vec<Album>>,
}

/// An artist in the old way of browsing.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification, named as there")]
pub struct OldArtist {
    pub id: String,
    pub name: String,
    pub artist_image_url: Option<String>,
    pub starred: Option<String>,
}

/// An artist that is only named.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the specification, named as there")]
pub struct ArtistRef {
    pub id: String,
    pub name: String,
}

impl ArtistRef {
    /// The name of an artist.
    #[must_use]
    pub fn of(artist: &Artist) -> Self {
        Self { id: Id::Artist(artist.id).to_string(), name: artist.name.clone() }
    }
}

impl ArtistId3 {
    /// An artist with what its row says, and how many releases of it are in sight. `base_url` is the instance's address.
    #[must_use]
    pub fn of(artist: &Artist, albums: i64, base_url: &str) -> Self {
        Self {
            id: Id::Artist(artist.id).to_string(),
            name: artist.name.clone(),
            cover_art: artist.picture_id.map(|_| Id::Artist(artist.id).to_string()),
            artist_image_url: artist.picture_id.map(|id| urls::absolute(base_url, &urls::image(id.0, 640))),
            album_count: albums,
            starred: None,
            sort_name: without_article(&artist.name).to_lowercase(),
            roles: vec!["artist", "albumartist"],
            album: None,
        }
    }

    /// The same in the old way of browsing.
    #[must_use]
    pub fn as_old(&self) -> OldArtist {
        OldArtist {
            id: self.id.clone(),
            name: self.name.clone(),
            artist_image_url: self.artist_image_url.clone(),
            starred: self.starred.clone(),
        }
    }
}

/// Words that do not count when names are sorted.
pub const ARTICLES: &str = "The A An El La Los Las Le Les Der Die Das";

/// A name without the article it begins with.
#[must_use]
pub fn without_article(name: &str) -> &str {
    match name.split_once(' ') {
        Some((first, rest)) if ARTICLES.split(' ').any(|word| word.eq_ignore_ascii_case(first)) => rest.trim_start(),
        _ => name,
    }
}
