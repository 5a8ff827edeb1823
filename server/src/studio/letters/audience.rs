//! Who may get a letter, as the form offers it.

use model::Connection;
use model::artists::Artist;
use model::ids::ReleaseId;
use model::letters::{self, Audience, Letter};
use model::releases::{Release, listing};

use crate::error::PageError;

/// Everybody who may be chosen: the word that forms send, and the words with how many they are.
///
/// # Errors
/// When the database fails.
pub async fn choices(
    db: &mut Connection,
    artist: &Artist,
    releases: &[Release],
) -> Result<Vec<(String, String)>, PageError> {
    let mut found = Vec::new();
    for audience in Audience::ALL.iter().filter(|audience| **audience != Audience::Buyers) {
        let count = letters::audience(db, artist.id, (*audience, None)).await?.len();
        found.push((audience.word().to_owned(), format!("{} ({count})", words(*audience, ""))));
    }
    for release in releases {
        let buyers = letters::audience(db, artist.id, (Audience::Buyers, Some(release.id))).await?.len();
        let words = words(Audience::Buyers, &release.title);
        found.push((value(Audience::Buyers, Some(release.id)), format!("{words} ({buyers})")));
    }
    Ok(found)
}

/// The artist's releases whose buyers may be chosen.
///
/// # Errors
/// When the database fails.
pub async fn releases(db: &mut Connection, artist: &Artist) -> Result<Vec<Release>, PageError> {
    Ok(listing::all_of_artist(db, artist.id).await?)
}

/// What forms call an audience.
#[must_use]
pub fn value(audience: Audience, release: Option<ReleaseId>) -> String {
    match release {
        Some(release) => format!("{audience}:{release}"),
        None => audience.to_string(),
    }
}

/// Who gets or got a letter, in words.
#[must_use]
pub fn of_letter(letter: &Letter, releases: &[Release]) -> String {
    let release = releases.iter().find(|release| Some(release.id) == letter.release_id);
    words(letter.audience, release.map_or("a release", |release| release.title.as_str()))
}

fn words(audience: Audience, release: &str) -> String {
    match audience {
        Audience::Subscribers => "Everybody who asked for letters".to_owned(),
        Audience::Followers => "Those of them who follow here".to_owned(),
        Audience::Members => "Those of them who are members".to_owned(),
        Audience::Buyers => format!("Those of them who have {release}"),
    }
}
