//! Ogg, page by page, before anything is decoded: decoders pass over lost pages and cut ends in silence.

use std::io::{BufReader, ErrorKind, Read};

use super::flac::StreamInfo;
use super::window::Window;
use crate::bytes::{array, has, le16, le32, le64};
use crate::error::Error;
use crate::refuse;

/// What an Ogg file carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// Vorbis.
    Vorbis,
    /// Opus, with the frames to leave out at the beginning.
    Opus(u16),
    /// FLAC.
    Flac(StreamInfo),
}

/// What a walk over all pages finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scan {
    /// The codec of the first stream that has one we know.
    pub codec: Codec,
    /// Channels.
    pub channels: u16,
    /// Frames per second; of the granule position as well.
    pub rate: u32,
    /// The last granule position.
    pub granule: u64,
    serial: u32,
    sequence: u32,
    ended: bool,
}

impl Scan {
    /// Frames of the track up to the last page.
    pub fn frames(&self) -> u64 {
        match self.codec {
            Codec::Opus(skip) => self.granule.saturating_sub(skip.into()),
            _ => self.granule,
        }
    }

    fn stops_early(&self) -> Error {
        let expected = if let Codec::Flac(info) = self.codec { info.frames } else { None };
        refuse::stops_early(self.frames(), expected, self.rate).into()
    }
}

struct Page {
    flags: u8,
    granule: u64,
    serial: u32,
    sequence: u32,
    body: Vec<u8>,
}

const FIRST: u8 = 2;
const LAST: u8 = 4;
/// A page on which no packet ends has no position.
const NO_GRANULE: u64 = u64::MAX;

/// What stands where a page should.
enum Next {
    Page(Page),
    End,
    /// The file ends within it.
    Cut,
    /// It is none, or its checksum is wrong.
    Broken,
}

/// Walks over all pages of `window`; refuses files that are cut, damaged or joined.
pub fn scan(window: Window) -> Result<Scan, Error> {
    let mut input = BufReader::with_capacity(128 << 10, window);
    let mut found: Option<Scan> = None;
    let mut strangers = Vec::new();
    loop {
        match (next_page(&mut input)?, found.as_mut()) {
            (Next::Page(page), None) => found = begin(&page, &mut strangers)?,
            (Next::Page(page), Some(scan)) => follow(scan, &page, &mut strangers)?,
            (Next::End, Some(scan)) if scan.ended => return Ok(*scan),
            (Next::End | Next::Cut, Some(scan)) => return Err(scan.stops_early()),
            (Next::Broken, Some(scan)) if scan.ended => return Ok(*scan),
            (Next::Broken, Some(scan)) => {
                return Err(refuse::damaged(scan.frames(), scan.rate, "a page of it is broken").into());
            }
            (Next::Broken, None) => return Err(refuse::damaged_header("its first page is broken").into()),
            (Next::End | Next::Cut, None) => return Err(refuse::stops_in_header().into()),
        }
    }
}

/// The first pages, up to one that begins a stream we know.
fn begin(page: &Page, strangers: &mut Vec<u32>) -> Result<Option<Scan>, Error> {
    if page.flags & FIRST == 0 {
        return Err(refuse::unsupported_codec("of an unknown kind, in Ogg").into());
    }
    let body = &page.body;
    if has(body, 0, b"\x80theora") {
        return Err(refuse::video().into());
    }
    if has(body, 0, b"Speex   ") {
        return Err(refuse::unsupported_codec("Speex").into());
    }
    let Some((codec, channels, rate)) = identify(body) else {
        strangers.push(page.serial);
        return Ok(None);
    };
    let (serial, sequence) = (page.serial, page.sequence);
    Ok(Some(Scan { codec, channels, rate, granule: 0, serial, sequence, ended: false }))
}

fn identify(body: &[u8]) -> Option<(Codec, u16, u32)> {
    let byte = |at: usize| body.get(at).copied().map(u16::from);
    if has(body, 0, b"\x01vorbis") {
        Some((Codec::Vorbis, byte(11)?, le32(body, 12)?))
    } else if has(body, 0, b"OpusHead") {
        Some((Codec::Opus(le16(body, 10)?), byte(9)?, 48_000))
    } else if has(body, 0, b"\x7fFLAC") {
        let info = StreamInfo::read(body.get(17..)?)?;
        Some((Codec::Flac(info), info.channels, info.rate))
    } else {
        None
    }
}

fn follow(scan: &mut Scan, page: &Page, strangers: &mut Vec<u32>) -> Result<(), Error> {
    if has(&page.body, 0, b"\x80theora") {
        return Err(refuse::video().into());
    }
    if page.flags & FIRST != 0 && scan.granule > 0 {
        return Err(refuse::joined(scan.frames(), scan.rate, "another begins").into());
    }
    if page.serial != scan.serial {
        if page.flags & FIRST != 0 {
            strangers.push(page.serial);
        }
        let known = strangers.contains(&page.serial);
        return if known {
            Ok(())
        } else {
            Err(refuse::damaged(scan.frames(), scan.rate, "pages are mixed up").into())
        };
    }
    if page.sequence != scan.sequence.wrapping_add(1) {
        return Err(refuse::damaged(scan.frames(), scan.rate, "a part is missing").into());
    }
    scan.sequence = page.sequence;
    scan.ended |= page.flags & LAST != 0;
    if page.granule != NO_GRANULE {
        scan.granule = page.granule;
    }
    Ok(())
}

fn next_page(input: &mut impl Read) -> Result<Next, Error> {
    let mut header = Vec::new();
    input.take(27).read_to_end(&mut header).map_err(Error::reading)?;
    if header.is_empty() {
        return Ok(Next::End);
    }
    if !b"OggS".starts_with(header.get(..4.min(header.len())).unwrap_or_default()) {
        return Ok(Next::Broken);
    }
    let (Some(granule), Some(serial), Some(sequence)) = (le64(&header, 6), le32(&header, 14), le32(&header, 18)) else {
        return Ok(Next::Cut);
    };
    let (Some(stated), Some([version, flags]), Some(count)) =
        (le32(&header, 22), array::<2>(&header, 4), header.get(26).copied())
    else {
        return Ok(Next::Cut);
    };
    if version != 0 {
        return Ok(Next::Broken);
    }
    let mut lengths = vec![0; count.into()];
    let mut body = Vec::new();
    match input.read_exact(&mut lengths) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(Next::Cut),
        other => other.map_err(Error::reading)?,
    }
    let total = lengths.iter().map(|len| u64::from(*len)).sum::<u64>();
    let read = input.take(total).read_to_end(&mut body).map_err(Error::reading)?;
    if (read as u64) < total {
        return Ok(Next::Cut);
    }
    header.iter_mut().skip(22).take(4).for_each(|byte| *byte = 0);
    let crc = [&header, &lengths, &body].into_iter().fold(0, |crc, part| checksum(crc, part));
    Ok(if crc == stated { Next::Page(Page { flags, granule, serial, sequence, body }) } else { Next::Broken })
}

/// The CRC of Ogg: polynomial 0x04c11db7, not reflected, without inversions.
pub fn checksum(crc: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(crc, |crc, byte| {
        let index = (crc >> 24) ^ u32::from(*byte);
        crc << 8 ^ TABLE.get(index as usize).copied().unwrap_or(0)
    })
}

const TABLE: [u32; 256] = table();

#[expect(clippy::indexing_slicing, reason = "a constant is computed here, within its bounds")]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = (index as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 0x8000_0000 != 0 { value << 1 ^ 0x04c1_1db7 } else { value << 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_ogg() {
        // CRC-32/MPEG-2 without its initial value: the check value of nine digits.
        assert_eq!(checksum(0, b"123456789"), 0x89a1_897f);
    }
}
