//! Ogg with Vorbis, Opus or FLAC.

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::RegisterableAudioDecoder;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::default::codecs::{FlacDecoder, VorbisDecoder};
use symphonia::default::formats::OggReader;
use symphonia_adapter_libopus::OpusDecoder;

use super::coded::{Coded, Demuxed, Form, Progress};
use super::ogg_pages::{self, Codec, Scan};
use super::{Facts, Source, Trim, Upload, flac};
use crate::error::Error;
use crate::refuse;

/// Opens a file that is known to begin as Ogg.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let scan = ogg_pages::scan(upload.window()?)?;
    if scan.channels > 2 {
        return Err(refuse::surround(scan.channels.into()).into());
    }
    let window = upload.window()?;
    let position = window.position();
    let progress = Progress { frames: 0, expected: None, rate: scan.rate };
    let stream = MediaSourceStream::new(Box::new(window), Default::default());
    let reader = OggReader::try_new(stream, FormatOptions::default()).map_err(|e| progress.error(e))?;
    let (track, decoder) = decoder(&reader, scan, progress)?;
    let untrimmed = matches!(scan.codec, Codec::Opus(_));
    let packets = Demuxed { reader: Box::new(reader), track, form: Form::Any, untrimmed };
    let facts = facts(scan, upload.len());
    // Streams that do not begin at zero have a last position beyond their length, so that is no promise.
    let expected = if let Codec::Flac(info) = scan.codec { info.frames } else { None };
    let engine = Coded::new(Box::new(packets), decoder, (scan.channels, scan.rate), expected);
    Ok(Source { facts, trim: trim(scan), engine: Box::new(engine), position, len: 0 })
}

fn decoder(reader: &OggReader<'_>, scan: Scan, progress: Progress) -> Result<(u32, Box<dyn AudioDecoder>), Error> {
    let track = reader.default_track(TrackType::Audio);
    let Some((track, CodecParameters::Audio(params))) = track.and_then(|t| Some((t.id, t.codec_params.clone()?)))
    else {
        return Err(refuse::damaged_header("its header cannot be read").into());
    };
    let mut params = params;
    let options = AudioDecoderOptions::default().verify(true);
    let decoder = match scan.codec {
        Codec::Vorbis => VorbisDecoder::try_registry_new(&params, &options),
        Codec::Flac(_) => FlacDecoder::try_registry_new(&params, &options),
        Codec::Opus(_) => {
            // Without the header the decoder leaves the trimming to us; its own reaches no farther than one packet.
            params.extra_data = None;
            OpusDecoder::try_registry_new(&params, &options)
        }
    };
    Ok((track, decoder.map_err(|e| progress.error(e))?))
}

fn facts(scan: Scan, audio_bytes: u64) -> Facts {
    let codec = match scan.codec {
        Codec::Flac(info) => return flac::facts("ogg", info, audio_bytes),
        Codec::Vorbis => "vorbis",
        Codec::Opus(_) => "opus",
    };
    Facts {
        container: "ogg",
        codec,
        lossless: false,
        bits: None,
        float: false,
        sample_rate: scan.rate,
        channels: scan.channels,
        audio_bytes,
    }
}

fn trim(scan: Scan) -> Trim {
    match scan.codec {
        Codec::Opus(skip) => Trim { skip: skip.into(), keep: Some(scan.frames()) },
        Codec::Vorbis => Trim { skip: 0, keep: Some(scan.granule) },
        Codec::Flac(_) => Trim::default(),
    }
}
