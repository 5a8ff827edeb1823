//! FLAC without a container: where one frame ends and the next begins, which nothing says but their checksums.

use super::buffer::Buffer;
use crate::encode::flac_frames::{crc8, crc16_step};

/// What every stream begins with.
pub const MARK: &[u8] = b"fLaC";
/// Longest header of a frame.
const LONGEST_HEADER: usize = 16;
/// A frame has a header, something for each channel, and a checksum.
const SHORTEST_FRAME: usize = 9;

/// Rates by index; 0 stands for what the stream says, or what follows in the header.
const RATES: [u32; 12] = [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

/// What a frame's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// What all frames of a stream have in common: how they are numbered, their rate, channels and bits.
    pub common: [u8; 4],
    /// Frames per second, if it says so.
    pub rate: Option<u32>,
    /// Channels.
    pub channels: u16,
    /// Bits per sample, if it says so.
    pub bits: Option<u16>,
    /// Length of the header.
    len: usize,
    /// Longest that the frame can be.
    limit: usize,
}

/// What stands at a place.
enum At {
    Head(Head),
    Other,
    /// More bytes are needed to tell.
    Unknown,
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A whole frame.
    Frame(Head, Vec<u8>),
    /// A stream begins: [`MARK`] and metadata. It is left where it is.
    Mark,
}

/// Cuts bytes into frames.
#[derive(Debug, Default)]
pub struct Split {
    /// The bytes.
    pub buffer: Buffer,
    /// How many bytes of the frame at the front have been looked at, and their checksum.
    looked: usize,
    crc: u16,
}

impl Split {
    /// The next frame, past everything that is none; `None` if more bytes are needed. `whole` if no more will come.
    pub fn next(&mut self, whole: bool) -> Option<Found> {
        loop {
            let rest = self.buffer.rest();
            if rest.starts_with(MARK) {
                return Some(Found::Mark);
            }
            if rest.is_empty() || (!whole && MARK.starts_with(rest)) {
                return None;
            }
            let head = match head(rest) {
                At::Head(head) => head,
                At::Unknown if !whole => return None,
                At::Unknown | At::Other => {
                    self.pass(next_candidate(rest));
                    continue;
                }
            };
            match self.look(head, whole) {
                Look::Ends(at) => {
                    let frame = self.buffer.rest().get(..at).unwrap_or_default().to_vec();
                    self.pass(at);
                    return Some(Found::Frame(head, frame));
                }
                Look::Unknown => return None,
                Look::Broken => {
                    let next = next_candidate(self.buffer.rest());
                    self.pass(next);
                }
            }
        }
    }

    fn pass(&mut self, count: usize) {
        self.buffer.pass(count);
        (self.looked, self.crc) = (0, 0);
    }

    /// Looks for the end of the frame at the front: where its checksum is right and another frame follows.
    fn look(&mut self, of: Head, whole: bool) -> Look {
        let rest = self.buffer.rest();
        loop {
            let at = self.looked;
            if at > of.limit {
                return Look::Broken;
            }
            if self.crc == 0 && at >= SHORTEST_FRAME.max(of.len) {
                let behind = rest.get(at..).unwrap_or_default();
                match head(behind) {
                    _ if behind.starts_with(MARK) => return Look::Ends(at),
                    At::Head(next) if next.common == of.common => return Look::Ends(at),
                    // At the end of everything there may be nothing, or the beginning of what was never finished.
                    At::Unknown if whole => return Look::Ends(at),
                    At::Unknown => return Look::Unknown,
                    _ => {}
                }
            }
            let Some(byte) = rest.get(at) else { return if whole { Look::Broken } else { Look::Unknown } };
            self.crc = crc16_step(self.crc, *byte);
            self.looked += 1;
        }
    }
}

enum Look {
    Ends(usize),
    Unknown,
    Broken,
}

/// How far to the next place where something may begin.
fn next_candidate(rest: &[u8]) -> usize {
    let mut places = rest.iter().enumerate().skip(1);
    places.find(|(_, byte)| matches!(byte, 0xff | b'f')).map_or(rest.len(), |(at, _)| at)
}

fn head(bytes: &[u8]) -> At {
    let believable = match bytes {
        [] => return At::Unknown,
        [first] => *first == 0xff || *first == b'f',
        [first, second, ..] => (*first == 0xff && second & 0xfe == 0xf8) || MARK.starts_with(bytes),
    };
    if !believable {
        return At::Other;
    }
    match read_head(bytes) {
        Some(Some(head)) => At::Head(head),
        Some(None) => At::Other,
        None if bytes.len() < LONGEST_HEADER => At::Unknown,
        None => At::Other,
    }
}

/// `None` if `bytes` end too soon, `Some(None)` if it is no header.
fn read_head(bytes: &[u8]) -> Option<Option<Head>> {
    let [_, strategy, sizes, layout] = *bytes.first_chunk()?;
    let number = match bytes.get(4)?.leading_ones() {
        0 => 1,
        ones @ 2..=7 => ones as usize,
        _ => return Some(None),
    };
    let (size, rate) = (sizes >> 4, sizes & 15);
    let size_len = match size {
        6 => 1,
        7 => 2,
        _ => 0,
    };
    let rate_len = match rate {
        12 => 1,
        13 | 14 => 2,
        _ => 0,
    };
    let behind = 4 + number + size_len + rate_len;
    let crc = *bytes.get(behind)?;
    let field = |at: usize, len: usize| {
        let field = bytes.get(at..at + len).unwrap_or_default();
        field.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
    };
    let block = match size {
        1 => 192,
        2..=5 => 144 << size,
        6 | 7 => field(4 + number, size_len) + 1,
        8..=15 => 1 << size,
        _ => return Some(None),
    };
    let said = field(4 + number + size_len, rate_len);
    let rate = match rate {
        12 => Some(said * 1000),
        13 => Some(said),
        14 => Some(said * 10),
        other => match RATES.get(usize::from(other)) {
            Some(rate) => Some(*rate).filter(|rate| *rate > 0),
            None => return Some(None),
        },
    };
    let channels = match layout >> 4 {
        independent @ 0..=7 => u16::from(independent) + 1,
        8..=10 => 2,
        _ => return Some(None),
    };
    let bits = match layout >> 1 & 7 {
        0 => None,
        1 => Some(8),
        2 => Some(12),
        4 => Some(16),
        5 => Some(20),
        6 => Some(24),
        7 => Some(32),
        _ => return Some(None),
    };
    if layout & 1 == 1 || crc8(bytes.get(..behind)?) != crc {
        return Some(None);
    }
    // At worst samples stand there as they are, those of a difference with one bit more.
    let samples = usize::try_from(block).ok()? * usize::from(channels) * (usize::from(bits.unwrap_or(32)) + 1);
    let common = [strategy, sizes & 15, u8::try_from(channels).unwrap_or(0), layout & 0x0e];
    let limit = samples / 8 + usize::from(channels) * 8 + 64;
    Some(Some(Head { common, rate, channels, bits, len: behind + 1, limit }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Whole;
    use crate::encode::flac_frames::Frames;

    fn frames() -> Vec<Vec<u8>> {
        let mut encoder = Frames::new(Whole { channels: 2, rate: 48_000, bits: 24 });
        let mut noise = 1_u32;
        let mut block = |length: usize| -> Vec<i32> {
            let mut next = || {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                noise.cast_signed() >> 10
            };
            (0..2 * length).map(|_| next()).collect()
        };
        [4096, 4096, 1000, 4096, 20].map(|length| encoder.encode(&block(length)).unwrap().to_vec()).to_vec()
    }

    fn found(bytes: &[u8], step: usize) -> Vec<Vec<u8>> {
        let mut split = Split::default();
        let mut found = Vec::new();
        let mut take = |split: &mut Split, whole| {
            while let Some(Found::Frame(_, frame)) = split.next(whole) {
                found.push(frame);
            }
        };
        for part in bytes.chunks(step) {
            split.buffer.push(part);
            take(&mut split, false);
        }
        take(&mut split, true);
        found
    }

    #[test]
    fn frames_are_found_however_they_come() {
        let frames = frames();
        for step in [1, 7, 1000, 1 << 20] {
            assert_eq!(found(&frames.concat(), step), frames, "{step}");
        }
    }

    #[test]
    fn only_what_is_damaged_is_lost() {
        let frames = frames();
        let mut bytes = frames.concat();
        let middle = frames[0].len() + frames[1].len() / 2;
        bytes[middle] ^= 4;
        let whole = [&frames[..1], &frames[2..]].concat();
        assert_eq!(found(&bytes, 999), whole);
        // The beginning of a frame that was never finished, and a torn end.
        let torn = [&frames[0], &frames[1][..500], &frames[2], &frames[3][..9]].concat();
        assert_eq!(found(&torn, 999), [frames[0].clone(), frames[2].clone()]);
        assert_eq!(found(&[b"rubbish".as_slice(), &bytes].concat(), 999), whole);
    }
}
