//! Bytes that lie in several blobs and are sent as one: the segments of a rung behind their beginning, or a single file.

use std::ops::Range;

use actix_web::HttpResponse;
use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use model::encodings;
use model::ids::{DownloadId, EncodingId};
use sha2::{Digest, Sha256};
use storage::{Key, StorageError};

use super::caller::Caller;
use super::offers::{Offer, Source};
use super::refused::Refused;
use crate::app::App;
use crate::downloads::in_use;
use crate::error::PageError;
use crate::media::blob::{Serving, serve};

/// How far a frame of MP3 can be from any byte: the longest has 1,441 bytes.
const NEAR: u64 = 4096;

/// One thing to send.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    /// Where its parts lie, each with its first byte and the one behind its last, in order.
    parts: Vec<(Key, Range<u64>)>,
    /// Downloads that are not to go while they are sent.
    held: Vec<DownloadId>,
    /// How it is saved.
    disposition: Option<String>,
}

impl Whole {
    /// One blob of so many bytes.
    #[must_use]
    pub fn blob(key: Key, bytes: u64) -> Self {
        Self { parts: vec![(key, 0..bytes)], ..Self::default() }
    }

    /// The same, saved under the name in this `Content-Disposition`; these downloads do not go while it is sent.
    #[must_use]
    pub fn saved_as(self, disposition: String, held: Vec<DownloadId>) -> Self {
        Self { held, disposition: Some(disposition), ..self }
    }

    fn size(&self) -> u64 {
        self.parts.iter().map(|(_, range)| range.end - range.start).sum()
    }

    fn tag(&self) -> Result<String, StorageError> {
        let mut hash = Sha256::new();
        for (key, range) in &self.parts {
            hash.update(format!("{} {} {}\n", key.path()?, range.start, range.end));
        }
        let digest = hex::encode(hash.finalize());
        Ok(format!("\"{}\"", digest.get(..32).unwrap_or(&digest)))
    }

    /// The parts that hold `wanted` of the whole, cut to it.
    fn cut(&self, wanted: &Range<u64>) -> Vec<(Key, Range<u64>)> {
        let mut begin = 0;
        let mut cut = Vec::new();
        for (key, range) in &self.parts {
            let end = begin + (range.end - range.start);
            let (from, to) = (wanted.start.max(begin), wanted.end.min(end));
            if from < to {
                cut.push((key.clone(), range.start + from - begin..range.start + to - begin));
            }
            begin = end;
        }
        cut
    }
}

/// What lies in an encoding.
///
/// # Errors
/// 70 when it is not there.
pub async fn of_ladder(
    caller: &Caller,
    encoding: EncodingId,
    source: Source,
    extension: &str,
) -> Result<Whole, Refused> {
    let at = |path: String| Key::Encoding { encoding: encoding.0, path };
    let path = match source {
        Source::Progressive => format!("progressive.{extension}"),
        Source::Preview(seconds) => format!("preview-{seconds}.{extension}"),
        Source::Download(_) => return Err(Refused::not_found()),
        Source::Rung(rung) => {
            let mut db = caller.db().await?;
            let rows = encodings::renditions_of(&mut db, &[encoding]).await?;
            let row = rows.into_iter().find(|row| row.rung == rung.name()).ok_or_else(Refused::not_found)?;
            let rendition: media::Rendition = serde_json::from_value(row.segments).map_err(PageError::internal)?;
            let begin = (at(format!("{rung}/init.mp4")), 0..u64::from(rendition.init_bytes));
            let segment = |(number, segment): (usize, &media::Segment)| {
                (at(format!("{rung}/{number}.m4s")), 0..u64::from(segment.bytes))
            };
            let segments = rendition.segments.iter().enumerate().map(segment);
            let parts = std::iter::once(begin).chain(segments).collect();
            return Ok(Whole { parts, ..Whole::default() });
        }
    };
    let key = at(path);
    let bytes = caller.app.storage.size(&key).await?;
    Ok(Whole::blob(key, bytes))
}

/// An MP3 of a constant rate from a second on: from the frame that is nearest to it.
///
/// # Errors
/// 70 when it cannot be read.
pub async fn from_second(app: &App, whole: Whole, offer: &Offer, second: i64) -> Result<Whole, Refused> {
    let Some((key, range)) = whole.parts.first().cloned() else { return Ok(whole) };
    if offer.extension != "mp3" || offer.duration_ms <= 0 {
        return Ok(whole);
    }
    let read =
        async |from: u64| app.storage.get_range(&key, from..(from + NEAR).min(range.end)).await?.into_bytes().await;
    let sound = tag_length(&read(range.start).await?);
    let first = sound + frame_in(&read(sound).await?).unwrap_or(0);
    let long = u64::try_from(offer.duration_ms).unwrap_or(1);
    let wanted = u64::try_from(second).unwrap_or(0).saturating_mul(1000);
    if wanted >= long {
        return Err(Refused::bad("timeOffset"));
    }
    let about = first + (range.end - first).saturating_mul(wanted) / long;
    let from = about + frame_in(&read(about).await?).unwrap_or(0);
    Ok(Whole { parts: vec![(key, from..range.end)], ..whole })
}

/// The length of the tag that a file begins with, its own ten bytes included; 0 for none.
fn tag_length(begin: &[u8]) -> u64 {
    match begin {
        [b'I', b'D', b'3', _, _, _, a, b, c, d, ..] => {
            [a, b, c, d].into_iter().fold(0, |length, byte| (length << 7) | u64::from(byte & 127)) + 10
        }
        _ => 0,
    }
}

/// Where the first frame of MP3 begins that another of its kind follows.
fn frame_in(bytes: &[u8]) -> Option<u64> {
    (0..bytes.len()).find_map(|at| {
        let header = bytes.get(at..at + 4)?;
        let next = bytes.get(at + frame_length(header)?..)?;
        // Two frames of one stream differ in what follows the first two bytes and the rate.
        (next.get(..2)? == header.get(..2)?).then(|| u64::try_from(at).ok())?
    })
}

/// The length of the frame with this header, layer III of MPEG 1 and 2.
fn frame_length(header: &[u8]) -> Option<usize> {
    const KBPS: [[usize; 16]; 2] = [
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    ];
    let [255, second, third, _] = *header else { return None };
    if second & 0b1110_0110 != 0b1110_0010 {
        return None;
    }
    let is_one = second & 0b0001_1000 == 0b0001_1000;
    let kbps = *KBPS.get(usize::from(is_one))?.get(usize::from(third >> 4))?;
    let rate = *[44_100, 48_000, 32_000].get(usize::from((third >> 2) & 3))? / if is_one { 1 } else { 2 };
    let padding = usize::from((third >> 1) & 1);
    (kbps > 0).then(|| (if is_one { 144_000 } else { 72_000 }) * kbps / rate + padding)
}

/// Sends it, or the range of it that is asked for.
///
/// # Errors
/// 70 when it is not there.
pub async fn send(caller: &Caller, whole: Whole, media_type: &str) -> Result<HttpResponse, Refused> {
    let serving = Serving {
        content_type: media_type,
        cache_control: "private, no-cache",
        disposition: whole.disposition.as_deref(),
    };
    let (size, tag) = (whole.size(), whole.tag()?);
    let app = &caller.app;
    let open = async |range: Range<u64>| Ok(in_use::hold(app, whole.held.clone(), flow(app, whole.cut(&range))));
    Ok(serve(&caller.request, (size, &tag), &serving, open).await?)
}

fn flow(
    app: &actix_web::web::Data<App>,
    parts: Vec<(Key, Range<u64>)>,
) -> impl Stream<Item = Result<Bytes, StorageError>> + Unpin + 'static + use<> {
    let app = app.clone();
    let open = move |(key, range)| {
        let app = app.clone();
        async move { Ok::<_, StorageError>(app.storage.get_range(&key, range).await?.into_stream()) }
    };
    Box::pin(stream::iter(parts).then(open).try_flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_go_over_the_edges_of_parts() {
        let key = |name: &str| Key::Encoding { encoding: uuid::Uuid::nil(), path: name.to_owned() };
        let whole = Whole { parts: vec![(key("a"), 0..10), (key("b"), 5..10), (key("c"), 0..10)], ..Whole::default() };
        assert_eq!(whole.size(), 25);
        assert_eq!(whole.cut(&(8..16)), [(key("a"), 8..10), (key("b"), 5..10), (key("c"), 0..1)]);
        assert_eq!(whole.cut(&(24..99)), [(key("c"), 9..10)]);
    }

    #[test]
    fn frames_are_found() {
        // MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes.
        let header = [255, 0b1111_1011, 0b1001_0000, 0];
        assert_eq!(frame_length(&header), Some(417));
        let mut bytes = vec![0, 255, 255, 7];
        bytes.extend(header);
        bytes.resize(4 + 417, 0);
        bytes.extend(header);
        assert_eq!(frame_in(&bytes), Some(4));
        assert_eq!(frame_in(&[0; 100]), None);
        assert_eq!(tag_length(b"ID3\x04\x00\x00\x00\x00\x02\x01rest"), 267);
    }
}
