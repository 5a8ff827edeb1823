//! `AlbumID3`: a release; and the same as a folder.

use chrono::Datelike;
use model::artists::Artist;
use model::catalogue::Sum;
use model::releases::{Release, ReleaseKind};
use serde::Serialize;

use super::artist::ArtistRef;
use super::song::Child;
use super::{ItemDate, Named, moment, seconds};
use crate::subsonic::ids::Id;

/// A release.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification, named as there")]
pub struct Album {
    pub id: String,
    pub name: String,
    pub artist: String,
    pub artist_id: String,
    pub cover_art: Option<String>,
    pub song_count: i64,
    pub duration: i64,
    pub play_count: Option<i64>,
    pub created: String,
    pub starred: Option<String>,
    pub year: i32,
    pub genre: Option<String>,
    pub user_rating: Option<i16>,
    pub record_labels: Vec<Named>,
    pub genres: Vec<Named>,
    pub artists: Vec<ArtistRef>,
    pub display_artist: String,
    pub release_types: Vec<&'static str>,
    pub original_release_date: Option<ItemDate>,
    pub release_date: Option<ItemDate>,
    pub is_compilation: bool,
    pub explicit_status: &'static str,
    /// Its songs, where they are asked for.
    pub song: Option<Vec<Child>>,
}

impl Album {
    /// A release with what its row says and how much is on it.
    #[must_use]
    pub fn of(artist: &Artist, release: &Release, sum: Sum) -> Self {
        let label = Some(release.label.trim().to_owned()).filter(|label| !label.is_empty());
        Self {
            id: Id::Album(release.id).to_string(),
            name: release.title.clone(),
            artist: artist.name.clone(),
            artist_id: Id::Artist(artist.id).to_string(),
            cover_art: release.cover_id.map(|_| Id::Album(release.id).to_string()),
            song_count: sum.tracks,
            duration: seconds(sum.duration_ms),
            play_count: None,
            created: moment(release.published_at.unwrap_or(release.created_at)),
            starred: None,
            year: year_of(release),
            genre: genre_of(release),
            user_rating: None,
            record_labels: label.into_iter().map(|name| Named { name }).collect(),
            genres: genres_of(release),
            artists: vec![ArtistRef::of(artist)],
            display_artist: artist.name.clone(),
            release_types: vec![kind_of(release.kind)],
            original_release_date: release.release_date.map(ItemDate::from),
            release_date: release.release_date.map(ItemDate::from),
            is_compilation: release.kind == ReleaseKind::Compilation,
            explicit_status: if release.explicit { "explicit" } else { "clean" },
            song: None,
        }
    }

    /// The same as a folder, for the old way of browsing.
    #[must_use]
    pub fn as_folder(&self) -> Child {
        Child {
            id: self.id.clone(),
            parent: Some(self.artist_id.clone()),
            is_dir: true,
            title: self.name.clone(),
            album: Some(self.name.clone()),
            artist: Some(self.artist.clone()),
            year: Some(self.year),
            genre: self.genre.clone(),
            cover_art: self.cover_art.clone(),
            duration: Some(self.duration),
            created: Some(self.created.clone()),
            starred: self.starred.clone(),
            user_rating: self.user_rating,
            artist_id: Some(self.artist_id.clone()),
            album_id: Some(self.id.clone()),
            media_type: Some("album"),
            display_artist: Some(self.display_artist.clone()),
            ..Child::default()
        }
    }
}

fn kind_of(kind: ReleaseKind) -> &'static str {
    match kind {
        ReleaseKind::Album => "Album",
        ReleaseKind::Ep => "EP",
        ReleaseKind::Single => "Single",
        ReleaseKind::Compilation => "Compilation",
        ReleaseKind::Live => "Live",
    }
}

/// The year a release came out.
pub(super) fn year_of(release: &Release) -> i32 {
    let day = release.release_date.unwrap_or_else(|| release.published_at.unwrap_or(release.created_at).date_naive());
    day.year()
}

/// Its genre, else its first tag.
pub(super) fn genre_of(release: &Release) -> Option<String> {
    genres_of(release).into_iter().next().map(|genre| genre.name)
}

/// Its genre and its tags, each once.
pub(super) fn genres_of(release: &Release) -> Vec<Named> {
    let mut names: Vec<String> = Vec::new();
    for word in std::iter::once(&release.genre).chain(&release.tags) {
        let word = word.trim().to_lowercase();
        if !word.is_empty() && !names.contains(&word) {
            names.push(word);
        }
    }
    names.into_iter().map(|name| Named { name }).collect()
}
