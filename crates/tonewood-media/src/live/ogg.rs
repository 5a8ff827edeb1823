//! Ogg as it is streamed: page by page, one stream behind the other.

use super::buffer::{Buffer, position};
use super::decode::Dialect;
use super::ogg_track::Track;
use super::out::Out;
use crate::bytes::{has, le32, le64};
use crate::error::Error;
use crate::source::ogg_pages::checksum;

/// Bytes before the lengths of a page.
const HEADER: usize = 27;
/// Longest packet that is put together: comments can hold a picture.
const LONGEST_PACKET: usize = 16 << 20;

const CONTINUED: u8 = 1;
const FIRST: u8 = 2;
const LAST: u8 = 4;

/// A stream of pages.
#[derive(Default)]
pub struct Ogg {
    buffer: Buffer,
    stream: Option<Stream>,
    samples: Vec<f32>,
}

/// What is played.
struct Stream {
    serial: u32,
    /// Number of the next page.
    sequence: u32,
    /// The beginning of a packet that goes on; `None` if it was lost.
    partial: Option<Vec<u8>>,
    track: Track,
    /// Where the last page ended, in frames.
    position: u64,
    /// Whether only its first page has come.
    is_new: bool,
}

/// A page whose checksum is right.
struct Page {
    flags: u8,
    granule: Option<u64>,
    serial: u32,
    sequence: u32,
    lengths: Vec<u8>,
    body: Vec<u8>,
}

impl Ogg {
    /// The next whole page, past everything that is none.
    fn page(&mut self) -> Option<Page> {
        loop {
            let rest = self.buffer.rest();
            if !has(rest, 0, b"OggS") {
                let next = position(rest, 1, b"OggS");
                let passed = next.unwrap_or(rest.len().saturating_sub(3));
                if passed == 0 {
                    return None;
                }
                self.buffer.pass(passed);
                continue;
            }
            let count = usize::from(*rest.get(HEADER - 1)?);
            let lengths = rest.get(HEADER..HEADER + count)?;
            let length = HEADER + count + lengths.iter().map(|length| usize::from(*length)).sum::<usize>();
            let page = rest.get(..length)?;
            let crc = checksum(0, page.get(..22)?);
            let crc = checksum(checksum(crc, &[0; 4]), page.get(26..)?);
            if le32(page, 22)? != crc {
                self.buffer.pass(1);
                continue;
            }
            let page = Page {
                flags: *page.get(5)?,
                granule: le64(page, 6).filter(|granule| *granule != u64::MAX),
                serial: le32(page, 14)?,
                sequence: le32(page, 18)?,
                lengths: lengths.to_vec(),
                body: page.get(HEADER + count..)?.to_vec(),
            };
            self.buffer.pass(length);
            return Some(page);
        }
    }

    fn follow(&mut self, page: &Page, out: &mut Out<'_>) -> Result<(), Error> {
        if page.flags & FIRST != 0 {
            // Of several streams side by side, the first that can be played is played.
            if self.stream.as_ref().is_some_and(|stream| stream.is_new) {
                return Ok(());
            }
            if let Some(track) = Track::begin(&page.body, out)? {
                let (serial, sequence) = (page.serial, page.sequence.wrapping_add(1));
                let partial = Some(Vec::new());
                self.stream = Some(Stream { serial, sequence, partial, track, position: 0, is_new: true });
            }
            return Ok(());
        }
        let Some(stream) = self.stream.as_mut().filter(|stream| stream.serial == page.serial) else { return Ok(()) };
        out.understood();
        stream.is_new = false;
        self.samples.clear();
        stream.packets(page, out, &mut self.samples)?;
        let frames = stream.track.frames(&self.samples);
        let before = stream.position;
        stream.position = page.granule.unwrap_or(before);
        if page.flags & LAST != 0 {
            // What an encoder put behind the end of a song.
            let kept = page.granule.and_then(|end| end.checked_sub(before)).filter(|kept| *kept < frames);
            stream.track.keep(kept, &mut self.samples);
        }
        out.samples(stream.track.unskipped(&self.samples))
    }
}

impl Stream {
    /// Decodes all packets that end on this page.
    fn packets(&mut self, page: &Page, out: &mut Out<'_>, samples: &mut Vec<f32>) -> Result<(), Error> {
        let continued = page.flags & CONTINUED != 0;
        if page.sequence != self.sequence || continued != self.partial.as_ref().is_some_and(|part| !part.is_empty()) {
            // Something was lost: what began before cannot be finished, what goes on here has no beginning.
            self.partial = if continued { None } else { Some(Vec::new()) };
        }
        self.sequence = page.sequence.wrapping_add(1);
        let mut body = page.body.as_slice();
        for length in &page.lengths {
            let (segment, rest) = body.split_at_checked(usize::from(*length)).unwrap_or((body, &[]));
            body = rest;
            if let Some(partial) = self.partial.as_mut().filter(|partial| partial.len() < LONGEST_PACKET) {
                partial.extend_from_slice(segment);
            } else {
                self.partial = None;
            }
            if *length < u8::MAX
                && let Some(packet) = self.partial.replace(Vec::new())
            {
                self.track.packet(&packet, out, samples)?;
            }
        }
        Ok(())
    }
}

impl Dialect for Ogg {
    fn push(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        self.buffer.push(bytes);
        while let Some(page) = self.page() {
            self.follow(&page, out)?;
        }
        Ok(())
    }

    fn end(&mut self, _out: &mut Out<'_>) -> Result<(), Error> {
        // A page that is not whole is not known to be right.
        Ok(())
    }
}
