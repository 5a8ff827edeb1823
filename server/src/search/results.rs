//! What was found, as pages show it: in the order of the engine, each looked up in the database, which says once more whether
//! everybody may see it.

use std::collections::HashMap;
use std::hash::Hash;

use ::search::{Found, Key, Kind};
use model::Connection;
use model::actors::Actor;
use model::artists::Artist;
use model::releases::Release;
use model::search::found;
use model::tracks::Track;
use uuid::Uuid;

use crate::artists::person::Person;
use crate::error::PageError;
use crate::favourites::keep;
use crate::releases::addresses::Addresses;
use crate::releases::record::Entry;
use crate::releases::rows::{self, Row};
use crate::releases::sleeve::{Card, Sleeve};
use crate::remote::{self, face::Face};
use crate::shows::poster::Poster;
use crate::tracks::playing::Playable;
use crate::visit::Visit;

/// One thing that was found.
#[derive(Debug, Clone)]
pub enum Shown {
    /// An artist, of here or elsewhere.
    Person(Person),
    /// A release, a show, a release of another server.
    Card(Card),
    /// A track, and what the player needs of it.
    Track(Box<FoundTrack>),
    /// A playlist.
    Line(Line),
}

/// A track that was found.
#[derive(Debug, Clone)]
pub struct FoundTrack {
    /// As in a list.
    pub row: Row,
    /// "Ode Halloran, Low Water Marks".
    pub from: String,
    /// For the player; none where nothing of it is heard.
    pub playable: Option<Playable>,
}

/// A playlist that was found.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub by: String,
}

/// What was found, with its kind, in the order in which it was found. What not everybody may see any more is left out.
///
/// # Errors
/// When the database fails.
pub async fn load(visit: &Visit, db: &mut Connection, found: &Found) -> Result<Vec<(Kind, Shown)>, PageError> {
    let mut ready: HashMap<Key, Shown> = HashMap::new();
    for kind in Kind::ALL {
        let ids = ids(found, kind);
        if ids.is_empty() {
            continue;
        }
        let of_kind = match kind {
            Kind::Artist => people(db, &ids).await?,
            Kind::Release => releases(db, &ids).await?,
            Kind::Track => tracks(visit, db, &ids).await?,
            Kind::Show => shows(db, &ids).await?,
            Kind::Playlist => playlists(db, &ids).await?,
            Kind::RemoteArtist => remote_people(visit, db, &ids).await?,
            Kind::RemoteRelease => remote_releases(visit, db, &ids).await?,
        };
        ready.extend(of_kind.into_iter().map(|(id, result)| (Key { kind, id: id.as_u128() }, result)));
    }
    Ok(found.hits.iter().filter_map(|hit| Some((hit.key.kind, ready.remove(&hit.key)?))).collect())
}

/// The ids of what was found of a kind, in order.
#[must_use]
pub fn ids(found: &Found, kind: Kind) -> Vec<Uuid> {
    found.hits.iter().filter(|hit| hit.key.kind == kind).map(|hit| Uuid::from_u128(hit.key.id)).collect()
}

/// What was looked up, in the order of the ids; what is not there is left out.
#[must_use]
pub fn in_order<I: Copy + Eq + Hash, T>(ids: &[I], found: Vec<T>, id_of: impl Fn(&T) -> I) -> Vec<T> {
    let mut by_id: HashMap<I, T> = found.into_iter().map(|one| (id_of(&one), one)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}

type Loaded = Result<Vec<(Uuid, Shown)>, PageError>;

async fn people(db: &mut Connection, ids: &[Uuid]) -> Loaded {
    let artists = found::artists(db, ids).await?;
    let people = Person::load_all(db, &artists).await?;
    Ok(artists.iter().map(|artist| artist.id.0).zip(people.into_iter().map(Shown::Person)).collect())
}

async fn releases(db: &mut Connection, ids: &[Uuid]) -> Loaded {
    let pairs = found::releases(db, ids).await?;
    let sleeves = Sleeve::load_all(db, pairs).await?;
    Ok(sleeves.iter().map(|sleeve| (sleeve.release.id.0, Shown::Card(sleeve.card()))).collect())
}

async fn tracks(visit: &Visit, db: &mut Connection, ids: &[Uuid]) -> Loaded {
    // The number in front of a row is its place in this list.
    let found = in_order(ids, found::tracks(db, ids).await?, |(_, _, track)| track.id.0);
    let tracks = track_rows(visit, db, found).await?;
    Ok(ids_and(tracks))
}

fn ids_and(tracks: Vec<(Uuid, FoundTrack)>) -> Vec<(Uuid, Shown)> {
    tracks.into_iter().map(|(id, track)| (id, Shown::Track(Box::new(track)))).collect()
}

/// Tracks of several releases as a list shows them, numbered from 1.
///
/// # Errors
/// When the database fails.
pub async fn track_rows(
    visit: &Visit,
    db: &mut Connection,
    found: Vec<(Artist, Release, Track)>,
) -> Result<Vec<(Uuid, FoundTrack)>, PageError> {
    let (pairs, tracks): (Vec<(Artist, Release)>, Vec<Track>) =
        found.into_iter().map(|(artist, release, track)| ((artist, release), track)).unzip();
    let sleeves = Sleeve::load_all(db, pairs).await?;
    let entries = Entry::load_all(db, tracks).await?;
    let mut shown = Vec::with_capacity(entries.len());
    for (number, (sleeve, entry)) in (1..).zip(sleeves.iter().zip(&entries)) {
        let addresses = Addresses::public(db, visit, sleeve).await?;
        let from = format!("{}, {}", entry.by(&sleeve.artist), sleeve.release.title);
        let row = Row { number, ..rows::row(entry, &sleeve.artist.name, &addresses) };
        let playable = Playable::of(sleeve, entry, &addresses);
        shown.push((entry.track.id.0, FoundTrack { row, from, playable }));
    }
    keep::mark(visit, db, shown.iter_mut().map(|(_, track)| &mut track.row)).await?;
    Ok(shown)
}

async fn shows(db: &mut Connection, ids: &[Uuid]) -> Loaded {
    let pairs = found::shows(db, ids).await?;
    let posters = Poster::load_all(db, pairs).await?;
    let card = |poster: &Poster| Shown::Card(poster.card(poster.artist.name.clone()));
    Ok(posters.iter().map(|poster| (poster.show.id.0, card(poster))).collect())
}

async fn playlists(db: &mut Connection, ids: &[Uuid]) -> Loaded {
    let found = found::playlists(db, ids).await?;
    let line = |list: found::FoundPlaylist| {
        (list.id, Shown::Line(Line { href: urls::library::playlist(list.id), title: list.title, by: list.by }))
    };
    Ok(found.into_iter().map(line).collect())
}

async fn remote_people(visit: &Visit, db: &mut Connection, ids: &[Uuid]) -> Loaded {
    let mut people = Vec::with_capacity(ids.len());
    for actor in found::remote_artists(db, ids).await? {
        people.push((actor.id.0, Shown::Person(remote_person(visit, db, &actor).await?)));
    }
    Ok(people)
}

async fn remote_person(visit: &Visit, db: &mut Connection, actor: &Actor) -> diesel::QueryResult<Person> {
    let face = Face::load(db, &visit.app, actor).await?;
    Ok(Person {
        href: face.href,
        name: format!("{}, {}", face.name, actor.host.as_deref().unwrap_or_default()),
        picture: face.picture,
        initials: face.initials,
        hue: face.hue,
        place: String::new(),
    })
}

async fn remote_releases(visit: &Visit, db: &mut Connection, ids: &[Uuid]) -> Loaded {
    let found = found::remote_releases(db, ids).await?;
    let card = |(release, actor): &(_, Actor)| Shown::Card(remote::releases::card(&visit.app, release, actor));
    Ok(found.iter().map(|pair| (pair.0.id.0, card(pair))).collect())
}
