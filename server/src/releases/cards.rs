//! What timelines and search engines show of a release or a track: a player, the sound, facts in the words of OpenGraph, JSON-LD.

use model::entitlements::{Extent, Rights};
use model::releases::mining;
use urls::embed::Kind;

use crate::app::App;
use crate::error::PageError;
use crate::oembed::frame::Frame;
use crate::preview::Preview;
use crate::releases::record::{Entry, Record};
use crate::releases::structured;

/// How many tracks OpenGraph is told of.
const SONGS: usize = 30;

/// The preview of a release with all that is said of music.
///
/// # Errors
/// When the JSON-LD cannot be written, which is ours to mend: 500.
pub fn of_album(app: &App, preview: Preview, record: &Record, anybody: &Rights) -> Result<Preview, PageError> {
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let whole = |path: &str| urls::absolute(&app.base_url, path);
    let frame = Frame::of(app, Kind::Release, release.id.0);
    let first = record.entries.iter().map(|entry| sound(app, entry, anybody)).find(|sound| !sound.is_empty());
    let mut preview = preview.playing(frame, first.unwrap_or_default());
    preview.facts = vec![("music:musician", whole(&urls::artist(&artist.handle)))];
    if let Some(date) = release.release_date {
        preview.facts.push(("music:release_date", date.to_string()));
    }
    for entry in record.entries.iter().take(SONGS) {
        let page = urls::track(&artist.handle, &release.slug, &entry.track.slug);
        preview.facts.push(("music:song", whole(&page)));
        preview.facts.push(("music:song:track", entry.track.position.to_string()));
    }
    preview.structured = structured::album(app, record, anybody)?;
    preview.reserved = Some(mining::is_reserved(release));
    Ok(preview)
}

/// The preview of a track with all that is said of music.
///
/// # Errors
/// When the JSON-LD cannot be written, which is ours to mend: 500.
pub fn of_song(
    app: &App,
    preview: Preview,
    (record, entry): (&Record, &Entry),
    anybody: &Rights,
) -> Result<Preview, PageError> {
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let whole = |path: &str| urls::absolute(&app.base_url, path);
    let frame = Frame::of(app, Kind::Track, entry.track.id.0);
    let mut preview = preview.playing(frame, sound(app, entry, anybody));
    preview.facts = vec![
        ("music:musician", whole(&urls::artist(&artist.handle))),
        ("music:album", whole(&urls::release(&artist.handle, &release.slug))),
        ("music:album:track", entry.track.position.to_string()),
    ];
    if entry.duration_ms() > 0 {
        preview.facts.push(("music:duration", ((entry.duration_ms() + 500) / 1000).to_string()));
    }
    preview.structured = structured::recording(app, record, entry, anybody)?;
    preview.reserved = Some(mining::is_reserved(release));
    Ok(preview)
}

/// The whole address of the MP3 of what everybody hears in full; empty for none.
fn sound(app: &App, entry: &Entry, anybody: &Rights) -> String {
    match (&entry.encoding, anybody.of(entry.track.id).stream) {
        (Some(encoding), Extent::Full) => {
            urls::absolute(&app.base_url, &urls::media::progressive_mp3(urls::media::PUBLIC, encoding.id.0))
        }
        _ => String::new(),
    }
}
