//! A playlist in a grid.

use std::collections::HashMap;

use model::Connection;
use model::ids::{ImageId, PlaylistId};
use model::images::{self, ImageState};
use model::playlists::{self, Playlist, Summary, Visibility};

use crate::page::hue_class;
use crate::releases::words;

/// What a grid shows of a playlist.
#[derive(Debug, Clone)]
pub struct PlaylistCard {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// "12 tracks, private", or whose it is.
    pub facts: String,
    /// Covers at 320 pixels: four, one or none.
    pub covers: Vec<String>,
    /// The classes of its hues.
    pub hue: String,
}

/// What is known of some playlists beyond their rows.
#[derive(Debug, Default)]
pub struct Known {
    summaries: HashMap<PlaylistId, Summary>,
    covers: HashMap<ImageId, String>,
}

impl Known {
    /// Looks it up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &mut Connection, of: &[PlaylistId]) -> diesel::QueryResult<Self> {
        let summaries = playlists::summaries(db, of).await?;
        let ids: Vec<ImageId> = summaries.values().flat_map(|summary| summary.covers.clone()).collect();
        let ready = images::find_all(db, &ids).await?.into_iter().filter(|image| image.state == ImageState::Ready);
        let covers = ready.map(|image| (image.id, urls::image(image.id.0, 320))).collect();
        Ok(Self { summaries, covers })
    }

    /// What is known of one.
    #[must_use]
    pub fn summary(&self, playlist: PlaylistId) -> Summary {
        self.summaries.get(&playlist).cloned().unwrap_or_default()
    }

    /// The covers that stand for one: four, one or none.
    #[must_use]
    pub fn covers(&self, playlist: PlaylistId) -> Vec<String> {
        let summary = self.summary(playlist);
        let mut covers: Vec<String> = summary.covers.iter().filter_map(|id| self.covers.get(id).cloned()).collect();
        if covers.len() < 4 {
            covers.truncate(1);
        }
        covers
    }

    /// The card of one where nobody needs to be told whose it is.
    #[must_use]
    pub fn card_of_owner(&self, playlist: &Playlist) -> PlaylistCard {
        PlaylistCard { facts: count(self.summary(playlist.id).tracks), ..self.card(playlist, true) }
    }

    /// The card of one, saying whose it is or, where that is who looks, who may read it.
    #[must_use]
    pub fn card(&self, playlist: &Playlist, is_own: bool) -> PlaylistCard {
        let summary = self.summary(playlist.id);
        let tracks = count(summary.tracks);
        let facts = match playlist.visibility {
            _ if !is_own => format!("{tracks}, by {}", summary.owner),
            Visibility::Private => format!("{tracks}, private"),
            Visibility::Unlisted => format!("{tracks}, with the link"),
            Visibility::Public => format!("{tracks}, public"),
        };
        PlaylistCard {
            href: urls::library::playlist(playlist.id.0),
            title: playlist.title.clone(),
            facts,
            covers: self.covers(playlist.id),
            hue: hue(playlist.id),
        }
    }
}

/// "12 tracks".
#[must_use]
pub fn count(tracks: i64) -> String {
    if tracks == 1 { "1 track".to_owned() } else { format!("{tracks} tracks") }
}

/// "12 tracks, 48 minutes"; "1 track" while nobody knows how long.
#[must_use]
pub fn facts(tracks: i64, duration_ms: i64) -> String {
    match duration_ms {
        0 => count(tracks),
        length => format!("{}, {}", count(tracks), words::minutes(length)),
    }
}

/// The classes of a playlist's hues, from its id.
#[must_use]
pub fn hue(playlist: PlaylistId) -> String {
    let (first, second) = hues(playlist);
    hue_class(first, second)
}

/// A playlist's hues, from its id.
#[must_use]
pub fn hues(playlist: PlaylistId) -> (i16, i16) {
    let first = i16::from(playlist.0.as_bytes().last().copied().unwrap_or(0)) % 24 * 15;
    (first, first + 135)
}
