//! The AAC of a rendition as a stream: some stations take nothing else, whatever the mount of the show is in. The frames in the
//! parts stay as they are; each gets the head that a stream needs.

use std::sync::Arc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use live::mount::Ring;
use tokio::time::sleep;

use crate::live::edge::Pull;

/// How long to wait when what should come next does not.
const PAUSE: Duration = Duration::from_millis(100);
/// Bytes of a head.
const HEAD: usize = 7;
/// Flags of a `trun`: what stands in it before and for each frame.
const DATA_OFFSET: u32 = 0x1;
const FIRST_FLAGS: u32 = 0x4;
const DURATION: u32 = 0x100;
const SIZE: u32 = 0x200;
const FLAGS: u32 = 0x400;
const COMPOSITION: u32 = 0x800;

/// Pours the parts of a rendition into a ring as they come, until the show ends.
pub async fn pour(pull: &Pull, ring: &Arc<Ring>) {
    pull.begun().await;
    let mut next = pull.window.last();
    let mut poured = None;
    while !pull.window.ended() {
        let Some((segment, part)) = next else {
            sleep(PAUSE).await;
            next = pull.window.last();
            continue;
        };
        match pull.window.part(segment, part).await {
            Some(bytes) => {
                if let Some(stream) = stream(&bytes) {
                    ring.push(stream);
                }
                poured = Some((segment, part));
                next = Some((segment, part + 1));
            }
            // Behind the last part of a segment stands the first of the next one; who fell behind goes on at the edge.
            None if pull.window.segment(segment).is_some() && part > 0 => next = Some((segment + 1, 0)),
            None => {
                sleep(PAUSE).await;
                next = pull.window.last().filter(|last| Some(*last) != poured).or(next);
            }
        }
    }
    ring.end();
}

/// The frames of a part, each behind its head; `None` when it is no part of ours.
fn stream(part: &[u8]) -> Option<Bytes> {
    let moof = find(part, *b"moof")?;
    let sizes = sizes(find(find(moof, *b"traf")?, *b"trun")?)?;
    let mut data = find(part, *b"mdat")?;
    let mut out = BytesMut::with_capacity(data.len() + sizes.len() * HEAD);
    for size in sizes {
        let (frame, rest) = data.split_at_checked(usize::try_from(size).ok()?)?;
        out.put_slice(&head(frame.len())?);
        out.put_slice(frame);
        data = rest;
    }
    Some(out.freeze())
}

/// What is in the first box of this kind.
fn find(mut boxes: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    loop {
        let size = usize::try_from(u32::from_be_bytes(*boxes.first_chunk()?)).ok()?;
        let (first, rest) = boxes.split_at_checked(size)?;
        let found = first.get(4..8)?;
        if found == kind {
            return first.get(8..);
        }
        boxes = rest;
    }
}

/// The sizes of frames that a `trun` lists.
fn sizes(trun: &[u8]) -> Option<Vec<u32>> {
    let mut words =
        trun.chunks_exact(4).map(|word| word.first_chunk::<4>().map_or(0, |word| u32::from_be_bytes(*word)));
    let flags = words.next()? & 0x00ff_ffff;
    let count = words.next()?;
    for _ in 0..(flags & (DATA_OFFSET | FIRST_FLAGS)).count_ones() {
        words.next()?;
    }
    if flags & SIZE == 0 {
        return None;
    }
    let mut sizes = Vec::new();
    for _ in 0..count {
        if flags & DURATION != 0 {
            words.next()?;
        }
        sizes.push(words.next()?);
        for _ in 0..(flags & (FLAGS | COMPOSITION)).count_ones() {
            words.next()?;
        }
    }
    Some(sizes)
}

/// The head of a frame of AAC-LC with 48,000 Hz and two channels, as everything live is; `None` for a frame that is too long.
fn head(frame: usize) -> Option<[u8; HEAD]> {
    let length = u16::try_from(frame + HEAD).ok().filter(|length| *length < 1 << 13)?;
    // Sync word and no checksum; AAC-LC, 48 kHz, the first bit of the channels; then the length over three bytes.
    let [top, middle] = (length >> 3).to_be_bytes();
    let [_, low] = length.to_be_bytes();
    Some([0xff, 0xf1, 0x4c, 0x80 | top, middle, ((low & 0x07) << 5) | 0x1f, 0xfc])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let mut out = u32::try_from(content.len() + 8).unwrap().to_be_bytes().to_vec();
        out.extend_from_slice(kind);
        out.extend_from_slice(content);
        out
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn every_frame_gets_a_head_with_its_length() {
        let trun = boxed(b"trun", &words(&[DATA_OFFSET | SIZE | DURATION, 2, 99, 1024, 3, 1024, 2000]));
        let tfhd = boxed(b"tfhd", &words(&[0, 1]));
        let moof = boxed(b"moof", &boxed(b"traf", &[tfhd, trun].concat()));
        let mut data = b"one".to_vec();
        data.extend(vec![7; 2000]);
        let part = [moof, boxed(b"mdat", &data)].concat();
        let stream = stream(&part).unwrap();
        assert_eq!(stream.len(), 2003 + 2 * HEAD);
        let length = |at: usize| {
            let bytes = &stream[at..at + HEAD];
            assert_eq!((bytes[0], bytes[1], bytes[2]), (0xff, 0xf1, 0x4c));
            (usize::from(bytes[3] & 3) << 11) | usize::from(bytes[4]) << 3 | usize::from(bytes[5] >> 5)
        };
        assert_eq!((length(0), &stream[HEAD..HEAD + 3]), (10, b"one".as_slice()));
        assert_eq!(length(10), 2007);
    }

    #[test]
    fn what_is_no_part_gives_nothing() {
        for broken in [&b""[..], b"moof", &[0, 0, 0, 0, b'm', b'o', b'o', b'f'], &boxed(b"moof", b"")] {
            assert_eq!(stream(broken), None);
        }
        let trun = boxed(b"trun", &words(&[SIZE, 1, 5000]));
        let part = [boxed(b"moof", &boxed(b"traf", &trun)), boxed(b"mdat", &[0; 10])].concat();
        assert_eq!(stream(&part), None, "more is promised than is there");
    }
}
