//! Artists by the letter they begin with: `getArtists`, and `getIndexes` in the old way of browsing.

use std::collections::BTreeMap;

use model::catalogue as rows;
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::refused::Refused;
use super::shapes::artist::{ARTICLES, ArtistId3, without_article};

/// `getArtists`
///
/// # Errors
/// When the database fails.
pub async fn artists(caller: Caller) -> Result<Answer, Refused> {
    let index = by_letter(all(&caller).await?);
    let index: Vec<Value> =
        index.iter().map(|(letter, artists)| json!({ "name": letter, "artist": artists })).collect();
    Answer::of("artists", &json!({ "ignoredArticles": ARTICLES, "index": index }))
}

/// `getIndexes`; nothing where nothing changed since a moment cannot be told, so everything is always told.
///
/// # Errors
/// When the database fails.
pub async fn indexes(caller: Caller) -> Result<Answer, Refused> {
    let index = by_letter(all(&caller).await?);
    let old = |artists: &[ArtistId3]| artists.iter().map(ArtistId3::as_old).collect::<Vec<_>>();
    let index: Vec<Value> =
        index.iter().map(|(letter, artists)| json!({ "name": letter, "artist": old(artists) })).collect();
    let now = chrono::Utc::now().timestamp_millis();
    Answer::of("indexes", &json!({ "ignoredArticles": ARTICLES, "lastModified": now, "index": index }))
}

async fn all(caller: &Caller) -> Result<Vec<ArtistId3>, Refused> {
    let mut db = caller.db().await?;
    let scope = catalogue::scope(&mut db, caller).await?;
    let found = rows::artists(&mut db, &scope).await?;
    catalogue::artists(&mut db, caller, &found).await
}

fn by_letter(mut artists: Vec<ArtistId3>) -> BTreeMap<String, Vec<ArtistId3>> {
    artists.sort_by(|one, other| one.sort_name.cmp(&other.sort_name));
    let mut index: BTreeMap<String, Vec<ArtistId3>> = BTreeMap::new();
    for artist in artists {
        index.entry(letter_of(&artist.name)).or_default().push(artist);
    }
    index
}

/// The letter a name stands under; what begins with none stands under `#`.
fn letter_of(name: &str) -> String {
    let first = without_article(name.trim()).chars().next();
    match first.filter(|first| first.is_alphabetic()) {
        Some(letter) => letter.to_uppercase().to_string(),
        None => "#".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::letter_of;

    #[test]
    fn articles_do_not_count() {
        let letters = ["The Herons", "herons", "Die Ärzte", "2 Tone", "…", "夜の音", ""].map(letter_of);
        assert_eq!(letters, ["H", "H", "Ä", "#", "#", "夜", "#"]);
    }
}
