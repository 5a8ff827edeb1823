//! Where the sound of a feed's items is, and how much of it.

use model::entitlements::{Extent, Rights};
use rss::Enclosure;
use rss::extension::Extension;

use super::podcast;
use crate::app::App;
use crate::releases::record::Entry;

/// Whose feed it is.
#[derive(Debug, Clone, Copy)]
pub enum For<'a> {
    /// Everybody's.
    Everybody,
    /// A member's own, with the key in its address.
    Member {
        /// The word in the address.
        key: &'a str,
        /// What everybody may have.
        others: &'a Rights,
    },
}

/// A track of a feed and where it is heard.
#[derive(Debug, Clone)]
pub struct Sound {
    /// The MP3.
    pub enclosure: Enclosure,
    /// Other forms of the same.
    pub others: Vec<Extension>,
}

impl Sound {
    /// What may be heard of a track: all of it, or its beginning once that is there.
    #[must_use]
    pub fn of(app: &App, entry: &Entry, rights: &Rights, whose: For<'_>) -> Option<Self> {
        let encoding = entry.encoding.as_ref()?;
        let id = encoding.id.0;
        let whole = |path: &str| {
            let url = urls::absolute(&app.base_url, path);
            Enclosure { url, length: encoding.progressive_mp3_bytes.to_string(), mime_type: "audio/mpeg".to_owned() }
        };
        // Plays that are counted are counted for a listener, and an address in a feed is nobody's: what everybody may hear.
        let extent = |rights: &Rights| match rights.count(entry.track.id) {
            Some(_) => Extent::Nothing,
            None => rights.of(entry.track.id).stream,
        };
        let shared = match whose {
            For::Everybody => rights,
            For::Member { key, .. } if extent(rights) == Extent::Full => {
                let enclosure = whole(&urls::feeds::member_track(key, entry.track.id.0));
                return Some(Self { enclosure, others: Vec::new() });
            }
            For::Member { others, .. } => others,
        };
        match shared.of(entry.track.id).stream {
            Extent::Nothing => None,
            Extent::Full => {
                let enclosure = whole(&urls::media::progressive_mp3(urls::media::PUBLIC, id));
                Some(Self { enclosure, others: others(app, entry) })
            }
            Extent::First { ms } => {
                let seconds = encoding.preview_of(ms)?;
                let path = urls::media::preview_mp3(urls::media::PUBLIC, id, seconds);
                let length = encoding.preview_mp3_bytes.unwrap_or_default().to_string();
                Some(Self { enclosure: Enclosure { length, ..whole(&path) }, others: Vec::new() })
            }
        }
    }
}

/// The m4a and the HLS playlist of a track that everybody hears in full.
fn others(app: &App, entry: &Entry) -> Vec<Extension> {
    let Some(encoding) = entry.encoding.as_ref() else { return Vec::new() };
    let id = encoding.id.0;
    let alternate = |attributes: &[(&str, &str)], path: &str| {
        let uri = urls::absolute(&app.base_url, path);
        let source = podcast::element("source", None, &[("uri", uri.as_str())]);
        podcast::with(podcast::element("alternateEnclosure", None, attributes), source)
    };
    let bytes = encoding.progressive_m4a_bytes.to_string();
    let m4a = [("type", "audio/mp4"), ("length", bytes.as_str()), ("bitrate", "128000"), ("title", "AAC")];
    let hls = [("type", "application/vnd.apple.mpegurl"), ("title", "HLS, every quality")];
    vec![
        alternate(&m4a, &urls::media::progressive_m4a(urls::media::PUBLIC, id)),
        alternate(&hls, &urls::media::hls(urls::media::PUBLIC, id)),
    ]
}
