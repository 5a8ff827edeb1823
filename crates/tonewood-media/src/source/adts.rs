//! AAC without a container but its frames' headers (ADTS).

use symphonia::core::audio::layouts;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::codecs::audio::well_known::CODEC_ID_AAC;
use symphonia::default::codecs::AacDecoder;

use super::coded::{Coded, Progress};
use super::frames::{self, Frames, Framing, Head};
use super::trailer::read_at;
use super::{Facts, Source, Trim, Upload};
use crate::bytes::array;
use crate::error::Error;
use crate::refuse;

/// Hz by index.
pub const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// Frames of AAC.
pub struct Adts;

impl Framing for Adts {
    const HEADER: usize = 9;

    fn head(bytes: &[u8]) -> Option<Head> {
        let header =
            array::<7>(bytes, 0).map(|seven| seven.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))?;
        let field = |shift: u32, bits: u32| header >> shift & ((1 << bits) - 1);
        if field(44, 12) != 0xfff || field(41, 2) != 0 || field(0, 2) != 0 {
            return None;
        }
        let rate = *RATES.get(usize::try_from(field(34, 4)).ok()?)?;
        let payload = if field(40, 1) == 1 { 7 } else { 9 };
        let len = usize::try_from(field(13, 13)).ok()?;
        let channels = match field(30, 3) {
            7 => 8,
            config => u16::try_from(config).ok()?,
        };
        (len > payload).then_some(Head { len, payload, rate, channels, samples: 1024 })
    }
}

/// Whether `head` begins with at least two fitting frames.
pub fn starts(head: &[u8]) -> bool {
    let (count, to_the_end) = frames::chain::<Adts>(head);
    count >= 3 || (count >= 2 && to_the_end)
}

/// Opens a file that is known to begin with frames.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let start = read_at(&mut upload.file()?, upload.start, 16).map_err(Error::reading)?;
    let head = Adts::head(&start).ok_or_else(refuse::unknown_format)?;
    let layout = match head.channels {
        1 => layouts::CHANNEL_LAYOUT_MONO,
        2 => layouts::CHANNEL_LAYOUT_STEREO,
        0 => return Err(refuse::unsupported_codec("AAC with an unusual set of channels").into()),
        more => return Err(refuse::surround(more.into()).into()),
    };
    let window = upload.window()?;
    let position = window.position();
    let facts = Facts {
        container: "adts",
        codec: "aac",
        lossless: false,
        bits: None,
        float: false,
        sample_rate: head.rate,
        channels: head.channels,
        audio_bytes: window.len(),
    };
    let mut params = AudioCodecParameters::new();
    params.for_codec(CODEC_ID_AAC).with_sample_rate(head.rate).with_channels(layout);
    let progress = Progress { frames: 0, expected: None, rate: head.rate };
    let decoder = AacDecoder::try_new(&params, &AudioDecoderOptions::default()).map_err(|e| progress.error(e))?;
    let packets = Box::new(Frames::<Adts>::new(window, head));
    let engine = Coded::new(packets, Box::new(decoder), (head.channels, head.rate), None);
    Ok(Source { facts, trim: Trim::default(), engine: Box::new(engine), position, len: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_gives_the_length() {
        let head = Head { len: 371, payload: 7, rate: 44_100, channels: 2, samples: 1024 };
        assert_eq!(Adts::head(&[0xff, 0xf1, 0x50, 0x80, 0x2e, 0x7f, 0xfc, 0, 0]), Some(head));
        assert_eq!(Adts::head(&[0xff, 0xfb, 0x90, 0x00, 0, 0, 0, 0, 0]), None);
    }
}
