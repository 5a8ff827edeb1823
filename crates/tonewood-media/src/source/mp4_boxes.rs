//! The boxes of an MP4 file: what the decoder's reader does not tell or does not heed.

use std::fs::File;

use super::trailer::read_at;
use crate::bytes::{array, be32, be64, has};
use crate::error::Error;
use crate::refuse;

/// Longest table of contents that is read; ten hours of AAC need 7 MB.
const LONGEST_MOOV: u64 = 96 << 20;
/// Nobody has more boxes than this at the top, except in fragments.
const MOST_BOXES: usize = 100_000;

/// The top of a file.
#[derive(Debug, Default)]
pub struct Top {
    /// Content of `moov`.
    pub moov: Option<Vec<u8>>,
    /// Whether there are fragments.
    pub fragmented: bool,
    /// Whether a box reaches beyond the end of the file.
    pub cut: bool,
    /// Bytes in `mdat` boxes.
    pub media_bytes: u64,
}

impl Top {
    /// Walks over the boxes in `start..end`.
    pub fn read(file: &mut File, start: u64, end: u64) -> Result<Self, Error> {
        let mut top = Self::default();
        let mut at = start;
        for _ in 0..MOST_BOXES {
            let head = read_at(file, at, 16).map_err(Error::reading)?;
            let Some((header, size)) = size(&head, end - at) else {
                top.cut |= !head.is_empty();
                break;
            };
            let held = size.min(end - at);
            top.cut |= size > held;
            match head.get(4..8) {
                Some(b"moov") if size == held && size <= LONGEST_MOOV => {
                    let content = read_at(file, at + header, size - header).map_err(Error::reading)?;
                    top.moov.get_or_insert(content);
                }
                Some(b"moof") => top.fragmented = true,
                Some(b"mdat") => top.media_bytes += held - header.min(held),
                _ => {}
            }
            at += held;
            if at >= end {
                break;
            }
        }
        Ok(top)
    }
}

/// Bytes of a box's header, and of the whole box, of which `left` bytes remain in what holds it.
fn size(head: &[u8], left: u64) -> Option<(u64, u64)> {
    let (header, size) = match be32(head, 0)? {
        0 => (8, left),
        1 => (16, be64(head, 8)?),
        size => (8, size.into()),
    };
    (size >= header && head.len() >= 8).then_some((header, size))
}

/// The boxes in `bytes`, one after the other.
pub fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (header, size) = size(rest, rest.len() as u64)?;
        let (header, size) = (usize::try_from(header).ok()?, usize::try_from(size).ok()?);
        let kind = array(rest, 4)?;
        let content = rest.get(header..size)?;
        rest = rest.get(size..).unwrap_or_default();
        Some((kind, content))
    })
}

/// The content of the first box at the end of `path`.
pub fn find<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(bytes, |bytes, name| boxes(bytes).find(|(kind, _)| kind == *name).map(|(_, content)| content))
}

/// What is known of the audio track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Four letters for the codec.
    pub format: [u8; 4],
    /// The sample entry.
    pub entry: Vec<u8>,
    /// Units of the media per second.
    pub timescale: u32,
    /// Units of all samples together.
    pub duration: u64,
    /// The only edit: its length in units of the movie, where it begins in units of the media.
    pub edit: Option<(u64, u64)>,
    /// Units of the movie per second.
    pub movie_timescale: u32,
    /// Units of all samples that lie before the end of the file.
    pub held: u64,
}

/// The first audio track in the content of `moov` of a file that ends at `end`; videos are refused.
pub fn audio_track(moov: &[u8], end: u64) -> Result<Track, Error> {
    let handler = |trak| find(trak, &[b"mdia", b"hdlr"]).and_then(|hdlr| array::<4>(hdlr, 8));
    let traks = || boxes(moov).filter(|(kind, _)| kind == b"trak").map(|(_, trak)| trak);
    if traks().any(|trak| handler(trak) == Some(*b"vide") && !is_cover(trak)) {
        return Err(refuse::video().into());
    }
    let trak = traks().find(|trak| handler(trak) == Some(*b"soun"));
    let trak = trak.ok_or_else(|| refuse::damaged_header("it holds no audio track"))?;
    let movie_timescale = find(moov, &[b"mvhd"]).and_then(timescale).unwrap_or(0);
    let track = track(trak, movie_timescale, end);
    Ok(track.ok_or_else(|| refuse::damaged_header("its table of contents cannot be read"))?)
}

/// Old programs store the cover as a video track of one picture.
fn is_cover(trak: &[u8]) -> bool {
    let stsd = find(trak, &[b"mdia", b"minf", b"stbl", b"stsd"]).unwrap_or_default();
    [b"jpeg", b"png ", b"mjpa", b"mjpb"].iter().any(|format| has(stsd, 12, *format))
}

fn timescale(header: &[u8]) -> Option<u32> {
    let at = if header.first()? == &1 { 20 } else { 12 };
    be32(header, at)
}

fn track(trak: &[u8], movie_timescale: u32, end: u64) -> Option<Track> {
    let stbl = find(trak, &[b"mdia", b"minf", b"stbl"])?;
    let entry = find(stbl, &[b"stsd"])?.get(8..)?;
    let timescale = find(trak, &[b"mdia", b"mdhd"]).and_then(timescale).filter(|scale| *scale > 0)?;
    let times = find(stbl, &[b"stts"])?.get(8..)?.chunks_exact(8);
    let times = times.filter_map(|run| Some((u64::from(be32(run, 0)?), u64::from(be32(run, 4)?))));
    let duration = times.clone().map(|(count, each)| count * each).sum();
    let whole = whole_samples(stbl, end)?;
    let held = times.scan(whole, |left, (count, each)| {
        let taken = count.min(*left);
        *left -= taken;
        Some(taken * each)
    });
    let held = held.sum();
    let edit = find(trak, &[b"edts", b"elst"]).and_then(edit);
    Some(Track { format: array(entry, 4)?, entry: entry.to_vec(), timescale, duration, edit, movie_timescale, held })
}

/// How many samples lie before `end`, by the tables of chunks and lengths.
fn whole_samples(stbl: &[u8], end: u64) -> Option<u64> {
    let sizes = find(stbl, &[b"stsz"])?;
    let (common, count) = (be32(sizes, 4)?, be32(sizes, 8)?);
    let size = |sample: u64| match common {
        0 => be32(sizes, usize::try_from(sample).ok()?.checked_mul(4)?.checked_add(12)?),
        common => Some(common),
    };
    let (wide, offsets) = match find(stbl, &[b"co64"]) {
        Some(wide) => (true, wide),
        None => (false, find(stbl, &[b"stco"])?),
    };
    let offsets = offsets.get(8..)?.chunks_exact(if wide { 8 } else { 4 });
    let mut runs = find(stbl, &[b"stsc"])?.get(8..)?.chunks_exact(12).peekable();
    let (mut sample, mut per_chunk) = (0, 0);
    for (chunk, offset) in (1..).zip(offsets) {
        while let Some(run) = runs.next_if(|run| be32(run, 0).is_some_and(|first| first <= chunk)) {
            per_chunk = be32(run, 4)?;
        }
        let mut at = if wide { be64(offset, 0)? } else { be32(offset, 0)?.into() };
        for _ in 0..per_chunk {
            at = at.saturating_add(size(sample)?.into());
            if at > end {
                return Some(sample);
            }
            sample += 1;
        }
    }
    Some(sample.min(count.into()))
}

/// The edit, if there is exactly one beside empty ones.
fn edit(elst: &[u8]) -> Option<(u64, u64)> {
    let long = elst.first()? == &1;
    let entries = elst.get(8..)?.chunks_exact(if long { 20 } else { 12 });
    let mut edits = entries.filter_map(|entry| {
        if long {
            Some((be64(entry, 0)?, i64::from_be_bytes(array(entry, 8)?)))
        } else {
            Some((be32(entry, 0)?.into(), i64::from(i32::from_be_bytes(array(entry, 4)?))))
        }
    });
    let (length, start) = edits.by_ref().find(|(_, start)| *start >= 0)?;
    let another = edits.any(|(_, start)| start >= 0);
    if another { None } else { Some((length, u64::try_from(start).ok()?)) }
}

/// Delay and length that programs of Apple note down: (frames to skip, frames to keep).
pub fn gapless_note(moov: &[u8]) -> Option<(u64, u64)> {
    let list = find(moov, &[b"udta", b"meta"])?.get(4..).and_then(|meta| find(meta, &[b"ilst"]))?;
    let notes = boxes(list).filter(|(kind, _)| kind == b"----").map(|(_, note)| note);
    let note = notes.into_iter().find(|note| find(note, &[b"name"]).is_some_and(|name| has(name, 4, b"iTunSMPB")))?;
    let text = std::str::from_utf8(find(note, &[b"data"])?.get(8..)?).ok()?;
    let mut numbers = text.split_whitespace().map(|word| u64::from_str_radix(word, 16));
    let (_, delay, _, length) = (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?);
    Some((delay.ok()?, length.ok().filter(|length| *length > 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_edit_counts() {
        let mut elst = vec![0, 0, 0, 0, 0, 0, 0, 2];
        elst.extend([0, 0, 0, 9, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0]);
        elst.extend([0, 0, 3, 0xe8, 0, 0, 4, 0, 0, 1, 0, 0]);
        assert_eq!(edit(&elst), Some((1000, 1024)));
        elst.extend([0, 0, 3, 0xe8, 0, 0, 4, 0, 0, 1, 0, 0]);
        assert_eq!(edit(&elst), None);
    }

    #[test]
    fn a_box_cannot_reach_beyond_what_holds_it() {
        assert_eq!(boxes(b"\0\0\0\x09free1\0\0\0\xffmore").count(), 1);
        assert_eq!(boxes(b"\0\0\0\x03free").count(), 0);
    }
}
