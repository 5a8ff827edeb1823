//! What a song can be had as by whoever asks: the files that are downloaded, the rungs of its ladder, its preview.

use media::Rung;
use model::downloads::{self, DownloadFormat};
use model::encodings::{Encoding, RungFacts};
use model::entitlements::{Entitlement, Extent};
use model::masters::Master;

/// Where the bytes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A file that is made for download, or the master itself.
    Download(DownloadFormat),
    /// All segments of a rung, one behind the other.
    Rung(Rung),
    /// The plain file beside the ladder.
    Progressive,
    /// The first seconds, as a file.
    Preview(u32),
}

/// One way to have a song.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Where the bytes come from.
    pub source: Source,
    /// How a file of it ends, without the dot.
    pub extension: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Kilobits a second.
    pub kbps: i64,
    /// How many bytes, as far as anybody can tell.
    pub bytes: Option<i64>,
    /// How long it plays, in milliseconds.
    pub duration_ms: i64,
}

/// What an app says that it wants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// The most kilobits a second; 0 for no end.
    pub max_kbps: i64,
    /// The format; `raw` and nothing leave it to us.
    pub format: &'a str,
}

/// The parts of a song that say what it can be had as.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// What it was made from.
    pub master: Option<&'a Master>,
    /// What it plays from.
    pub encoding: &'a Encoding,
    /// The rungs of that.
    pub rungs: &'a [RungFacts],
}

impl Parts<'_> {
    fn duration_ms(self) -> i64 {
        self.encoding.frames * 1000 / i64::from(self.encoding.sample_rate).max(1)
    }
}

/// Everything somebody who is entitled to so much can have a song as, the best first.
#[must_use]
pub fn all(parts: Parts<'_>, entitled: Entitlement) -> Vec<Offer> {
    match entitled.stream {
        Extent::Nothing => Vec::new(),
        Extent::First { ms } => preview(parts, ms),
        Extent::Full => {
            let mut offers = if entitled.download { files(parts) } else { Vec::new() };
            offers.extend(ladder(parts));
            // Of two of one quality the file stays before the rung: every player knows it.
            offers.sort_by_key(|offer| std::cmp::Reverse(offer.kbps));
            offers
        }
    }
}

/// What of that suits a wish best: the best that is not too much; where all are too much, the least.
#[must_use]
pub fn suited(offers: &[Offer], wish: Wish<'_>) -> Option<Offer> {
    let (plain, format) = (["", "raw"].contains(&wish.format), wish.format.to_lowercase());
    let alike = |offer: &&Offer| plain || is_format(offer, &format);
    let alike: Vec<&Offer> = offers.iter().filter(alike).collect();
    let of = if alike.is_empty() { offers.iter().collect() } else { alike };
    let fits = |offer: &&&Offer| wish.max_kbps <= 0 || offer.kbps <= wish.max_kbps;
    of.iter().find(fits).or(of.last()).map(|offer| (*offer).clone())
}

fn is_format(offer: &Offer, format: &str) -> bool {
    match format {
        "aac" | "m4a" | "mp4" => offer.extension == "m4a" && offer.source != Source::Download(DownloadFormat::Alac),
        "opus" | "ogg" | "oga" => matches!(offer.extension.as_str(), "opus" | "ogg"),
        other => offer.extension == other,
    }
}

fn files(parts: Parts<'_>) -> Vec<Offer> {
    let Some(master) = parts.master else { return Vec::new() };
    let flac = parts.rungs.iter().find(|rung| rung.rung == Rung::Flac.name());
    let offer = |format: DownloadFormat| {
        let bytes = match format {
            DownloadFormat::Flac => flac.map(|rung| rung.bytes),
            _ => format.estimate(master),
        };
        let lossless_kbps = || match format {
            DownloadFormat::Original => downloads::bitrate_kbps(master),
            _ => flac.map_or(900, |rung| i64::from(rung.average_bandwidth) / 1000),
        };
        Offer {
            source: Source::Download(format),
            extension: format.extension(master).to_owned(),
            media_type: format.media_type(master),
            kbps: format.kbps().unwrap_or_else(lossless_kbps),
            bytes,
            duration_ms: master.duration_ms,
        }
    };
    // WAV, AIFF and ALAC say the same as FLAC in more bytes or to fewer players: an app has to ask for them by name.
    let usual = |format: &DownloadFormat| !matches!(format, DownloadFormat::Mp3V0);
    downloads::formats_of(master).into_iter().filter(usual).map(offer).collect()
}

fn ladder(parts: Parts<'_>) -> Vec<Offer> {
    let duration_ms = parts.duration_ms();
    let mp3 = Offer {
        source: Source::Progressive,
        extension: "mp3".to_owned(),
        media_type: "audio/mpeg",
        kbps: 128,
        bytes: Some(parts.encoding.progressive_mp3_bytes),
        duration_ms,
    };
    let m4a = Offer {
        extension: "m4a".to_owned(),
        media_type: "audio/mp4",
        bytes: Some(parts.encoding.progressive_m4a_bytes),
        ..mp3.clone()
    };
    let rung = |facts: &RungFacts| {
        // That of 128 kbit/s is there as a plain file.
        let rung = Rung::from_name(&facts.rung).filter(|rung| matches!(rung, Rung::Aac64 | Rung::Aac320))?;
        Some(Offer {
            source: Source::Rung(rung),
            kbps: i64::from(rung.bitrate().unwrap_or(0) / 1000),
            bytes: Some(facts.bytes),
            ..m4a.clone()
        })
    };
    let rungs: Vec<Offer> = parts.rungs.iter().filter_map(rung).collect();
    [mp3, m4a.clone()].into_iter().chain(rungs).collect()
}

fn preview(parts: Parts<'_>, ms: u32) -> Vec<Offer> {
    let Some(seconds) = parts.encoding.preview_of(ms) else { return Vec::new() };
    let duration_ms = parts.duration_ms().min(i64::from(ms));
    let mp3 = Offer {
        source: Source::Preview(seconds),
        extension: "mp3".to_owned(),
        media_type: "audio/mpeg",
        kbps: 128,
        bytes: parts.encoding.preview_mp3_bytes,
        duration_ms,
    };
    let m4a = Offer {
        extension: "m4a".to_owned(),
        media_type: "audio/mp4",
        bytes: parts.encoding.preview_m4a_bytes,
        ..mp3.clone()
    };
    vec![mp3, m4a]
}

/// The one an app gets that says nothing: FLAC of what is lossless and theirs, the original of what is not, else the best.
#[must_use]
pub fn usual(offers: &[Offer]) -> Option<Offer> {
    let of = |format| offers.iter().find(|offer| offer.source == Source::Download(format));
    of(DownloadFormat::Flac).or_else(|| of(DownloadFormat::Original)).or_else(|| offers.first()).cloned()
}

impl Offer {
    /// What statistics call it.
    #[must_use]
    pub fn rung(&self) -> &'static str {
        match self.source {
            Source::Download(format) => format.word(),
            Source::Rung(rung) => rung.name(),
            Source::Progressive => "progressive",
            Source::Preview(_) => "preview",
        }
    }
}
