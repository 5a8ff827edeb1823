//! The tracks of a page as the player reads them: JSON inside `<script type="application/json" data-tracks>`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::error::PageError;
use crate::releases::addresses::Addresses;
use crate::releases::record::{Entry, Record};
use crate::releases::sleeve::Sleeve;

/// A track that plays. Names as in `static/ts/player/types.ts`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Playable {
    id: String,
    title: String,
    artist: String,
    artist_url: String,
    url: String,
    release: String,
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
    /// Frames of the release before it.
    start: i64,
    /// Its own frames.
    n: i64,
    /// Frames of pre-roll.
    p: i32,
    /// Frames a second.
    rate: i32,
}

impl Playable {
    /// A track that is not on the page's own release, or the only one on its page. None while it does not play.
    #[must_use]
    pub fn of(sleeve: &Sleeve, entry: &Entry, addresses: &Addresses<'_>, start: i64) -> Option<Self> {
        let encoding = entry.encoding.as_ref()?;
        let media = addresses.media(encoding);
        let image = |size| sleeve.cover.as_ref().map(|cover| addresses.image(cover.id, size));
        Some(Self {
            id: entry.track.id.to_string(),
            title: entry.track.title.clone(),
            artist: entry.by(&sleeve.artist).to_owned(),
            artist_url: addresses.artist(),
            url: addresses.track(&entry.track.slug),
            release: sleeve.release.title.clone(),
            release_url: addresses.release(),
            cover: image(160),
            cover_large: image(640),
            duration_ms: entry.duration_ms(),
            hls: media.hls,
            progressive: media.progressive,
            mp3: media.mp3,
            lufs: encoding.loudness_lufs,
            peak: encoding.true_peak_dbtp,
            waveform: STANDARD.encode(&encoding.waveform),
            hue: sleeve.hue(),
            lyrics: entry.has_lyrics(),
            start,
            n: encoding.frames,
            p: encoding.priming,
            rate: encoding.sample_rate,
        })
    }
}

/// All tracks of a release that play, in order.
#[must_use]
pub fn of_record(record: &Record, addresses: &Addresses<'_>) -> Vec<Playable> {
    let mut start = 0;
    let mut list = Vec::new();
    for entry in &record.entries {
        if let Some(track) = Playable::of(&record.sleeve, entry, addresses, start) {
            start += track.n;
            list.push(track);
        }
    }
    list
}

/// The list as it may stand inside a script element: nothing in it can end that element.
///
/// # Errors
/// When it cannot be written as JSON, which is ours to mend: 500.
pub fn json(list: &[Playable]) -> Result<String, PageError> {
    let text = serde_json::to_string(list).map_err(PageError::internal)?;
    Ok(text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e"))
}
