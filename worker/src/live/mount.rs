//! The stream of a mount when the source's own bytes go through: cut into whole frames, so that who joins begins with one and
//! what is no sound (tags, pictures, the rest of a frame that was torn) stays behind.

use bytes::{Bytes, BytesMut};

/// Longest frame of either kind in bytes: ADTS says its length in 13 bits.
const LONGEST: usize = 8192;

/// What can go through as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// MPEG layer III (and II).
    Mpeg,
    /// AAC in ADTS.
    Adts,
}

impl Passing {
    /// What bytes of this media type are, if every player of mounts knows them.
    #[must_use]
    pub fn of(content_type: &str) -> Option<Self> {
        match content_type.split(';').next().map(str::trim) {
            Some("audio/mpeg" | "audio/mp3") => Some(Self::Mpeg),
            Some("audio/aac" | "audio/aacp") => Some(Self::Adts),
            _ => None,
        }
    }

    /// Its media type on the mount.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Mpeg => "audio/mpeg",
            Self::Adts => "audio/aac",
        }
    }

    /// The length of the frame with this head; `None` if it is none.
    fn length(self, head: [u8; 7]) -> Option<usize> {
        match self {
            Self::Mpeg => mpeg_length(head),
            Self::Adts => adts_length(head),
        }
    }
}

/// Cuts bytes into whole frames.
#[derive(Debug)]
pub struct Frames {
    kind: Passing,
    waiting: BytesMut,
}

impl Frames {
    /// Of a stream of this kind.
    #[must_use]
    pub fn new(kind: Passing) -> Self {
        Self { kind, waiting: BytesMut::new() }
    }

    /// Takes bytes as they come and gives the whole frames that are there now, if any. A frame is believed when another
    /// one, or nothing yet, follows it.
    pub fn take(&mut self, bytes: &[u8]) -> Option<Bytes> {
        self.waiting.extend_from_slice(bytes);
        let mut whole = BytesMut::new();
        while let Some(head) = self.waiting.first_chunk::<7>() {
            let Some(length) = self.kind.length(*head) else {
                self.skip();
                continue;
            };
            if self.waiting.len() < length + 7 {
                break;
            }
            let next = self.waiting.get(length..).and_then(|rest| rest.first_chunk::<7>());
            if next.is_some_and(|next| self.kind.length(*next).is_some() || is_tag(next)) {
                whole.unsplit(self.waiting.split_to(length));
            } else {
                self.skip();
            }
        }
        (!whole.is_empty()).then(|| whole.freeze())
    }

    /// Leaves out what is no frame, up to the next byte that may begin one.
    fn skip(&mut self) {
        let next = self.waiting.iter().skip(1).position(|byte| *byte == 0xff).map_or(self.waiting.len(), |at| at + 1);
        let _no_sound = self.waiting.split_to(next);
    }
}

/// Tags stand between frames where files were put behind each other.
fn is_tag(head: &[u8; 7]) -> bool {
    head.starts_with(b"ID3") || head.starts_with(b"TAG")
}

fn adts_length(head: [u8; 7]) -> Option<usize> {
    let [0xff, second, _, fourth, fifth, sixth, _] = head else { return None };
    if second & 0xf6 != 0xf0 {
        return None;
    }
    let length = usize::from(fourth & 3) << 11 | usize::from(fifth) << 3 | usize::from(sixth >> 5);
    (7..=LONGEST).contains(&length).then_some(length)
}

fn mpeg_length(head: [u8; 7]) -> Option<usize> {
    /// kbit/s of layer III, MPEG 1, then MPEG 2 and 2.5; of layer II, MPEG 1.
    const RATES: [[usize; 15]; 3] = [
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    ];
    const HERTZ: [usize; 3] = [44_100, 48_000, 32_000];
    let [0xff, second, third, ..] = head else { return None };
    if second & 0xe0 != 0xe0 {
        return None;
    }
    // Two bits of version (0 is 2.5, 2 is 2, 3 is 1) and two of layer (1 is III, 2 is II).
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let (divisor, first) = match version {
        3 => (1, true),
        2 => (2, false),
        0 => (4, false),
        _ => return None,
    };
    let (rates, samples) = match (layer, first) {
        (1, true) => (RATES.first()?, 1152),
        (1, false) => (RATES.get(1)?, 576),
        (2, true) => (RATES.get(2)?, 1152),
        (2, false) => (RATES.get(1)?, 1152),
        _ => return None,
    };
    let rate = *rates.get(usize::from(third >> 4))?;
    let hertz = HERTZ.get(usize::from(third >> 2 & 3))? / divisor;
    let length = samples / 8 * rate * 1000 / hertz + usize::from(third >> 1 & 1);
    (rate > 0).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MPEG 1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes.
    fn mpeg(content: u8) -> Vec<u8> {
        let mut frame = vec![content; 417];
        frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0x00]);
        frame
    }

    #[test]
    fn frames_come_whole_however_the_bytes_are_cut() {
        let torn = mpeg(9);
        let mut stream = [b"ID3\x04tag".as_slice(), &torn[300..]].concat();
        for content in 1..=5 {
            stream.extend(mpeg(content));
        }
        for size in [1, 7, 100, 1000, 4096] {
            let mut frames = Frames::new(Passing::Mpeg);
            let whole: Vec<u8> = stream.chunks(size).filter_map(|bytes| frames.take(bytes)).flatten().collect();
            // The last frame is still waiting for the one that follows.
            assert_eq!(whole, [mpeg(1), mpeg(2), mpeg(3), mpeg(4)].concat(), "in pieces of {size}");
        }
    }

    #[test]
    fn adts_says_its_length() {
        let mut frame = vec![1; 200];
        // 200 bytes (25 times 8 and none), AAC-LC, 48 kHz, stereo, no checksum.
        frame[..7].copy_from_slice(&[0xff, 0xf1, 0x4c, 0x80, 200 >> 3, 0x1f, 0xfc]);
        let mut frames = Frames::new(Passing::Adts);
        assert_eq!(frames.take(&[b"\xffnoise", frame.as_slice(), &frame].concat()).as_deref(), Some(frame.as_slice()));
    }

    #[test]
    fn what_is_no_sound_is_not_kept() {
        let mut frames = Frames::new(Passing::Mpeg);
        for _ in 0..1000 {
            assert_eq!(frames.take(&[0xff; 1000]), None);
            assert_eq!(frames.take(&[0; 1000]), None);
        }
        assert!(frames.waiting.len() < 10, "{}", frames.waiting.len());
    }
}
