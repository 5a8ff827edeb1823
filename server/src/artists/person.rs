//! An artist in a list: picture or initials, name, and a line below.

use std::collections::HashMap;

use model::Connection;
use model::artists::Artist;
use model::ids::ImageId;
use model::images::{self, ImageState};

/// An artist in a list.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its picture at 160 pixels; empty for none.
    pub picture: String,
    /// Up to two letters of its name.
    pub initials: String,
    /// Its first hue.
    pub hue: i16,
    /// Where it is at home.
    pub place: String,
}

impl Person {
    /// These artists, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_all(connection: &mut Connection, artists: &[Artist]) -> diesel::QueryResult<Vec<Self>> {
        let ids: Vec<ImageId> = artists.iter().filter_map(|artist| artist.picture_id).collect();
        let mut ready: HashMap<ImageId, String> = HashMap::new();
        for image in images::find_all(connection, &ids).await?.iter().filter(|image| image.state == ImageState::Ready) {
            ready.insert(image.id, urls::image(image.id.0, 160));
        }
        let person = |artist: &Artist| Self {
            href: urls::artist(&artist.handle),
            name: artist.name.clone(),
            picture: artist.picture_id.and_then(|id| ready.get(&id).cloned()).unwrap_or_default(),
            initials: initials(&artist.name),
            hue: artist.hue1.rem_euclid(360) / 15 * 15,
            place: artist.place.clone(),
        };
        Ok(artists.iter().map(person).collect())
    }
}

/// Up to two letters of a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    letters.take(2).flat_map(char::to_uppercase).collect()
}
