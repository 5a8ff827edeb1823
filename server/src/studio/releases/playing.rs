//! The tracks of a release in the studio as the player reads them: signed addresses, whatever is published.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use serde::Serialize;

use crate::app::App;
use crate::error::PageError;
use crate::media::grant;
use crate::page::hue_class;
use crate::releases::record::{Entry, Record};

/// A track that plays. Names as in `static/ts/player/types.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Playable<'a> {
    id: String,
    title: &'a str,
    artist: &'a str,
    artist_url: String,
    url: String,
    release: &'a str,
    release_url: String,
    cover: Option<String>,
    cover_large: Option<String>,
    duration_ms: i64,
    hls: String,
    progressive: String,
    mp3: String,
    lufs: Option<f64>,
    peak: Option<f64>,
    waveform: String,
    hue: String,
    lyrics: bool,
    start: i64,
    n: i64,
    p: i32,
    rate: i32,
}

/// The list as it may stand inside a script element: nothing in it can end that element.
///
/// # Errors
/// When it cannot be written as JSON, which is ours to mend: 500.
pub fn json(app: &App, record: &Record) -> Result<String, PageError> {
    let mut start = 0;
    let mut list = Vec::new();
    for entry in &record.entries {
        if let Some(track) = playable(app, record, entry, start) {
            start += track.n;
            list.push(track);
        }
    }
    let text = serde_json::to_string(&list).map_err(PageError::internal)?;
    Ok(text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e"))
}

fn playable<'a>(app: &App, record: &'a Record, entry: &'a Entry, start: i64) -> Option<Playable<'a>> {
    let encoding = entry.encoding.as_ref()?;
    let (sleeve, id) = (&record.sleeve, encoding.id.0);
    let grant = grant::sign(app, id, Utc::now());
    let image = |size| sleeve.cover.as_ref().map(|cover| urls::image(cover.id.0, size));
    let (hue1, hue2) = sleeve.hues();
    Some(Playable {
        id: entry.track.id.to_string(),
        title: &entry.track.title,
        artist: entry.by(&sleeve.artist),
        artist_url: urls::artist(&sleeve.artist.handle),
        url: urls::studio::track(entry.track.id.0),
        release: &sleeve.release.title,
        release_url: urls::studio::release(sleeve.release.id.0),
        cover: image(160),
        cover_large: image(640),
        duration_ms: entry.duration_ms(),
        hls: urls::media::hls(&grant, id),
        progressive: urls::media::progressive_m4a(&grant, id),
        mp3: urls::media::progressive_mp3(&grant, id),
        lufs: encoding.loudness_lufs,
        peak: encoding.true_peak_dbtp,
        waveform: STANDARD.encode(&encoding.waveform),
        hue: hue_class(hue1, hue2),
        lyrics: entry.has_lyrics(),
        start,
        n: encoding.frames,
        p: encoding.priming,
        rate: encoding.sample_rate,
    })
}
