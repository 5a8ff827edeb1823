//! What resembles a release or an artist, with the reason, as the pages of both show it.

use model::Connection;
use model::discovery::{self, Reason};
use model::ids::{ArtistId, ReleaseId};

use crate::artists::person::Person;
use crate::releases::sleeve::{Card, Sleeve};

/// Releases that are shown: a row.
const RELEASES: i64 = 5;
/// Artists that are shown.
const ARTISTS: i64 = 6;

/// A release that resembles another.
#[derive(Debug, Clone)]
pub struct SimilarRelease {
    /// As in a grid.
    pub card: Card,
    /// "Both tagged ambient. Ode plays on both".
    pub reason: String,
}

/// An artist who resembles another.
#[derive(Debug, Clone)]
pub struct SimilarArtist {
    /// As in a list.
    pub person: Person,
    /// "Both tagged ambient".
    pub reason: String,
}

/// What resembles a release, the most alike first.
///
/// # Errors
/// When the database fails.
pub async fn releases(db: &mut Connection, release: ReleaseId) -> diesel::QueryResult<Vec<SimilarRelease>> {
    let found = discovery::similar_releases(db, release, RELEASES).await?;
    let (pairs, reasons): (Vec<_>, Vec<_>) =
        found.into_iter().map(|(artist, release, reasons)| ((artist, release), reasons)).unzip();
    let sleeves = Sleeve::load_all(db, pairs).await?;
    let one = |(sleeve, reasons): (&Sleeve, Vec<Reason>)| SimilarRelease {
        card: sleeve.card(),
        reason: sentence(&reasons, 2, Reason::of_releases),
    };
    Ok(sleeves.iter().zip(reasons).map(one).collect())
}

/// Who resembles an artist, the most alike first.
///
/// # Errors
/// When the database fails.
pub async fn artists(db: &mut Connection, artist: ArtistId) -> diesel::QueryResult<Vec<SimilarArtist>> {
    let found = discovery::similar_artists(db, artist, ARTISTS).await?;
    let (artists, reasons): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let people = Person::load_all(db, &artists).await?;
    let one = |(person, reasons): (Person, Vec<Reason>)| SimilarArtist {
        person,
        reason: sentence(&reasons, 1, Reason::of_artists),
    };
    Ok(people.into_iter().zip(reasons).map(one).collect())
}

/// The strongest reasons, one after the other.
fn sentence(reasons: &[Reason], most: usize, words: impl Fn(&Reason) -> String) -> String {
    reasons.iter().take(most).map(words).collect::<Vec<_>>().join(". ")
}
