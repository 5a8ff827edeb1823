//! The tracks of a page as the player reads them: JSON inside `<script type="application/json" data-tracks>`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use media::Rung;
use model::encodings::{Encoding, RungFacts};
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
    stream: Stream,
    hls: String,
    progressive: String,
    mp3: String,
    lufs: Option<f64>,
    peak: Option<f64>,
    album_lufs: Option<f64>,
    album_peak: Option<f64>,
    waveform: String,
    hue: String,
    lyrics: bool,
}

/// Where its segments are, and which sample of them is which. Lengths are frames at `rate`.
#[derive(Debug, Clone, Serialize)]
struct Stream {
    /// Files are this, the rung's name, and `/init.mp4`, `/0.m4s`, `/1.m4s` …
    base: String,
    rate: i32,
    /// Frames of the release before the track.
    start: i64,
    /// Its own frames.
    n: i64,
    /// Frames before its first one in every AAC rung.
    p: i32,
    /// Lengths of segments as heard, each with how many in a row have it; they add up to `n`.
    cuts: serde_json::Value,
    /// Those that the listener may have, the narrowest first.
    rungs: Vec<Step>,
    /// Whether it was encoded together with the edges of its neighbours, as they stand now.
    joined: bool,
    /// Whether all its rungs are made.
    complete: bool,
}

/// One rung.
#[derive(Debug, Clone, Serialize)]
struct Step {
    name: String,
    codec: String,
    /// Nominal rate in kbit/s; 0 where there is none.
    kbps: u32,
    /// Bits a second at most.
    bandwidth: i32,
}

impl Playable {
    /// None while it does not play.
    #[must_use]
    pub fn of(sleeve: &Sleeve, entry: &Entry, addresses: &Addresses<'_>) -> Option<Self> {
        let encoding = entry.encoding.as_ref()?;
        let media = addresses.media(encoding);
        let image = |size| sleeve.cover.as_ref().map(|cover| addresses.image(cover.id, size));
        Some(Self {
            id: entry.track.id.to_string(),
            title: entry.track.title.clone(),
            artist: entry.by(&sleeve.artist).to_owned(),
            artist_url: addresses.artist(),
            url: addresses.track(&entry.track),
            release: sleeve.release.title.clone(),
            release_url: addresses.release(),
            cover: image(160),
            cover_large: image(640),
            duration_ms: entry.duration_ms(),
            stream: Stream::of(entry, encoding, (media.folder, addresses.entitled().lossless)),
            hls: media.hls,
            progressive: media.progressive,
            mp3: media.mp3,
            lufs: encoding.loudness_lufs,
            peak: encoding.true_peak_dbtp,
            album_lufs: sleeve.release.loudness_lufs,
            album_peak: sleeve.release.true_peak_dbtp,
            waveform: STANDARD.encode(&encoding.waveform),
            hue: sleeve.hue(),
            lyrics: entry.has_lyrics(),
        })
    }
}

impl Stream {
    fn of(entry: &Entry, encoding: &Encoding, (base, lossless): (String, bool)) -> Self {
        let heard = entry.rungs.iter().filter(|rung| lossless || rung.rung != Rung::Flac.name());
        Self {
            base,
            rate: encoding.sample_rate,
            start: encoding.start,
            n: encoding.frames,
            p: encoding.priming,
            cuts: encoding.cuts.clone(),
            rungs: heard.map(Step::of).collect(),
            joined: entry.place.as_ref().is_some_and(|place| place.is_of(encoding)),
            complete: encoding.completed_at.is_some(),
        }
    }
}

impl Step {
    fn of(facts: &RungFacts) -> Self {
        let bitrate = Rung::from_name(&facts.rung).and_then(Rung::bitrate);
        Self {
            name: facts.rung.clone(),
            codec: facts.codec.clone(),
            kbps: bitrate.unwrap_or(0) / 1000,
            bandwidth: facts.peak_bandwidth,
        }
    }
}

/// All tracks of a release that play, in order.
#[must_use]
pub fn of_record(record: &Record, addresses: &Addresses<'_>) -> Vec<Playable> {
    record.entries.iter().filter_map(|entry| Playable::of(&record.sleeve, entry, addresses)).collect()
}

/// The list as it may stand inside a script element: nothing in it can end that element.
///
/// # Errors
/// When it cannot be written as JSON, which is ours to mend: 500.
pub fn json(list: &[Playable]) -> Result<String, PageError> {
    let text = serde_json::to_string(list).map_err(PageError::internal)?;
    Ok(text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e"))
}
