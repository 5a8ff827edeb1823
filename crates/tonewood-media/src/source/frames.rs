//! Files that are nothing but a row of frames with headers: MP3 and ADTS.

use std::io::Read;
use std::marker::PhantomData;

use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::coded::{Packets, Progress};
use super::window::Window;
use crate::error::Error;
use crate::refuse;

/// What a frame's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Bytes of the frame, header included.
    pub len: usize,
    /// Where the part for the decoder begins.
    pub payload: usize,
    /// Frames per second.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// Frames (samples of each channel) in it.
    pub samples: u16,
}

impl Head {
    /// Whether both can stand in one file.
    pub fn fits(&self, other: &Self) -> bool {
        self.rate == other.rate && self.channels == other.channels && self.samples == other.samples
    }
}

/// A format of frames.
pub trait Framing: Send {
    /// Longest header in bytes.
    const HEADER: usize;

    /// Reads the header at the start of `bytes`.
    fn head(bytes: &[u8]) -> Option<Head>;
}

/// Length of the chain of fitting frames at the start of `bytes`: their number, and whether the chain ends only where
/// the bytes do.
pub fn chain<F: Framing>(bytes: &[u8]) -> (usize, bool) {
    let mut rest = bytes;
    let mut first = None;
    let mut count = 0;
    while let Some(head) = F::head(rest) {
        if !first.get_or_insert(head).fits(&head) {
            return (count, false);
        }
        count += 1;
        match rest.get(head.len..) {
            Some(behind) => rest = behind,
            None => return (count, true),
        }
    }
    (count, rest.len() < F::HEADER)
}

/// Where in `bytes` the first believable frame stands: one of a chain of three, or of a shorter one that ends with the
/// file (`whole`).
pub fn find<F: Framing>(bytes: &[u8], whole: bool) -> Option<usize> {
    (0..bytes.len()).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        F::head(rest).is_some_and(|_| {
            let (count, to_the_end) = chain::<F>(rest);
            count >= 3 || (count > 0 && to_the_end && whole)
        })
    })
}

/// How far is looked for another frame behind something that is none.
const HORIZON: usize = 64 << 10;

/// The frames of a file, one by one.
pub struct Frames<F> {
    input: Window,
    first: Head,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    framing: PhantomData<F>,
}

impl<F: Framing> Frames<F> {
    /// The frames of `input`, which begins with `first`.
    pub fn new(input: Window, first: Head) -> Self {
        Self { input, first, buffer: Vec::new(), at: 0, ended: false, framing: PhantomData }
    }

    /// What lies ahead: at least `count` bytes, unless the file ends before.
    fn ahead(&mut self, count: usize) -> Result<&[u8], Error> {
        if self.buffer.len() - self.at < count && !self.ended {
            self.buffer.drain(..self.at);
            self.at = 0;
            let missing = HORIZON.saturating_sub(self.buffer.len()) as u64;
            let read = (&mut self.input).take(missing).read_to_end(&mut self.buffer).map_err(Error::reading)?;
            self.ended = (read as u64) < missing;
        }
        Ok(self.buffer.get(self.at..).unwrap_or_default())
    }

    /// What follows is not a frame: rubbish at the end is passed over, anything else is refused.
    fn not_a_frame(&mut self, progress: Progress) -> Result<Option<Packet>, Error> {
        let first = self.first;
        let ahead = self.ahead(HORIZON)?;
        let next = find::<F>(ahead, true).and_then(|at| F::head(ahead.get(at..)?));
        match next {
            Some(other) if !other.fits(&first) => {
                let what = "one with another sample rate or number of channels begins";
                Err(refuse::joined(progress.frames, progress.rate, what).into())
            }
            None if self.ended => Ok(None),
            _ => Err(refuse::damaged(progress.frames, progress.rate, "a part of it is not audio").into()),
        }
    }
}

impl<F: Framing> Packets for Frames<F> {
    fn next(&mut self, progress: Progress) -> Result<Option<Packet>, Error> {
        let first = self.first;
        let ahead = self.ahead(F::HEADER)?;
        let Some(head) = F::head(ahead).filter(|head| head.fits(&first)) else {
            return if ahead.is_empty() { Ok(None) } else { self.not_a_frame(progress) };
        };
        let Some(frame) = self.ahead(head.len)?.get(..head.len) else {
            return Err(refuse::stops_early(progress.frames, progress.expected, progress.rate).into());
        };
        let payload = frame.get(head.payload..).unwrap_or_default().to_vec();
        self.at += head.len;
        let at = Timestamp::new(i64::try_from(progress.frames).unwrap_or(i64::MAX));
        Ok(Some(Packet::new(0, at, Duration::new(head.samples.into()), payload)))
    }
}
