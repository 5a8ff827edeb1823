//! The tracks of a page as the player reads them: JSON inside `<script type="application/json" data-tracks>`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use media::Rung;
use model::encodings::{Encoding, RungFacts};
use model::entitlements::{Entitlement, Extent};
use serde::Serialize;

use crate::error::PageError;
use crate::media::piece;
use crate::releases::addresses::Addresses;
use crate::releases::record::{Entry, Record};
use crate::releases::sleeve::Sleeve;

/// What a player shows of a track, wherever it comes from. Names as in `static/ts/player/types.ts`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Caption {
    /// As the page and the player know it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who plays it.
    pub artist: String,
    /// Their page.
    pub artist_url: String,
    /// Its own page.
    pub url: String,
    /// The title of its release.
    pub release: String,
    /// The release's page.
    pub release_url: String,
    /// A small picture.
    pub cover: Option<String>,
    /// A large one.
    pub cover_large: Option<String>,
    /// Its length as heard, in milliseconds; 0 where nobody knows.
    pub duration_ms: i64,
    /// The class of its colours.
    pub hue: String,
}

/// A track of this instance that plays.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Playable {
    #[serde(flatten)]
    caption: Caption,
    /// The length of the whole track, where only its beginning is heard.
    full_ms: Option<i64>,
    stream: Stream,
    hls: String,
    progressive: String,
    mp3: String,
    lufs: Option<f64>,
    peak: Option<f64>,
    album_lufs: Option<f64>,
    album_peak: Option<f64>,
    waveform: String,
    /// Where its words are; none where it has none.
    lyrics: Option<String>,
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
        let entitled = addresses.entitled(encoding.track_id);
        let heard = Heard::of(encoding, entitled)?;
        let image = |size| sleeve.cover.as_ref().map(|cover| addresses.image(cover.id, size));
        let caption = Caption {
            id: entry.track.id.to_string(),
            title: entry.track.title.clone(),
            artist: entry.by(&sleeve.artist).to_owned(),
            artist_url: addresses.artist(),
            url: addresses.track(&entry.track),
            release: sleeve.release.title.clone(),
            release_url: addresses.release(),
            cover: image(160),
            cover_large: image(640),
            duration_ms: heard.duration_ms(encoding).unwrap_or_else(|| entry.duration_ms()),
            hue: sleeve.hue(),
        };
        Some(Self {
            caption,
            full_ms: heard.duration_ms(encoding).map(|_| entry.duration_ms()),
            waveform: STANDARD.encode(heard.waveform(encoding)),
            stream: Stream::of(entry, encoding, (media.folder, entitled.lossless), heard),
            hls: media.hls,
            progressive: media.progressive,
            mp3: media.mp3,
            lufs: encoding.loudness_lufs,
            peak: encoding.true_peak_dbtp,
            album_lufs: sleeve.release.loudness_lufs,
            album_peak: sleeve.release.true_peak_dbtp,
            lyrics: entry.has_lyrics().then(|| addresses.lyrics(entry.track.id)),
        })
    }

    /// Whether only its beginning is heard.
    #[must_use]
    pub const fn is_preview(&self) -> bool {
        self.full_ms.is_some()
    }

    /// Its MP3.
    #[must_use]
    pub fn mp3(&self) -> &str {
        &self.mp3
    }

    /// As a player in another page has it: what it is asked anew by is `page`, so that no other address of ours is.
    #[must_use]
    pub fn embedded(mut self, page: String) -> Self {
        self.caption.url = page;
        self.lyrics = None;
        self
    }

    /// Without its levels, where many tracks would make a page heavy.
    #[must_use]
    pub fn without_waveform(mut self) -> Self {
        self.waveform = String::new();
        self
    }
}

/// How much of an encoding is heard.
struct Heard {
    frames: i64,
    cuts: serde_json::Value,
    is_cut: bool,
}

impl Heard {
    /// None where nothing is.
    fn of(encoding: &Encoding, entitled: Entitlement) -> Option<Self> {
        let whole = || Self { frames: encoding.frames, cuts: encoding.cuts.clone(), is_cut: false };
        match entitled.stream {
            Extent::Nothing => None,
            Extent::Full => Some(whole()),
            Extent::First { ms } => {
                let (segments, frames) = piece::within(&encoding.cuts, i64::from(encoding.sample_rate), ms);
                if frames >= encoding.frames {
                    return Some(whole());
                }
                Some(Self { frames, cuts: piece::first_cuts(&encoding.cuts, segments), is_cut: true })
            }
        }
    }

    /// Its length in milliseconds, where that is not the whole track's.
    fn duration_ms(&self, encoding: &Encoding) -> Option<i64> {
        self.is_cut.then(|| self.frames * 1000 / i64::from(encoding.sample_rate).max(1))
    }

    /// The levels of what is heard.
    fn waveform<'a>(&self, encoding: &'a Encoding) -> &'a [u8] {
        let all = &encoding.waveform;
        let part = i64::try_from(all.len()).unwrap_or(0) * self.frames / encoding.frames.max(1);
        usize::try_from(part).ok().and_then(|part| all.get(..part.max(1))).unwrap_or(all)
    }
}

impl Stream {
    fn of(entry: &Entry, encoding: &Encoding, (base, lossless): (String, bool), part: Heard) -> Self {
        let heard = entry.rungs.iter().filter(|rung| lossless || rung.rung != Rung::Flac.name());
        Self {
            base,
            rate: encoding.sample_rate,
            start: encoding.start,
            n: part.frames,
            p: encoding.priming,
            cuts: part.cuts,
            rungs: heard.map(Step::of).collect(),
            joined: !part.is_cut && entry.place.as_ref().is_some_and(|place| place.is_of(encoding)),
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
pub fn json(list: &[impl Serialize]) -> Result<String, PageError> {
    let text = serde_json::to_string(list).map_err(PageError::internal)?;
    Ok(text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e"))
}
