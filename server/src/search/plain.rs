//! What PostgreSQL finds while search does not answer: every word as it is, in titles, names and tags.

use ::search::Kind;
use model::releases::listing::{self, Filter};
use model::{Connection, remote_releases};

use super::results::{self, Shown};
use crate::artists::person::Person;
use crate::error::PageError;
use crate::releases::sleeve::Sleeve;
use crate::remote;
use crate::visit::Visit;

/// The most things of each kind.
const MOST: i64 = 24;

/// What some words find, with its kind.
///
/// # Errors
/// When the database fails.
pub async fn find(visit: &Visit, db: &mut Connection, words: &str) -> Result<Vec<(Kind, Shown)>, PageError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let artists = listing::artists_named(db, words, MOST).await?;
    let people = Person::load_all(db, &artists).await?;
    let filter = Filter { words: words.to_owned(), limit: MOST, ..Filter::default() };
    let releases = listing::published(db, &filter).await?;
    let sleeves = Sleeve::load_all(db, releases).await?;
    let tracks = listing::tracks_named(db, words, MOST).await?;
    let tracks = results::track_rows(visit, db, tracks).await?;
    let elsewhere = remote_releases::search(db, words, MOST).await?;
    let cards = elsewhere.iter().map(|(release, actor)| remote::releases::card(&visit.app, release, actor));
    let mut found: Vec<(Kind, Shown)> = Vec::new();
    found.extend(people.into_iter().map(|person| (Kind::Artist, Shown::Person(person))));
    found.extend(sleeves.iter().map(|sleeve| (Kind::Release, Shown::Card(sleeve.card()))));
    found.extend(tracks.into_iter().map(|(_, track)| (Kind::Track, Shown::Track(Box::new(track)))));
    found.extend(cards.map(|card| (Kind::RemoteRelease, Shown::Card(card))));
    Ok(found)
}
