//! A decoder that outlives what breaks it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::audio::conv::ConvertibleSample;
use symphonia::core::audio::{Channels, layouts};
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::RegisterableAudioDecoder;
use symphonia::core::errors::{Error as Symphonia, unsupported_error};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};
use symphonia::default::codecs::{AacDecoder, FlacDecoder, MpaDecoder, VorbisDecoder};
use symphonia_adapter_libopus::OpusDecoder;

use super::refusals;
use crate::error::Error;

/// A codec for packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// MPEG layer III, with the frames' headers.
    Mp3,
    /// AAC-LC without headers.
    Aac,
    /// Vorbis, of which the setup is the first packet and the third.
    Vorbis,
    /// Opus.
    Opus,
    /// FLAC, of which the setup is STREAMINFO.
    Flac,
}

impl Kind {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mp3 => "MP3",
            Self::Aac => "AAC",
            Self::Vorbis => "Vorbis",
            Self::Opus => "Opus",
            Self::Flac => "FLAC",
        }
    }

    fn id(self) -> AudioCodecId {
        match self {
            Self::Mp3 => CODEC_ID_MP3,
            Self::Aac => CODEC_ID_AAC,
            Self::Vorbis => CODEC_ID_VORBIS,
            Self::Opus => CODEC_ID_OPUS,
            Self::Flac => CODEC_ID_FLAC,
        }
    }
}

/// A decoder for one stream of packets.
pub struct Codec {
    kind: Kind,
    params: AudioCodecParameters,
    decoder: Box<dyn AudioDecoder>,
    channels: usize,
    /// Samples that the last good packet had.
    last: usize,
}

impl Codec {
    /// For so many channels (1 or 2) at `rate`; `setup` is what the kind says, or nothing.
    pub fn new(kind: Kind, (rate, channels): (u32, u16), setup: Option<Vec<u8>>) -> Result<Self, Error> {
        let layout: Channels = match channels {
            1 => layouts::CHANNEL_LAYOUT_MONO,
            2 => layouts::CHANNEL_LAYOUT_STEREO,
            other => return Err(refusals::channels(other).into()),
        };
        let mut params = AudioCodecParameters::new();
        params.for_codec(kind.id()).with_sample_rate(rate).with_channels(layout);
        params.extra_data = setup.map(Vec::into_boxed_slice);
        let decoder = build(kind, &params).map_err(|_| refusals::unsupported_codec(kind.name()))?;
        Ok(Self { kind, params, decoder, channels: channels.into(), last: 0 })
    }

    /// Replaces `samples` by those of a packet, interleaved; by silence of the same length if the packet is broken.
    pub fn decode<S: ConvertibleSample>(&mut self, packet: &[u8], samples: &mut Vec<S>) {
        if !self.try_decode(packet, samples) {
            samples.clear();
            samples.resize(self.last, S::MID);
        }
        self.last = samples.len();
    }

    /// The same, but says whether the packet was whole; if not, `samples` are nothing.
    pub fn try_decode<S: ConvertibleSample>(&mut self, packet: &[u8], samples: &mut Vec<S>) -> bool {
        let packet = Packet::new(0, Timestamp::new(0), Duration::ZERO, packet);
        let (decoder, channels) = (&mut self.decoder, self.channels);
        let decode = AssertUnwindSafe(|| {
            let decoded = decoder.decode(&packet).ok()?;
            if decoded.frames() > 0 && decoded.spec().channels().count() != channels {
                return None;
            }
            decoded.copy_to_vec_interleaved(samples);
            Some(())
        });
        // What breaks a decoder must not end a stream that plays for hours.
        match catch_unwind(decode) {
            Ok(done) => done.is_some(),
            Err(_) => {
                self.reset();
                false
            }
        }
    }

    /// Forgets what came before.
    pub fn reset(&mut self) {
        if let Ok(decoder) = build(self.kind, &self.params) {
            self.decoder = decoder;
        }
        self.last = 0;
    }
}

fn build(kind: Kind, params: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, Symphonia> {
    let options = AudioDecoderOptions::default();
    let build = || match kind {
        Kind::Mp3 => MpaDecoder::try_registry_new(params, &options.gapless(false)),
        Kind::Aac => AacDecoder::try_registry_new(params, &options),
        Kind::Vorbis => VorbisDecoder::try_registry_new(params, &options),
        Kind::Opus => OpusDecoder::try_registry_new(params, &options),
        Kind::Flac => FlacDecoder::try_registry_new(params, &options),
    };
    catch_unwind(AssertUnwindSafe(build)).unwrap_or_else(|_| unsupported_error("broken setup"))
}
