//! The packets of a stream in Ogg (or WebM): headers first, then sound.

use super::codec::{Codec, Kind};
use super::comments::title_and_artist;
use super::out::Out;
use super::refusals;
use crate::bytes::{has, le16, le32};
use crate::error::Error;
use crate::source::flac::StreamInfo;

/// Where STREAMINFO stands in the first packet of FLAC.
const INFO: std::ops::Range<usize> = 17..51;
/// Opus counts at this rate, whatever it was made of.
const OPUS_RATE: u32 = 48_000;

/// One stream.
pub struct Track {
    kind: Kind,
    first: Vec<u8>,
    rate: u32,
    channels: u16,
    /// `None` until all headers have come.
    codec: Option<Codec>,
    /// Samples at the beginning that are not to be heard.
    skip: usize,
    /// What Opus wants its samples to be multiplied with.
    gain: f32,
    decoded: Vec<f32>,
}

impl Track {
    /// The stream of which this is the first packet, or `None` if it is of no kind that can be played. Says what it is.
    pub fn begin(first: &[u8], out: &mut Out<'_>) -> Result<Option<Self>, Error> {
        let byte = |at: usize| first.get(at).copied().map(u16::from);
        let known = if has(first, 0, b"\x01vorbis") {
            byte(11).zip(le32(first, 12)).map(|(channels, rate)| (Kind::Vorbis, rate, channels))
        } else if has(first, 0, b"OpusHead") {
            byte(9).map(|channels| (Kind::Opus, OPUS_RATE, channels))
        } else if has(first, 0, b"\x7fFLAC") {
            first.get(INFO).and_then(StreamInfo::read).map(|info| (Kind::Flac, info.rate, info.channels))
        } else if has(first, 0, b"Speex   ") {
            return Err(refusals::unsupported_codec("Speex").into());
        } else {
            None
        };
        let Some((kind, rate, channels)) = known else { return Ok(None) };
        out.facts(kind.name(), rate, channels)?;
        let mut track =
            Self { kind, first: first.to_vec(), rate, channels, codec: None, skip: 0, gain: 1.0, decoded: Vec::new() };
        if kind == Kind::Opus {
            track.skip = usize::from(le16(first, 10).unwrap_or(0)) * usize::from(channels);
            let gain = le16(first, 16).map_or(0, u16::cast_signed);
            track.gain = 10_f32.powf(f32::from(gain) / 256.0 / 20.0);
            track.codec = Some(Codec::new(kind, (rate, channels), None)?);
        }
        if kind == Kind::Flac {
            track.codec = Some(Codec::new(kind, (rate, channels), first.get(INFO).map(<[u8]>::to_vec))?);
        }
        Ok(Some(track))
    }

    /// Takes the next packet; its samples, if it has some, go behind `samples`.
    pub fn packet(&mut self, packet: &[u8], out: &mut Out<'_>, samples: &mut Vec<f32>) -> Result<(), Error> {
        if self.header(packet, out)? {
            return Ok(());
        }
        let Some(codec) = &mut self.codec else { return Ok(()) };
        codec.decode(packet, &mut self.decoded);
        if self.gain == 1.0 {
            samples.extend_from_slice(&self.decoded);
        } else {
            samples.extend(self.decoded.iter().map(|sample| sample * self.gain));
        }
        Ok(())
    }

    /// Whether the packet is a header, which is used.
    fn header(&mut self, packet: &[u8], out: &mut Out<'_>) -> Result<bool, Error> {
        let comments = match (self.kind, packet) {
            (Kind::Vorbis, [3, comments @ ..]) => comments.get(6..),
            (Kind::Vorbis, [5, ..]) => {
                let setup = [&*self.first, packet].concat();
                self.codec = Some(Codec::new(self.kind, (self.rate, self.channels), Some(setup))?);
                None
            }
            (Kind::Vorbis, [first, ..]) if first & 1 == 1 => None,
            (Kind::Opus, packet) if has(packet, 0, b"OpusTags") => packet.get(8..),
            (Kind::Opus, packet) if has(packet, 0, b"OpusHead") => None,
            (Kind::Flac, [first, block @ ..]) if *first != 0xff => block.get(3..).filter(|_| first & 0x7f == 4),
            _ => return Ok(packet.is_empty()),
        };
        if let Some(comments) = comments {
            out.playing(title_and_artist(comments))?;
        }
        Ok(true)
    }

    /// How many frames these samples are.
    pub fn frames(&self, samples: &[f32]) -> u64 {
        samples.len() as u64 / u64::from(self.channels.max(1))
    }

    /// Cuts samples off behind so many frames, if any.
    pub fn keep(&self, frames: Option<u64>, samples: &mut Vec<f32>) {
        if let Some(frames) = frames.and_then(|frames| usize::try_from(frames).ok()) {
            samples.truncate(frames.saturating_mul(self.channels.into()));
        }
    }

    /// The samples without those that are not to be heard.
    pub fn unskipped<'a>(&mut self, samples: &'a [f32]) -> &'a [f32] {
        let skipped = self.skip.min(samples.len());
        self.skip -= skipped;
        samples.get(skipped..).unwrap_or_default()
    }
}
