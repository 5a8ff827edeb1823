//! What the sample entries of an MP4 file say about their codecs.

use super::adts;
use crate::bytes::{be16, be32};

/// What an AAC track is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AacConfig {
    /// Kind of audio object; 2 is AAC-LC, 5 and 29 are HE-AAC.
    pub object_type: u32,
    /// Frames per second.
    pub rate: u32,
    /// Channels; 0 if they are told elsewhere.
    pub channels: u16,
}

/// The configuration in a sample entry with an `esds` box; `None` for other codecs in that kind of entry.
pub fn aac_config(entry: &[u8]) -> Option<AacConfig> {
    let esds = entry.windows(4).position(|four| four == b"esds").and_then(|at| entry.get(at + 8..))?;
    let config = descriptor(esds, 0x03)?.get(3..)?;
    let config = descriptor(config, 0x04)?;
    if config.first()? != &0x40 {
        return None;
    }
    let specific = descriptor(config.get(13..)?, 0x05)?;
    let mut bits = Bits { bytes: specific, at: 0 };
    let object_type = bits.object_type()?;
    let rate = bits.rate()?;
    let channels = match bits.take(4)? {
        7 => 8,
        channels => u16::try_from(channels).ok()?,
    };
    bits.take(3)?;
    // HE-AAC may also be told behind the part that old decoders read.
    let hidden = bits.take(11) == Some(0x2b7) && bits.object_type() == Some(5) && bits.take(1) == Some(1);
    Some(AacConfig { object_type: if hidden { 5 } else { object_type }, rate, channels })
}

/// The content of the descriptor with this tag at the start of `bytes`.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    let (first, mut rest) = bytes.split_first()?;
    let mut len = 0_usize;
    for _ in 0..4 {
        let (byte, behind) = rest.split_first()?;
        rest = behind;
        len = len << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    (*first == tag).then(|| rest.get(..len.min(rest.len())))?
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        (0..count).try_fold(0, |value, _| {
            let byte = *self.bytes.get(self.at / 8)?;
            let bit = byte >> (7 - self.at % 8) & 1;
            self.at += 1;
            Some(value << 1 | u32::from(bit))
        })
    }

    fn object_type(&mut self) -> Option<u32> {
        match self.take(5)? {
            31 => Some(32 + self.take(6)?),
            kind => Some(kind),
        }
    }

    fn rate(&mut self) -> Option<u32> {
        match self.take(4)? {
            15 => self.take(24),
            index => adts::RATES.get(index as usize).copied(),
        }
    }
}

/// Bits, channels and rate from the magic cookie of ALAC in a sample entry.
pub fn alac_config(entry: &[u8]) -> Option<(u16, u16, u32)> {
    // The entry itself bears the same four letters as the box in it.
    let inner = entry.get(8..)?;
    let cookie = inner.windows(4).position(|four| four == b"alac").and_then(|at| inner.get(at + 8..))?;
    Some((u16::from(*cookie.get(5)?), u16::from(*cookie.get(9)?), be32(cookie, 20)?))
}

/// Channels by the sample entry, for codecs that are only named in a refusal.
pub fn entry_channels(entry: &[u8]) -> u16 {
    be16(entry, 24).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(config: &[u8]) -> Vec<u8> {
        let len = config.len() as u8;
        let mut entry = vec![0; 36];
        entry.extend(b"\0\0\0\x33esds\0\0\0\0");
        entry.extend([0x03, 24 + len, 0, 1, 0, 0x04, 16 + len, 0x40, 0x15]);
        entry.extend([0; 11]);
        entry.extend([0x05, len]);
        entry.extend(config);
        entry
    }

    #[test]
    fn configurations_of_aac_are_read() {
        let lc = AacConfig { object_type: 2, rate: 44_100, channels: 2 };
        assert_eq!(aac_config(&entry(&[0x12, 0x10])), Some(lc));
        let hidden = AacConfig { object_type: 5, rate: 22_050, channels: 2 };
        assert_eq!(aac_config(&entry(&[0x13, 0x90, 0x56, 0xe5, 0xa0])), Some(hidden));
        let surround = AacConfig { object_type: 2, rate: 48_000, channels: 6 };
        assert_eq!(aac_config(&entry(&[0x11, 0xb0])), Some(surround));
    }
}
