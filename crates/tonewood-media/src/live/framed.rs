//! MP3 and ADTS: a row of frames with headers, joined anywhere.

use super::buffer::Buffer;
use super::codec::{Codec, Kind};
use super::decode::Dialect;
use super::out::Out;
use crate::bytes::{array, has};
use crate::error::Error;
use crate::source::adts::Adts;
use crate::source::frames::{Framing, Head, find};
use crate::source::mpeg::{Mp3, is_information};

/// How much is kept while a first frame is looked for: more than three of the longest.
const KEPT: usize = 32 << 10;
/// Longest tag that is believed.
const LONGEST_TAG: usize = 16 << 20;

/// A stream of frames.
#[derive(Default)]
pub struct Framed {
    buffer: Buffer,
    /// Bytes of a tag that are still to come.
    tag: usize,
    current: Option<Current>,
    /// Whether the next frame begins with the next byte.
    in_step: bool,
    samples: Vec<f32>,
}

struct Current {
    kind: Kind,
    head: Head,
    codec: Codec,
}

/// The frame at the start of `bytes`.
fn head_of(kind: Kind, bytes: &[u8]) -> Option<Head> {
    if kind == Kind::Mp3 { Mp3::head(bytes) } else { Adts::head(bytes) }
}

impl Framed {
    /// Uses what has come; `whole` if nothing more will.
    fn step(&mut self, whole: bool, out: &mut Out<'_>) -> Result<(), Error> {
        loop {
            if self.pass_tag(out) {
                return Ok(());
            }
            let rest = self.buffer.rest();
            let longest = Adts::HEADER.max(Mp3::HEADER);
            if !self.in_step {
                if !self.search(whole, out)? {
                    return Ok(());
                }
                continue;
            }
            let Some(current) = &mut self.current else {
                self.in_step = false;
                continue;
            };
            let Some(head) = head_of(current.kind, rest).filter(|head| head.fits(&current.head)) else {
                if rest.len() < longest && !whole || rest.is_empty() {
                    return Ok(());
                }
                self.in_step = false;
                continue;
            };
            let Some(frame) = rest.get(..head.len) else { return Ok(()) };
            if current.kind == Kind::Mp3 && is_information(frame, head) {
                out.understood();
            } else {
                current.codec.decode(frame.get(head.payload..).unwrap_or_default(), &mut self.samples);
                out.samples(&self.samples)?;
            }
            self.buffer.pass(head.len);
        }
    }

    /// Passes over a tag in front of a frame; whether more of it is to come.
    fn pass_tag(&mut self, out: &mut Out<'_>) -> bool {
        if self.tag == 0 {
            self.tag = tag_length(self.buffer.rest()).unwrap_or(0);
        }
        if self.tag > 0 {
            out.understood();
            let passed = self.tag.min(self.buffer.rest().len());
            self.buffer.pass(passed);
            self.tag -= passed;
        }
        self.tag > 0
    }

    /// Looks for the next frame that can be believed; whether there is one.
    fn search(&mut self, whole: bool, out: &mut Out<'_>) -> Result<bool, Error> {
        let rest = self.buffer.rest();
        let mp3 = find::<Mp3>(rest, whole).map(|at| (at, Kind::Mp3));
        let before = mp3.map_or(rest, |(at, _)| rest.get(..at).unwrap_or_default());
        // Only a frame of the other kind that begins sooner is of interest, but its chain reaches beyond.
        let adts = before.windows(2).any(|two| matches!(two, [0xff, second] if second & 0xf6 == 0xf0));
        let adts = if adts { find::<Adts>(rest, whole).map(|at| (at, Kind::Aac)) } else { None };
        let Some((at, kind)) = mp3.into_iter().chain(adts).min_by_key(|(at, _)| *at) else {
            self.buffer.pass(rest.len().saturating_sub(KEPT));
            return Ok(false);
        };
        let Some(head) = rest.get(at..).and_then(|frame| head_of(kind, frame)) else { return Ok(false) };
        self.buffer.pass(at);
        match &mut self.current {
            Some(current) if current.kind == kind && current.head.fits(&head) => current.codec.reset(),
            _ => {
                out.facts(kind.name(), head.rate, head.channels)?;
                let codec = Codec::new(kind, (head.rate, head.channels), None)?;
                self.current = Some(Current { kind, head, codec });
            }
        }
        self.in_step = true;
        Ok(true)
    }
}

impl Dialect for Framed {
    fn push(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        self.buffer.push(bytes);
        self.step(false, out)
    }

    fn end(&mut self, out: &mut Out<'_>) -> Result<(), Error> {
        self.step(true, out)
    }
}

/// Length of the ID3v2 tag that `bytes` begin with.
fn tag_length(bytes: &[u8]) -> Option<usize> {
    let [_, _, _, major, minor, flags, size @ ..] = array::<10>(bytes, 0).filter(|_| has(bytes, 0, b"ID3"))?;
    let size = size.iter().try_fold(0, |sum, byte| (byte & 0x80 == 0).then_some(sum << 7 | usize::from(*byte)))?;
    let footer = if flags & 0x10 == 0 { 0 } else { 10 };
    let length = 10 + size + footer;
    (major != 0xff && minor != 0xff && length <= LONGEST_TAG).then_some(length)
}
