//! Artists by the letter they begin with: `getArtists`, and `getIndexes` in the old way of browsing.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use model::catalogue as rows;
use model::ids::AccountId;
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::refused::Refused;
use super::shapes::artist::{ARTICLES, ArtistId3, without_article};

/// How long it is remembered since when an index is as it is.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

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

/// `getIndexes`; without an index where the app has the one there is.
///
/// # Errors
/// 0 when `ifModifiedSince` is no moment; when the database fails.
pub async fn indexes(caller: Caller) -> Result<Answer, Refused> {
    let since: Option<i64> = caller.asked.number("ifModifiedSince")?;
    let index = by_letter(all(&caller).await?);
    let old = |artists: &[ArtistId3]| artists.iter().map(ArtistId3::as_old).collect::<Vec<_>>();
    let mut index: Vec<Value> =
        index.iter().map(|(letter, artists)| json!({ "name": letter, "artist": old(artists) })).collect();
    let is_own = caller.asked.get("musicFolderId") == Some(catalogue::OWN_FOLDER);
    let changed = caller.app.subsonic_indexes.changed((caller.account.id, is_own), &index).await;
    if since.is_some_and(|since| since >= changed) {
        index.clear();
    }
    Answer::of("indexes", &json!({ "ignoredArticles": ARTICLES, "lastModified": changed, "index": index }))
}

/// Since when accounts' indexes are as they are: noticed when an app asks, so that nothing that was told is told again, and
/// nothing new kept back. What is forgotten counts as changed.
pub struct Changes(moka::future::Cache<(AccountId, bool), (u64, i64)>);

impl Default for Changes {
    fn default() -> Self {
        Self(moka::future::Cache::builder().max_capacity(10_000).time_to_idle(REMEMBERED).build())
    }
}

impl Changes {
    /// When this index was seen first, in milliseconds since 1970.
    async fn changed(&self, whose: (AccountId, bool), index: &[Value]) -> i64 {
        let mut hasher = DefaultHasher::new();
        index.iter().for_each(|letter| letter.to_string().hash(&mut hasher));
        let print = hasher.finish();
        if let Some((known, since)) = self.0.get(&whose).await
            && known == print
        {
            return since;
        }
        let now = chrono::Utc::now().timestamp_millis();
        self.0.insert(whose, (print, now)).await;
        now
    }
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
