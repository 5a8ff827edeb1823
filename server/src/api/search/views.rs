//! What was found, as the API shows it.

use std::collections::BTreeMap;

use ::search::Found;
use model::actors::Actor;
use model::artists::Artist;
use model::releases::Release;
use model::remote_releases::RemoteRelease;
use model::search::found::FoundPlaylist;
use model::shows::Show;
use model::tracks::Track;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::views::artist::ArtistMention;
use crate::api::views::release::ReleaseSummary;
use crate::app::App;

/// What was found, the best first; a kind that was not asked for is empty.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResults {
    /// The page, from 1, counted in parts as large as this one.
    pub page: usize,
    /// Whether the next page has something.
    pub more: bool,
    /// How many things were found in all; from 1,000 on it may be an estimate.
    pub total: u64,
    /// Releases of this instance.
    pub releases: Vec<ReleaseSummary>,
    /// Tracks of this instance.
    pub tracks: Vec<TrackFound>,
    /// Artists of this instance.
    pub artists: Vec<ArtistFound>,
    /// Live sets and stations.
    pub shows: Vec<ThingFound>,
    /// Public playlists.
    pub playlists: Vec<ThingFound>,
    /// Artists of other servers.
    pub remote_artists: Vec<ThingFound>,
    /// Releases of other servers.
    pub remote_releases: Vec<ThingFound>,
    /// Of each facet its words, with how many of what was found have them: `kind`, `tag`, `place`, `format`, `price`, `licence`,
    /// `year`, `form`.
    pub facets: BTreeMap<String, Vec<FacetCount>>,
}

impl SearchResults {
    /// Nothing.
    #[must_use]
    pub fn empty(page: usize) -> Self {
        Self {
            page,
            more: false,
            total: 0,
            releases: Vec::new(),
            tracks: Vec::new(),
            artists: Vec::new(),
            shows: Vec::new(),
            playlists: Vec::new(),
            remote_artists: Vec::new(),
            remote_releases: Vec::new(),
            facets: BTreeMap::new(),
        }
    }
}

/// A word of a facet.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetCount {
    /// The word to narrow by.
    pub word: String,
    /// How many have it.
    pub count: u64,
}

/// The facets of what was found.
#[must_use]
pub fn facets(found: &Found) -> BTreeMap<String, Vec<FacetCount>> {
    let words = |words: &[(String, u64)]| {
        words.iter().map(|(word, count)| FacetCount { word: word.clone(), count: *count }).collect()
    };
    found.counts.iter().map(|(facet, counted)| (facet.word().to_owned(), words(counted))).collect()
}

/// A track that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackFound {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Where it stands on the release.
    pub position: i32,
    /// The release's artist.
    pub artist: ArtistMention,
    /// The release.
    pub release_id: Uuid,
    /// The release's title.
    pub release_title: String,
    /// Its page.
    pub url: String,
}

impl TrackFound {
    /// Of a track.
    #[must_use]
    pub fn of(app: &App, (artist, release, track): &(Artist, Release, Track)) -> Self {
        let page = urls::track(&artist.handle, &release.slug, &track.slug);
        Self {
            id: track.id.0,
            title: track.title.clone(),
            position: track.position,
            artist: artist.into(),
            release_id: release.id.0,
            release_title: release.title.clone(),
            url: urls::absolute(&app.base_url, &page),
        }
    }
}

/// An artist that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArtistFound {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Where it is at home.
    pub place: String,
    /// Its page.
    pub url: String,
}

impl ArtistFound {
    /// Of an artist.
    #[must_use]
    pub fn of(app: &App, artist: &Artist) -> Self {
        Self {
            id: artist.id.0,
            handle: artist.handle.clone(),
            name: artist.name.clone(),
            place: artist.place.clone(),
            url: urls::absolute(&app.base_url, &urls::artist(&artist.handle)),
        }
    }
}

/// Something else that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThingFound {
    /// Its id here.
    pub id: Uuid,
    /// Its title or name.
    pub title: String,
    /// Whose it is; of an artist elsewhere the handle.
    pub by: String,
    /// Its page here.
    pub url: String,
}

impl ThingFound {
    /// Of a show.
    #[must_use]
    pub fn of_show(app: &App, (show, artist): &(Show, Artist)) -> Self {
        Self::at(app, &urls::live::show(&show.slug), (show.id.0, &show.title, &artist.name))
    }

    /// Of a playlist.
    #[must_use]
    pub fn of_playlist(app: &App, list: &FoundPlaylist) -> Self {
        Self::at(app, &urls::library::playlist(list.id), (list.id, &list.title, &list.by))
    }

    /// Of an artist of another server.
    #[must_use]
    pub fn of_actor(app: &App, actor: &Actor) -> Self {
        let handle = actor.handle(&app.federation.federation().domain);
        Self::at(app, &urls::fans::remote_actor(actor.id.0), (actor.id.0, actor.shown_name(), &handle))
    }

    /// Of a release of another server.
    #[must_use]
    pub fn of_remote(app: &App, (release, actor): &(RemoteRelease, Actor)) -> Self {
        let page = urls::fans::remote_release(release.id.0);
        Self::at(app, &page, (release.id.0, &release.title, actor.shown_name()))
    }

    fn at(app: &App, page: &str, (id, title, by): (Uuid, &str, &str)) -> Self {
        Self { id, title: title.to_owned(), by: by.to_owned(), url: urls::absolute(&app.base_url, page) }
    }
}
