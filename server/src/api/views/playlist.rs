//! Playlists and tracks of many releases as the API shows them.

use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::playlists::{Access, Entry, Playlist, Summary};
use model::releases::Release;
use model::tracks::Track;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::artist::ArtistMention;
use crate::app::App;

/// A playlist.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaylistView {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// What it is about; plain text.
    pub about: String,
    /// `private`, `unlisted` or `public`.
    pub visibility: &'static str,
    /// What you may do with it: `reads`, `edits` or `owns`.
    pub access: &'static str,
    /// The name of whose it is.
    pub owner: String,
    /// How many of its tracks everybody may see.
    pub tracks: i64,
    /// How long they play.
    pub duration_ms: i64,
    /// Grows with every change.
    pub version: i64,
    /// Its page.
    pub url: String,
    /// The link that lets others edit it; for its owner, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_url: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
}

/// A place in a playlist.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryView {
    /// Its id: what moves and removes it.
    pub id: Uuid,
    /// From 1.
    pub position: i32,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// The track.
    pub track: TrackMention,
}

/// A track as lists mention it; `/api/v1/tracks/{id}` says the rest.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrackMention {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Who made it, where that is not the release's artist; else empty.
    pub artist_name: String,
    /// The release's artist.
    pub artist: ArtistMention,
    /// The release.
    pub release_id: Uuid,
    /// The release's title.
    pub release_title: String,
    /// Its page.
    pub url: String,
}

impl PlaylistView {
    /// The view of a playlist, for somebody with this access.
    #[must_use]
    pub fn of(app: &App, playlist: &Playlist, access: Access, summary: Summary) -> Self {
        let key = playlist.invite_key.as_deref().filter(|_| access.owns());
        let link = |key: &str| urls::absolute(&app.base_url, &urls::library::invitation(playlist.id.0, key));
        Self {
            id: playlist.id.0,
            title: playlist.title.clone(),
            about: playlist.about.clone(),
            visibility: playlist.visibility.word(),
            access: match access {
                Access::Reads => "reads",
                Access::Edits => "edits",
                Access::Owns => "owns",
            },
            owner: summary.owner,
            tracks: summary.tracks,
            duration_ms: summary.duration_ms,
            version: playlist.version,
            url: urls::absolute(&app.base_url, &urls::library::playlist(playlist.id.0)),
            invitation_url: key.map(link),
            created_at: playlist.created_at,
            updated_at: playlist.updated_at,
        }
    }
}

impl EntryView {
    /// The view of an entry.
    #[must_use]
    pub fn of(app: &App, entry: &Entry, track: (&Artist, &Release, &Track)) -> Self {
        Self {
            id: entry.id.0,
            position: entry.position,
            created_at: entry.created_at,
            track: TrackMention::of(app, track),
        }
    }
}

impl TrackMention {
    /// The mention of a track.
    #[must_use]
    pub fn of(app: &App, (artist, release, track): (&Artist, &Release, &Track)) -> Self {
        let page = urls::track(&artist.handle, &release.slug, &track.slug);
        Self {
            id: track.id.0,
            title: track.title.clone(),
            artist_name: track.artist_name.clone(),
            artist: artist.into(),
            release_id: release.id.0,
            release_title: release.title.clone(),
            url: urls::absolute(&app.base_url, &page),
        }
    }
}
