//! What search engines read of a release and its tracks, in the words of schema.org.

use model::artists::Artist;
use model::entitlements::{Extent, Rights};
use model::releases::{PriceMode, Release, ReleaseKind};
use model::{licences, markdown, money};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::error::PageError;
use crate::releases::record::{Entry, Record};
use crate::releases::words;
use crate::shows::structured::script;

/// Characters of a description.
const DESCRIPTION: usize = 500;

/// JSON-LD of a release with its tracks.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn album(app: &App, record: &Record, anybody: &Rights) -> Result<String, PageError> {
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let mut album = basics(app, record, "MusicAlbum");
    album.insert("albumReleaseType".to_owned(), json!(format!("https://schema.org/{}", release_type(release.kind))));
    album.insert("numTracks".to_owned(), json!(record.entries.len()));
    if release.kind == ReleaseKind::Live || release.kind == ReleaseKind::Compilation {
        let made = if release.kind == ReleaseKind::Live { "LiveAlbum" } else { "CompilationAlbum" };
        album.insert("albumProductionType".to_owned(), json!(format!("https://schema.org/{made}")));
    }
    let about = markdown::to_text(&release.about, DESCRIPTION);
    put(&mut album, "description", &about);
    put(&mut album, "gtin", release.upc.trim());
    put(&mut album, "catalogNumber", release.catalogue_number.trim());
    if !release.label.trim().is_empty() {
        album.insert("recordLabel".to_owned(), json!({ "@type": "Organization", "name": release.label.trim() }));
    }
    let tracks: Vec<Value> = record
        .entries
        .iter()
        .map(|entry| Value::Object(song(app, (artist, release), entry, anybody)))
        .zip(1_u32..)
        .map(|(item, position)| json!({ "@type": "ListItem", "position": position, "item": item }))
        .collect();
    let list = json!({ "@type": "ItemList", "numberOfItems": tracks.len(), "itemListElement": tracks });
    album.insert("track".to_owned(), list);
    script(&Value::Object(album))
}

/// JSON-LD of one track, with the release it is on.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn recording(app: &App, record: &Record, entry: &Entry, anybody: &Rights) -> Result<String, PageError> {
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let mut recording = basics(app, record, "MusicRecording");
    recording.remove("offers");
    recording.extend(song(app, (artist, release), entry, anybody));
    let page = urls::absolute(&app.base_url, &urls::release(&artist.handle, &release.slug));
    recording.insert("inAlbum".to_owned(), json!({ "@type": "MusicAlbum", "name": release.title, "url": page }));
    script(&Value::Object(recording))
}

/// What a release and each of its tracks have in common.
fn basics(app: &App, record: &Record, kind: &str) -> Map<String, Value> {
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let page = urls::absolute(&app.base_url, &urls::release(&artist.handle, &release.slug));
    let mut of = Map::new();
    of.insert("@context".to_owned(), json!("https://schema.org"));
    of.insert("@type".to_owned(), json!(kind));
    of.insert("@id".to_owned(), json!(page));
    of.insert("name".to_owned(), json!(release.title));
    of.insert("url".to_owned(), json!(page));
    of.insert("byArtist".to_owned(), group(app, artist));
    if let Some(cover) = &record.sleeve.cover {
        let picture = urls::absolute(&app.base_url, &urls::image(cover.id.0, 1400));
        of.insert("image".to_owned(), json!(picture));
    }
    let date = release.release_date.or(release.published_at.map(|at| at.date_naive()));
    if let Some(date) = date {
        of.insert("datePublished".to_owned(), json!(date.to_string()));
    }
    put(&mut of, "genre", release.genre.trim());
    put(&mut of, "keywords", &release.tags.join(", "));
    put(&mut of, "inLanguage", release.language.trim());
    if let Some(url) = licences::find(&release.licence).and_then(|licence| licence.url) {
        put(&mut of, "license", url);
    }
    of.insert("isFamilyFriendly".to_owned(), json!(!release.explicit));
    of.insert("offers".to_owned(), offer(release, &page));
    of
}

/// A track by itself.
fn song(app: &App, (artist, release): (&Artist, &Release), entry: &Entry, anybody: &Rights) -> Map<String, Value> {
    let track = &entry.track;
    let page = urls::absolute(&app.base_url, &urls::track(&artist.handle, &release.slug, &track.slug));
    let mut of = Map::new();
    of.insert("@type".to_owned(), json!("MusicRecording"));
    of.insert("@id".to_owned(), json!(page));
    of.insert("name".to_owned(), json!(track.title));
    of.insert("url".to_owned(), json!(page));
    put(&mut of, "isrcCode", track.isrc.trim());
    let own = track.artist_name.trim();
    if !own.is_empty() && own != artist.name {
        of.insert("byArtist".to_owned(), json!({ "@type": "MusicGroup", "name": own }));
    }
    if entry.duration_ms() > 0 {
        put(&mut of, "duration", &words::iso(entry.duration_ms()));
    }
    if let (Some(encoding), Extent::Full) = (&entry.encoding, anybody.of(track.id).stream) {
        let sound = urls::media::progressive_mp3(urls::media::PUBLIC, encoding.id.0);
        let sound = urls::absolute(&app.base_url, &sound);
        let audio = json!({ "@type": "AudioObject", "contentUrl": sound, "encodingFormat": "audio/mpeg" });
        of.insert("audio".to_owned(), audio);
    }
    of
}

/// What a release costs. With a minimum, that is what it costs at least.
fn offer(release: &Release, page: &str) -> Value {
    let currency = money::currency(&release.price_currency).filter(|_| release.price_mode != PriceMode::Free);
    let (price, code) = match currency {
        Some(currency) => (currency.plain(release.price_amount_minor), currency.code),
        None => ("0".to_owned(), "EUR"),
    };
    json!({
        "@type": "Offer",
        "url": page,
        "price": price,
        "priceCurrency": code,
        "availability": "https://schema.org/InStock",
        "category": if release.price_mode == PriceMode::Free { "free" } else { "purchase" },
    })
}

/// An artist in a few words.
#[must_use]
pub fn group(app: &App, artist: &Artist) -> Value {
    let page = urls::absolute(&app.base_url, &urls::artist(&artist.handle));
    json!({ "@type": "MusicGroup", "@id": page, "name": artist.name, "url": page })
}

fn release_type(kind: ReleaseKind) -> &'static str {
    match kind {
        ReleaseKind::Ep => "EPRelease",
        ReleaseKind::Single => "SingleRelease",
        ReleaseKind::Album | ReleaseKind::Compilation | ReleaseKind::Live => "AlbumRelease",
    }
}

fn put(of: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        of.insert(name.to_owned(), json!(text));
    }
}
