//! A release as an Album, in Funkwhale's words.

use chrono::Datelike;
use model::releases::ReleaseKind;
use serde_json::{Map, Value, json};
use urls::{absolute, ap};

use super::audience::Audience;
use super::hashtags::{self, Hashtag};
use super::time::moment;
use super::{attachment, context, filled, sparse};
use crate::facts::ReleaseFacts;

/// The release as an Album.
#[must_use]
pub fn album(release: &ReleaseFacts) -> Value {
    let base = &release.base;
    let actor = absolute(base, &ap::actor(release.actor));
    let (release_type, production_type) = kinds(release.kind);
    let mut document = sparse(json!({
        "@context": context::music(),
        "id": absolute(base, &ap::release(release.id)),
        "type": "Album",
        "name": release.title,
        "published": moment(release.published),
        "updated": release.updated.map(moment),
        "released": release.released.map(|day| day.to_string()),
        "attributedTo": actor,
        // Funkwhale takes a Person here, and finds the artist by the id.
        "artists": [{ "type": "Person", "id": actor }],
        "mediaType": "text/html",
        "content": filled(&release.about),
        "image": attachment::cover(release),
        "url": [html_link(base, &release.page)],
        "license": release.licence.and_then(|licence| licence.url),
        "copyright": copyright(release),
        "tag": hashtags::of_all(base, tags(release)).iter().map(Hashtag::document).collect::<Vec<_>>(),
        "sensitive": release.explicit,
        "albumReleaseType": release_type,
        "albumProductionType": production_type,
        "catalogNumber": filled(&release.catalogue_number),
        "gtin": filled(&release.upc),
        "tracks": absolute(base, &ap::release_tracks(release.id)),
        "context": absolute(base, &ap::release_context(release.id)),
        "attachment": Vec::from_iter(attachment::payment(release)),
    }));
    address(&mut document, release);
    document
}

/// Everybody, as the audience of a part of a release.
pub(super) fn address(document: &mut Value, release: &ReleaseFacts) {
    if let Value::Object(members) = document {
        put_public(members, release);
    }
}

fn put_public(members: &mut Map<String, Value>, release: &ReleaseFacts) {
    Audience::public(&release.base, release.actor).put(members);
}

/// What a release is found by.
pub(super) fn tags(release: &ReleaseFacts) -> impl Iterator<Item = &str> {
    std::iter::once(release.genre.as_str()).chain(release.tags.iter().map(String::as_str))
}

/// "2026 The Larks"; nothing for what is in the public domain.
pub(super) fn copyright(release: &ReleaseFacts) -> Option<String> {
    let year = release.released.unwrap_or_else(|| release.published.date_naive()).year();
    let reserved = release.licence.is_none_or(|licence| licence.code != "cc0");
    reserved.then(|| format!("{year} {}", filled(&release.label).unwrap_or(&release.artist)))
}

/// A page, as one of the addresses of something.
pub(super) fn html_link(base: &str, page: &str) -> Value {
    json!({ "type": "Link", "mediaType": "text/html", "href": absolute(base, page) })
}

/// What schema.org calls a release, and how it was made.
fn kinds(kind: ReleaseKind) -> (Option<&'static str>, Option<&'static str>) {
    match kind {
        ReleaseKind::Album => (Some("AlbumRelease"), Some("StudioAlbum")),
        ReleaseKind::Ep => (Some("EPRelease"), None),
        ReleaseKind::Single => (Some("SingleRelease"), None),
        ReleaseKind::Compilation => (Some("AlbumRelease"), Some("CompilationAlbum")),
        ReleaseKind::Live => (Some("AlbumRelease"), Some("LiveAlbum")),
    }
}
