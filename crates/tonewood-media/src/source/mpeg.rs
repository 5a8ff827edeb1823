//! MPEG layer III (MP3), frame by frame.

use symphonia::core::audio::layouts;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::codecs::audio::well_known::CODEC_ID_MP3;
use symphonia::default::codecs::MpaDecoder;

use super::coded::{Coded, Progress};
use super::frames::{self, Frames, Framing, Head};
use super::trailer::read_at;
use super::window::Window;
use super::{Facts, Source, Trim, Upload};
use crate::bytes::{array, be32, has};
use crate::error::Error;
use crate::refuse;

/// How far into the file the first frame may stand.
const SEARCH: u64 = 64 << 10;
/// Frames that every decoder adds before what the encoder's delay says.
const DECODER_DELAY: u64 = 529;

/// kbit/s by index, for version 1 and for versions 2 and 2.5.
const BITRATES: [[u32; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
/// Hz by index, for version 1.
const RATES: [u32; 3] = [44_100, 48_000, 32_000];

/// Frames of layer III.
pub struct Mp3;

impl Framing for Mp3 {
    const HEADER: usize = 4;

    fn head(bytes: &[u8]) -> Option<Head> {
        let word = be32(bytes, 0)?;
        let version = word >> 19 & 3;
        if word >> 21 != 0x7ff || version == 1 || word >> 17 & 3 != 1 {
            return None;
        }
        let bitrate = BITRATES.get(usize::from(version != 3))?.get((word >> 12 & 15) as usize)?;
        let divisor = match version {
            3 => 1,
            2 => 2,
            _ => 4,
        };
        let rate = RATES.get((word >> 10 & 3) as usize)? / divisor;
        let samples: u16 = if version == 3 { 1152 } else { 576 };
        let len = u32::from(samples) / 8 * bitrate * 1000 / rate + (word >> 9 & 1);
        let channels = if word >> 6 & 3 == 3 { 1 } else { 2 };
        (*bitrate > 0).then_some(Head { len: len as usize, payload: 0, rate, channels, samples })
    }
}

/// Where the first frame in `head` stands; `whole` if the file ends there.
pub fn find_first(head: &[u8], whole: bool) -> Option<usize> {
    frames::find::<Mp3>(head, whole)
}

/// The layer (1 to 3) of the frame that `head` begins with, if another frame follows it.
pub fn layer_at_start(head: &[u8]) -> Option<u32> {
    let word = be32(head, 0)?;
    let layer = 4_u32.checked_sub(word >> 17 & 3).filter(|layer| *layer < 4)?;
    let index = (word >> 12 & 15) as usize;
    let version1 = word >> 19 & 3 == 3;
    if layer == 3 || word >> 21 != 0x7ff || !version1 || index == 0 {
        return None;
    }
    let rate = RATES.get((word >> 10 & 3) as usize)?;
    let layer1 = index as u32 * 32;
    let layer2 = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384].get(index - 1)?;
    let padding = word >> 9 & 1;
    let len = if layer == 1 { (12_000 * layer1 / rate + padding) * 4 } else { 144_000 * layer2 / rate + padding };
    let next = be32(head, len as usize)?;
    (index < 15 && next >> 17 == word >> 17).then_some(layer)
}

/// What the first frame says if it is an information frame (Xing, Info or VBRI).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Info {
    /// Frames of the file that hold audio.
    frames: Option<u64>,
    /// Samples the encoder put before the audio, and behind it.
    gaps: Option<(u64, u64)>,
}

impl Info {
    fn read(frame: &[u8], head: Head) -> Option<Self> {
        let side = match (head.samples, head.channels) {
            (1152, 2) => 36,
            (1152, _) | (_, 2) => 21,
            _ => 13,
        };
        if has(frame, 36, b"VBRI") {
            return Some(Self { frames: be32(frame, 36 + 14).map(u64::from), gaps: None });
        }
        if !has(frame, side, b"Xing") && !has(frame, side, b"Info") {
            return None;
        }
        let flags = be32(frame, side + 4)?;
        let frames = if flags & 1 != 0 { be32(frame, side + 8).map(u64::from) } else { None };
        let fields = [(1, 4), (2, 4), (4, 100), (8, 4)];
        let encoder = side + 8 + fields.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, len)| len).sum::<usize>();
        let named = [b"LAME", b"Lavf", b"Lavc", b"GOGO", b"L3.9"].iter().any(|name| has(frame, encoder, *name));
        let gaps = array::<3>(frame, encoder + 21).filter(|_| named).map(|[a, b, c]| {
            let packed = u64::from(a) << 16 | u64::from(b) << 8 | u64::from(c);
            (packed >> 12, packed & 0xfff)
        });
        Some(Self { frames, gaps })
    }

    /// Samples before any trimming.
    fn expected(self, head: Head) -> Option<u64> {
        self.frames.filter(|frames| *frames > 0).map(|frames| frames * u64::from(head.samples))
    }

    fn trim(self, head: Head) -> Trim {
        let Some((delay, padding)) = self.gaps else { return Trim::default() };
        let skip = delay + DECODER_DELAY;
        let keep = self.expected(head).map(|all| all.saturating_sub((delay + padding).max(skip)));
        Trim { skip, keep }
    }
}

/// Whether a frame holds information about a file instead of sound.
pub fn is_information(frame: &[u8], head: Head) -> bool {
    Info::read(frame, head).is_some()
}

/// Opens a file in which a first frame was found.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let mut file = upload.file()?;
    let search = read_at(&mut file, upload.start, SEARCH.min(upload.len())).map_err(Error::reading)?;
    let whole = search.len() as u64 == upload.len();
    let at = find_first(&search, whole).ok_or_else(refuse::unknown_format)?;
    let frame = search.get(at..).unwrap_or_default();
    let head = Mp3::head(frame).ok_or_else(refuse::unknown_format)?;
    let frame = frame.get(..head.len).ok_or_else(refuse::stops_in_header)?;
    let info = Info::read(frame, head);
    let behind = at + if info.is_some() { head.len } else { 0 };
    let start = upload.start + behind as u64;
    let info = info.unwrap_or_default();
    let window = Window::new(upload.file()?, start, upload.end).map_err(Error::reading)?;
    let position = window.position();
    let facts = Facts {
        container: "mp3",
        codec: "mp3",
        lossless: false,
        bits: None,
        float: false,
        sample_rate: head.rate,
        channels: head.channels,
        audio_bytes: window.len(),
    };
    let expected = info.expected(head);
    let mut params = AudioCodecParameters::new();
    let layout = if head.channels == 1 { layouts::CHANNEL_LAYOUT_MONO } else { layouts::CHANNEL_LAYOUT_STEREO };
    params.for_codec(CODEC_ID_MP3).with_sample_rate(head.rate).with_channels(layout);
    let progress = Progress { frames: 0, expected, rate: head.rate };
    let decoder = MpaDecoder::try_new(&params, &AudioDecoderOptions::default().gapless(false));
    let decoder = decoder.map_err(|e| progress.error(e))?;
    let packets = Box::new(Frames::<Mp3>::new(window, head));
    let engine = Coded::new(packets, Box::new(decoder), (head.channels, head.rate), expected);
    Ok(Source { facts, trim: info.trim(head), engine: Box::new(engine), position, len: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 128 kbit/s, 44.1 kHz, stereo.
    const FRAME: [u8; 4] = [0xff, 0xfb, 0x90, 0x00];

    #[test]
    fn a_header_gives_the_length() {
        let head = Head { len: 417, payload: 0, rate: 44_100, channels: 2, samples: 1152 };
        assert_eq!(Mp3::head(&FRAME), Some(head));
        assert_eq!(Mp3::head(&[0xff, 0xfb, 0xf0, 0]), None);
        assert_eq!(Mp3::head(&[0xff, 0xfb, 0x00, 0]), None);
    }

    #[test]
    fn the_gapless_tag_gives_the_exact_length() {
        let head = Mp3::head(&FRAME).unwrap();
        let mut frame = vec![0; 417];
        frame[36..40].copy_from_slice(b"Info");
        frame[40..44].copy_from_slice(&1_u32.to_be_bytes());
        frame[44..48].copy_from_slice(&100_u32.to_be_bytes());
        frame[48..52].copy_from_slice(b"LAME");
        frame[69..72].copy_from_slice(&[0x24, 0x05, 0x00]);
        let info = Info::read(&frame, head).unwrap();
        assert_eq!(info, Info { frames: Some(100), gaps: Some((576, 1280)) });
        assert_eq!(info.trim(head), Trim { skip: 1105, keep: Some(115_200 - 576 - 1280) });
    }

    #[test]
    fn three_frames_in_a_row_are_believed() {
        let mut frame = FRAME.to_vec();
        frame.resize(417, 0);
        let bytes = [b"rubbish".to_vec(), frame.repeat(4)].concat();
        assert_eq!(find_first(&bytes, false), Some(7));
        assert_eq!(find_first(&frame[..200], false), None);
    }
}
