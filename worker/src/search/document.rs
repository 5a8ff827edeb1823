//! What the engine is told of a thing, of what the database says of it.

use model::search as kept;
use search::{Document, Key, Kind, Price};

/// How the engine names a thing of the database.
#[must_use]
pub const fn key_of(key: kept::Key) -> Key {
    let kind = match key.kind {
        kept::Kind::Artist => Kind::Artist,
        kept::Kind::Release => Kind::Release,
        kept::Kind::Track => Kind::Track,
        kept::Kind::Show => Kind::Show,
        kept::Kind::Playlist => Kind::Playlist,
        kept::Kind::RemoteArtist => Kind::RemoteArtist,
        kept::Kind::RemoteRelease => Kind::RemoteRelease,
    };
    Key { kind, id: key.id.as_u128() }
}

/// The document of a thing.
pub fn of(kept: kept::Document) -> Document {
    Document {
        key: key_of(kept.key),
        title: kept.title,
        by: kept.by,
        on: kept.on,
        text: kept.text,
        tags: kept.tags,
        place: kept.place,
        formats: kept.formats.iter().map(|format| format.word().to_owned()).collect(),
        price: kept.price.as_deref().and_then(price),
        licence: kept.licence,
        year: kept.year,
        form: kept.form,
        published_at: kept.published_at,
        popularity: u64::try_from(kept.popularity).unwrap_or(0),
    }
}

fn price(word: &str) -> Option<Price> {
    [Price::Free, Price::Minimum, Price::Fixed].into_iter().find(|price| price.word() == word)
}
