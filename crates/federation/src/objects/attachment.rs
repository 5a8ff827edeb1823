//! What is attached: sound, pictures, where to pay.

use serde_json::{Value, json};

use super::sparse;
use super::time::{Duration, clock};
use crate::facts::{Picture, Price, ReleaseFacts, Sound, TrackFacts};

/// Bits a second of the one MP3.
pub(super) const BITRATE: u32 = 128_000;
/// The media type of that.
pub(super) const MP3: &str = "audio/mpeg";
/// What our images are.
const JPEG: &str = "image/jpeg";
/// How wide a cover beside a player is, in pixels.
const SMALL: u32 = 640;
/// How wide a cover of its own is.
const LARGE: u32 = 1400;

/// Where everybody gets the MP3.
pub(super) fn mp3(base: &str, sound: Sound) -> String {
    let (grant, id) = (urls::media::PUBLIC, sound.encoding);
    let path = match sound.preview_seconds {
        Some(seconds) => urls::media::preview_mp3(grant, id, seconds),
        None => urls::media::progressive_mp3(grant, id),
    };
    urls::absolute(base, &path)
}

/// Where everybody gets the HLS playlist.
pub(super) fn hls(base: &str, sound: Sound) -> String {
    urls::absolute(base, &urls::media::hls(urls::media::PUBLIC, sound.encoding))
}

/// A track that everybody may hear, with the cover of its release.
pub(super) fn sound(release: &ReleaseFacts, track: &TrackFacts, is_lead: bool) -> Option<Value> {
    let address = mp3(&release.base, track.sound?);
    let by = if track.artist.is_empty() { &release.artist } else { &track.artist };
    let lead = if is_lead { "lead track, " } else { "" };
    let preview = if track.sound.is_some_and(|sound| sound.preview_seconds.is_some()) { "preview, " } else { "" };
    let cover = release.cover.as_ref();
    Some(sparse(json!({
        "type": "Document",
        "mediaType": MP3,
        "name": format!("{} ({lead}{preview}{}), {by}", track.title, clock(track.heard_ms())),
        "url": address,
        "duration": Duration::Iso.write(track.heard_ms()),
        "icon": cover.map(|cover| image(cover.address(&release.base, SMALL))),
        "blurhash": cover.and_then(|cover| cover.blurhash.as_deref()),
    })))
}

/// A picture that stands for itself.
pub(super) fn picture(base: &str, picture: &Picture) -> Value {
    sparse(json!({
        "type": "Document",
        "mediaType": JPEG,
        "url": picture.address(base, LARGE),
        "name": super::filled(&picture.alt),
        "blurhash": picture.blurhash,
    }))
}

/// The cover of a release as its `image`.
pub(super) fn cover(release: &ReleaseFacts) -> Option<Value> {
    release.cover.as_ref().map(|cover| image(cover.address(&release.base, LARGE)))
}

/// An image that belongs to something.
pub(super) fn image(address: String) -> Value {
    json!({ "type": "Image", "mediaType": JPEG, "url": address })
}

/// Where a release is bought (FEP-0ea0); nothing for one that is free.
pub(super) fn payment(release: &ReleaseFacts) -> Option<Value> {
    let price = release.price?;
    let Price { currency, or_more, .. } = price;
    let from = if or_more { "from " } else { "" };
    Some(json!({
        "type": "Link",
        "name": format!("Buy ({from}{price} {})", currency.code),
        "rel": ["payment"],
        "mediaType": "text/html",
        "href": urls::absolute(&release.base, &release.page),
        "price": price.to_string(),
        "priceCurrency": currency.code,
    }))
}
