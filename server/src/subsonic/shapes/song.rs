//! `Child`: a song; in the old way of browsing, also a folder.

use model::artists::Artist;
use model::releases::Release;
use model::tracks::Track;
use serde::Serialize;

use super::album::{genre_of, genres_of, year_of};
use super::artist::ArtistRef;
use super::{Named, moment};
use crate::subsonic::ids::Id;

/// A song, or a folder that is an artist or a release.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification, named as there")]
pub struct Child {
    pub id: String,
    pub parent: Option<String>,
    pub is_dir: bool,
    pub title: String,
    pub album: Option<String>,
    pub artist: Option<String>,
    pub track: Option<i32>,
    pub year: Option<i32>,
    pub genre: Option<String>,
    pub cover_art: Option<String>,
    pub size: Option<i64>,
    pub content_type: Option<String>,
    pub suffix: Option<String>,
    pub transcoded_content_type: Option<String>,
    pub transcoded_suffix: Option<String>,
    pub duration: Option<i64>,
    pub bit_rate: Option<i64>,
    pub bit_depth: Option<i16>,
    pub sampling_rate: Option<i32>,
    pub channel_count: Option<i16>,
    pub path: Option<String>,
    pub is_video: bool,
    pub user_rating: Option<i16>,
    pub play_count: Option<i64>,
    pub disc_number: Option<i32>,
    pub created: Option<String>,
    pub starred: Option<String>,
    pub album_id: Option<String>,
    pub artist_id: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    pub media_type: Option<&'static str>,
    pub bookmark_position: Option<i64>,
    pub played: Option<String>,
    pub comment: Option<String>,
    pub isrc: Option<Vec<String>>,
    pub genres: Option<Vec<Named>>,
    pub artists: Option<Vec<ArtistRef>>,
    pub display_artist: Option<String>,
    pub album_artists: Option<Vec<ArtistRef>>,
    pub display_album_artist: Option<String>,
    pub replay_gain: Option<ReplayGain>,
    pub explicit_status: Option<&'static str>,
}

/// How loud a song is, and its album.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification, named as there")]
pub struct ReplayGain {
    pub track_gain: Option<f64>,
    pub album_gain: Option<f64>,
    pub track_peak: Option<f64>,
    pub album_peak: Option<f64>,
}

impl Child {
    /// A song with what its rows say; what it sounds like and what its listener thinks of it comes to it later.
    #[must_use]
    pub fn of(artist: &Artist, release: &Release, track: &Track) -> Self {
        let by = match track.artist_name.trim() {
            "" => artist.name.clone(),
            own => own.to_owned(),
        };
        Self {
            id: Id::Song(track.id).to_string(),
            parent: Some(Id::Album(release.id).to_string()),
            title: track.title.clone(),
            album: Some(release.title.clone()),
            artist: Some(by.clone()),
            track: Some(track.position),
            year: Some(year_of(release)),
            genre: genre_of(release),
            cover_art: release.cover_id.map(|_| Id::Album(release.id).to_string()),
            disc_number: Some(1),
            created: Some(moment(track.created_at)),
            album_id: Some(Id::Album(release.id).to_string()),
            artist_id: Some(Id::Artist(artist.id).to_string()),
            kind: Some("music"),
            media_type: Some("song"),
            isrc: Some(vec![track.isrc.clone()].into_iter().filter(|isrc| !isrc.is_empty()).collect()),
            genres: Some(genres_of(release)),
            artists: Some(vec![ArtistRef::of(artist)]),
            display_artist: Some(by),
            album_artists: Some(vec![ArtistRef::of(artist)]),
            display_album_artist: Some(artist.name.clone()),
            explicit_status: Some(if track.explicit || release.explicit { "explicit" } else { "clean" }),
            ..Self::default()
        }
    }
}
