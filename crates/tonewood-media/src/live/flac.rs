//! FLAC as a stream by itself.

use super::codec::{Codec, Kind};
use super::comments::title_and_artist;
use super::decode::Dialect;
use super::flac_split::{Found, Head, MARK, Split};
use super::out::Out;
use super::refusals;
use crate::error::Error;
use crate::source::flac::StreamInfo;

/// Longest block of comments that is read; one that is longer is passed over.
const LONGEST_COMMENTS: usize = 1 << 20;
/// Longest block that encoders make.
const LONGEST_BLOCK: u16 = u16::MAX;

/// A stream of frames behind a header.
#[derive(Default)]
pub struct Flac {
    split: Split,
    metadata: Option<Metadata>,
    codec: Option<Codec>,
    samples: Vec<f32>,
}

/// Where reading of the metadata stands.
#[derive(Default)]
struct Metadata {
    /// Bytes of a block that are passed over.
    skip: usize,
    /// Whether that block is the last.
    last: bool,
}

impl Flac {
    fn step(&mut self, whole: bool, out: &mut Out<'_>) -> Result<(), Error> {
        loop {
            if self.metadata.is_some() {
                if !self.metadata(out)? {
                    return Ok(());
                }
                continue;
            }
            match self.split.next(whole) {
                None => return Ok(()),
                Some(Found::Mark) => {
                    self.split.buffer.pass(MARK.len());
                    self.metadata = Some(Metadata::default());
                }
                Some(Found::Frame(head, frame)) => {
                    if self.codec.is_none() {
                        self.join(head, out)?;
                    }
                    if let Some(codec) = &mut self.codec {
                        codec.decode(&frame, &mut self.samples);
                        out.samples(&self.samples)?;
                    }
                }
            }
        }
    }

    /// Reads one step of the metadata; whether there may be another.
    fn metadata(&mut self, out: &mut Out<'_>) -> Result<bool, Error> {
        let Some(metadata) = &mut self.metadata else { return Ok(true) };
        let rest = self.split.buffer.rest();
        if metadata.skip > 0 {
            let skipped = metadata.skip.min(rest.len());
            metadata.skip -= skipped;
            out.understood();
            self.split.buffer.pass(skipped);
            if metadata.skip > 0 {
                return Ok(false);
            }
        }
        if metadata.last {
            self.metadata = None;
            return Ok(true);
        }
        let rest = self.split.buffer.rest();
        let Some([kind, length @ ..]) = rest.first_chunk::<4>() else { return Ok(false) };
        let length = length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let read = match kind & 0x7f {
            0 => length == 34,
            4 => length <= LONGEST_COMMENTS,
            _ => false,
        };
        let last = kind & 0x80 != 0;
        if !read {
            *metadata = Metadata { skip: length, last };
            self.split.buffer.pass(4);
            return Ok(true);
        }
        let Some(block) = rest.get(4..4 + length) else { return Ok(false) };
        if kind & 0x7f == 4 {
            out.playing(title_and_artist(block))?;
        } else {
            self.codec = Some(begin(block, out)?);
        }
        metadata.last = last;
        self.split.buffer.pass(4 + length);
        Ok(true)
    }

    /// Begins in the middle of a stream, by what its frames say.
    fn join(&mut self, head: Head, out: &mut Out<'_>) -> Result<(), Error> {
        if let (Some(rate), Some(bits)) = (head.rate, head.bits) {
            let info = stream_info((16, LONGEST_BLOCK), (rate, head.channels, bits));
            self.codec = Some(begin(&info, out)?);
        }
        Ok(())
    }
}

/// A decoder for the stream that `info` describes; says what it is.
fn begin(info: &[u8], out: &mut Out<'_>) -> Result<Codec, Error> {
    let read = StreamInfo::read(info).ok_or_else(refusals::not_audio)?;
    out.facts(Kind::Flac.name(), read.rate, read.channels)?;
    Codec::new(Kind::Flac, (read.rate, read.channels), Some(info.to_vec()))
}

/// The STREAMINFO block of a stream of unknown length: shortest and longest block; rate, channels, bits.
pub fn stream_info(blocks: (u16, u16), (rate, channels, bits): (u32, u16, u16)) -> [u8; 34] {
    let packed = u64::from(rate) << 44 | u64::from(channels - 1) << 41 | u64::from(bits - 1) << 36;
    let mut info = [0; 34];
    let fields = [&blocks.0.to_be_bytes()[..], &blocks.1.to_be_bytes(), &[0; 6], &packed.to_be_bytes()].concat();
    info.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
    info
}

impl Dialect for Flac {
    fn push(&mut self, bytes: &[u8], out: &mut Out<'_>) -> Result<(), Error> {
        self.split.buffer.push(bytes);
        self.step(false, out)
    }

    fn end(&mut self, out: &mut Out<'_>) -> Result<(), Error> {
        self.step(true, out)
    }
}
