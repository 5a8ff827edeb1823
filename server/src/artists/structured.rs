//! What search engines read of an artist, in the words of schema.org.

use model::artists::Artist;
use model::markdown;
use serde_json::json;

use crate::app::App;
use crate::error::PageError;
use crate::releases::sleeve::Card;
use crate::releases::structured::group;
use crate::shows::structured::script;

/// Characters of a description.
const DESCRIPTION: usize = 500;

/// JSON-LD of an artist with its releases; `picture` is a path, empty for none.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn of_artist(app: &App, artist: &Artist, picture: &str, cards: &[Card]) -> Result<String, PageError> {
    let mut of = group(app, artist);
    let Some(fields) = of.as_object_mut() else { return Ok(String::new()) };
    fields.insert("@context".to_owned(), json!("https://schema.org"));
    let bio = markdown::to_text(&artist.bio, DESCRIPTION);
    if !bio.is_empty() {
        fields.insert("description".to_owned(), json!(bio));
    }
    if !picture.is_empty() {
        fields.insert("image".to_owned(), json!(urls::absolute(&app.base_url, picture)));
    }
    if !artist.place.trim().is_empty() {
        fields.insert("location".to_owned(), json!({ "@type": "Place", "name": artist.place.trim() }));
    }
    let elsewhere: Vec<String> =
        artist.links().into_iter().map(|link| link.url).filter(|url| url.starts_with("http")).collect();
    if !elsewhere.is_empty() {
        fields.insert("sameAs".to_owned(), json!(elsewhere));
    }
    let albums: Vec<_> = cards
        .iter()
        .map(|card| {
            let page = urls::absolute(&app.base_url, &card.href);
            json!({ "@type": "MusicAlbum", "@id": page, "name": card.title, "url": page })
        })
        .collect();
    if !albums.is_empty() {
        fields.insert("album".to_owned(), json!(albums));
    }
    script(&of)
}
