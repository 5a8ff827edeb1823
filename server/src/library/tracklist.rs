//! Tracks of many releases in one list, as pages of the library and playlists show them.

use std::collections::HashMap;

use model::artists::Artist;
use model::entitlements::{self, Who};
use model::ids::TrackId;
use model::releases::Release;
use model::tracks::Track;
use model::{Connection, Pooled};

use crate::error::PageError;
use crate::favourites::keep;
use crate::releases::addresses::Addresses;
use crate::releases::record::Entry;
use crate::releases::rows::{self, Row};
use crate::releases::sleeve::Sleeve;
use crate::tracks::playing::{self, Playable};
use crate::visit::Visit;

/// A list of tracks that plays.
#[derive(Debug, Clone, Default)]
pub struct Tracklist {
    /// The tracks, numbered from where the list begins.
    pub lines: Vec<Line>,
    /// The tracks for the player, as JSON.
    pub playing: String,
    /// What plays first: id and MP3.
    pub first: Option<(String, String)>,
    /// The ids of everything that plays, with spaces between.
    pub all: String,
    /// The hues of the first release; none for an empty list.
    pub hues: Option<(i16, i16)>,
}

/// A track in a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// As in every list.
    pub row: Row,
    /// Who made it.
    pub by: String,
    /// The page of the release's artist.
    pub artist_href: String,
    /// The release's title.
    pub release: String,
    /// The release's page.
    pub release_href: String,
    /// The release's cover at 160 pixels; empty for the placeholder.
    pub cover: String,
    /// The classes of the release's hues.
    pub hue: String,
    /// Its length.
    pub duration_ms: i64,
}

impl Tracklist {
    /// These tracks in the order given, numbered from `first_number`. The same track may stand there more than once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        db: &mut Pooled,
        visit: &Visit,
        listed: Vec<(Artist, Release, Track)>,
        first_number: i32,
    ) -> Result<Self, PageError> {
        let (pairs, tracks): (Vec<(Artist, Release)>, Vec<Track>) =
            listed.into_iter().map(|(artist, release, track)| ((artist, release), track)).unzip();
        let mine =
            entitlements::of_releases(db, pairs.iter().map(|(_, release)| release).collect(), visit.who()).await?;
        let anybodys =
            entitlements::of_releases(db, pairs.iter().map(|(_, release)| release).collect(), Who::Anybody).await?;
        let sleeves = Sleeve::load_all(db, pairs).await?;
        let entries = entries(db, &tracks).await?;
        let mut list = Self { playing: "[]".to_owned(), ..Self::default() };
        let mut playable: Vec<Playable> = Vec::new();
        let mut plays: Vec<(String, String)> = Vec::new();
        for (number, (sleeve, track)) in (first_number..).zip(sleeves.iter().zip(&tracks)) {
            let Some(entry) = entries.get(&track.id) else { continue };
            let rights =
                |of: &HashMap<_, entitlements::Rights>| of.get(&sleeve.release.id).cloned().unwrap_or_default();
            let addresses = Addresses::known(visit, sleeve, rights(&mine), rights(&anybodys));
            let line = Line::of(sleeve, entry, &addresses, number);
            if !plays.iter().any(|(id, _)| *id == line.row.id)
                && let Some(track) = Playable::of(sleeve, entry, &addresses)
            {
                playable.push(track);
                plays.push((line.row.id.clone(), line.row.mp3.clone()));
            }
            list.hues = list.hues.or_else(|| Some(sleeve.hues()));
            list.lines.push(line);
        }
        keep::mark(visit, db, list.lines.iter_mut().map(|line| &mut line.row)).await?;
        list.playing = playing::json(&playable)?;
        list.all = plays.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(" ");
        list.first = plays.into_iter().next();
        Ok(list)
    }
}

/// What is known of each track, however often it is listed.
async fn entries(db: &mut Connection, tracks: &[Track]) -> Result<HashMap<TrackId, Entry>, PageError> {
    let different: HashMap<TrackId, Track> = tracks.iter().map(|track| (track.id, track.clone())).collect();
    let entries = Entry::load_all(db, different.into_values().collect()).await?;
    Ok(entries.into_iter().map(|entry| (entry.track.id, entry)).collect())
}

impl Line {
    fn of(sleeve: &Sleeve, entry: &Entry, addresses: &Addresses<'_>, number: i32) -> Self {
        Self {
            row: Row { number, ..rows::row(entry, &sleeve.artist.name, addresses) },
            by: entry.by(&sleeve.artist).to_owned(),
            artist_href: addresses.artist(),
            release: sleeve.release.title.clone(),
            release_href: addresses.release(),
            cover: sleeve.cover.as_ref().map(|cover| addresses.image(cover.id, 160)).unwrap_or_default(),
            hue: sleeve.hue(),
            duration_ms: entry.duration_ms(),
        }
    }
}
