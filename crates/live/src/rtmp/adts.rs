//! AAC as RTMP carries it, and as a stream of its own (ADTS).

use bytes::{BufMut, Bytes, BytesMut};

/// Bytes of a header without checksum.
const HEADER: usize = 7;
/// Longest frame with its header that a header can tell.
const LONGEST: usize = (1 << 13) - 1;

/// Makes ADTS of the sound tags of RTMP.
#[derive(Debug, Default)]
pub(crate) struct Adts {
    /// Object type less one, index of the rate, channels: once they are known.
    config: Option<(u8, u8, u8)>,
}

impl Adts {
    /// The frame in a tag; `None` when it has none.
    ///
    /// # Errors
    /// Gives words for people when this is not AAC as ADTS can have it.
    pub fn frame(&mut self, tag: &[u8]) -> Result<Option<Bytes>, &'static str> {
        let [kind, rest @ ..] = tag else { return Ok(None) };
        if kind >> 4 != 10 {
            return Err("Only AAC is taken over RTMP: choose AAC for the sound.");
        }
        match rest {
            [0, config @ ..] => {
                self.config =
                    Some(parse(config).ok_or("This kind of AAC is not taken: choose AAC-LC in mono or stereo.")?);
                Ok(None)
            }
            [1, raw @ ..] if !raw.is_empty() && raw.len() + HEADER <= LONGEST => {
                Ok(self.config.map(|config| wrap(config, raw)))
            }
            _ => Ok(None),
        }
    }
}

/// What an `AudioSpecificConfig` says.
fn parse(config: &[u8]) -> Option<(u8, u8, u8)> {
    let [first, second, ..] = config else { return None };
    let kind = match first >> 3 {
        // What makes it HE-AAC lies in the frames; their core is AAC-LC.
        5 | 29 => 2,
        kind @ 1..=4 => kind,
        _ => return None,
    };
    let rate = (first & 7) << 1 | second >> 7;
    let channels = second >> 3 & 15;
    (rate < 13 && (1..=7).contains(&channels)).then_some((kind - 1, rate, channels))
}

fn wrap((profile, rate, channels): (u8, u8, u8), raw: &[u8]) -> Bytes {
    let length = u32::try_from(raw.len() + HEADER).unwrap_or_default();
    // Sync word, MPEG-4, no checksum; then what it is; its length; a buffer of variable rate; one frame.
    let head: u64 = 0xfff1 << 40
        | u64::from(profile) << 38
        | u64::from(rate) << 34
        | u64::from(channels) << 30
        | u64::from(length) << 13
        | 0x7ff << 2;
    let mut out = BytesMut::with_capacity(raw.len() + HEADER);
    out.put_slice(head.to_be_bytes().get(1..).unwrap_or_default());
    out.put_slice(raw);
    out.freeze()
}

/// The first frame in a stream of ADTS: `AudioSpecificConfig`, the frame without its header, rate in Hz, and how many bytes it
/// took with its header. `None` when no whole frame begins there.
pub(crate) fn config_of(stream: &[u8]) -> Option<([u8; 2], &[u8], u32, usize)> {
    let [0xff, second, third, fourth, fifth, sixth, _, ..] = stream else { return None };
    if second & 0xf6 != 0xf0 {
        return None;
    }
    let (profile, rate) = (third >> 6, third >> 2 & 15);
    let channels = (third & 1) << 2 | fourth >> 6;
    let length = usize::from(fourth & 3) << 11 | usize::from(*fifth) << 3 | usize::from(sixth >> 5);
    let header = if second & 1 == 1 { HEADER } else { HEADER + 2 };
    let hertz = *[96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350]
        .get(usize::from(rate))?;
    let config = [(profile + 1) << 3 | rate >> 1, rate << 7 | channels << 3];
    Some((config, stream.get(header..length)?, hertz, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let mut adts = Adts::default();
        assert_eq!(adts.frame(&[0xaf, 1, 9]), Ok(None));
        assert_eq!(adts.frame(&[0xaf, 0, 0x11, 0x90]), Ok(None));
        let frame = adts.frame(&[&[0xaf, 1][..], &[7; 300]].concat()).unwrap().unwrap();
        assert_eq!(frame[..7], [0xff, 0xf1, 0x4c, 0x80, 0x26, 0x7f, 0xfc]);
        let (config, raw, hertz, length) = config_of(&frame).unwrap();
        assert_eq!((config, raw, hertz, length), ([0x11, 0x90], &[7; 300][..], 48_000, 307));
        assert_eq!(config_of(&frame[..306]), None);
        assert_eq!(config_of(&frame[1..]), None);
    }

    #[test]
    fn what_is_no_aac_gets_words() {
        assert!(Adts::default().frame(&[0x2f, 0xff, 0xfb]).is_err());
        assert!(Adts::default().frame(&[0xaf, 0, 0xff, 0xff]).is_err());
        assert_eq!(Adts::default().frame(&[]), Ok(None));
        assert_eq!(Adts::default().frame(&[0xaf]), Ok(None));
    }
}
