//! MP4 and M4A with AAC or ALAC.

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::RegisterableAudioDecoder;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::default::codecs::{AacDecoder, AlacDecoder};
use symphonia::default::formats::IsoMp4Reader;

use super::coded::{Coded, Demuxed, Form, Progress};
use super::mp4_boxes::{self as boxes, Top, Track};
use super::{Facts, Source, Trim, Upload, mp4_config};
use crate::error::Error;
use crate::refuse;

/// Opens a file that is known to begin as MP4.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let top = Top::read(&mut upload.file()?, upload.start, upload.end)?;
    let Some(moov) = &top.moov else {
        let refusal = if top.cut {
            refuse::stops_early_without_index()
        } else if top.fragmented {
            refuse::damaged_header("its beginning (the initialisation segment) is missing")
        } else {
            refuse::damaged_header("it has no table of contents")
        };
        return Err(refusal.into());
    };
    let track = boxes::audio_track(moov, upload.end)?;
    let facts = facts(&track, top.media_bytes)?;
    let expected = (!top.fragmented).then(|| frames(track.duration, track.timescale, facts.sample_rate));
    if expected == Some(0) {
        return Err(refuse::no_audio().into());
    }
    if top.cut && !top.fragmented && track.held < track.duration {
        let held = frames(track.held, track.timescale, facts.sample_rate);
        return Err(refuse::stops_early(held, expected, facts.sample_rate).into());
    }
    let trim = if facts.codec == "aac" { boxes::gapless_note(moov) } else { None };
    let trim = match trim {
        Some((skip, keep)) if expected.is_none_or(|all| skip + keep <= all) => Trim { skip, keep: Some(keep) },
        _ => edit_trim(&track, facts.sample_rate, expected),
    };
    let progress = Progress { frames: 0, expected, rate: facts.sample_rate };
    let window = upload.window()?;
    let position = window.position();
    let stream = MediaSourceStream::new(Box::new(window), Default::default());
    let reader = IsoMp4Reader::try_new(stream, FormatOptions::default()).map_err(|e| progress.error(e))?;
    let (id, decoder) = decoder(&reader, facts.codec, progress)?;
    let form = if facts.codec == "alac" { Form::EndTag } else { Form::Any };
    let packets = Demuxed { reader: Box::new(reader), track: id, form, untrimmed: true };
    let shape = (facts.channels, facts.sample_rate);
    let engine = Coded::new(Box::new(packets), decoder, shape, expected);
    Ok(Source { facts, trim, engine: Box::new(engine), position, len: 0 })
}

/// `units` of `timescale` as frames at `rate`.
fn frames(units: u64, timescale: u32, rate: u32) -> u64 {
    let frames = u128::from(units) * u128::from(rate) / u128::from(timescale.max(1));
    u64::try_from(frames).unwrap_or(u64::MAX)
}

/// What the edit list says. Its length is often given in coarser units than its start; if it is as long as the rest of
/// the media within one such unit, the rest is meant.
fn edit_trim(track: &Track, rate: u32, expected: Option<u64>) -> Trim {
    let Some((length, start)) = track.edit else { return Trim::default() };
    let skip = frames(start, track.timescale, rate);
    let rest = expected.map(|all| all.saturating_sub(skip));
    let unit = u64::from(rate).div_ceil(u64::from(track.movie_timescale.max(1)));
    let length = (length > 0).then(|| frames(length, track.movie_timescale, rate));
    let keep = match (length, rest) {
        (Some(length), Some(rest)) if length + unit >= rest => Some(rest),
        (Some(length), _) => Some(length),
        (None, rest) => rest,
    };
    Trim { skip, keep }
}

fn facts(track: &Track, audio_bytes: u64) -> Result<Facts, Error> {
    let unreadable = || refuse::damaged_header("its table of contents cannot be read");
    let lossy = Facts {
        container: "mp4",
        codec: "aac",
        lossless: false,
        bits: None,
        float: false,
        sample_rate: 0,
        channels: 0,
        audio_bytes,
    };
    match &track.format {
        b"mp4a" => {
            let Some(config) = mp4_config::aac_config(&track.entry) else {
                return Err(refuse::unsupported_codec("of an unusual kind, in MP4").into());
            };
            match (config.object_type, config.channels) {
                (2, 1 | 2) => Ok(Facts { sample_rate: config.rate, channels: config.channels, ..lossy }),
                (2, 0) => Err(refuse::unsupported_codec("AAC with an unusual set of channels").into()),
                (2, more) => Err(refuse::surround(more.into()).into()),
                (5 | 29, _) => Err(refuse::unsupported_codec("HE-AAC, which has already lost much,").into()),
                _ => Err(refuse::unsupported_codec("AAC of an unusual kind").into()),
            }
        }
        b"alac" => {
            let (bits, channels, sample_rate) = mp4_config::alac_config(&track.entry).ok_or_else(unreadable)?;
            if channels > 2 {
                return Err(refuse::surround(channels.into()).into());
            }
            Ok(Facts { codec: "alac", lossless: true, bits: Some(bits), sample_rate, channels, ..lossy })
        }
        b"drms" | b"enca" => Err(refuse::protected().into()),
        b"ac-3" | b"ec-3" => Err(match mp4_config::entry_channels(&track.entry) {
            channels @ 3.. => refuse::surround(channels.into()),
            _ => refuse::unsupported_codec("Dolby Digital (AC-3) in MP4"),
        }
        .into()),
        other => {
            let name = String::from_utf8_lossy(other).trim().to_owned();
            Err(refuse::unsupported_codec(&format!("coded as “{name}”, in MP4")).into())
        }
    }
}

fn decoder(reader: &IsoMp4Reader<'_>, codec: &str, progress: Progress) -> Result<(u32, Box<dyn AudioDecoder>), Error> {
    let track = reader.first_track(TrackType::Audio);
    let Some((track, CodecParameters::Audio(params))) = track.and_then(|t| Some((t.id, t.codec_params.as_ref()?)))
    else {
        return Err(refuse::damaged_header("it holds no audio track").into());
    };
    let options = AudioDecoderOptions::default();
    let decoder = match codec {
        "alac" => AlacDecoder::try_registry_new(params, &options),
        _ => AacDecoder::try_registry_new(params, &options),
    };
    Ok((track, decoder.map_err(|e| progress.error(e))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(edit: (u64, u64)) -> Track {
        Track {
            format: *b"mp4a",
            entry: Vec::new(),
            timescale: 44_100,
            duration: 0,
            edit: Some(edit),
            movie_timescale: 1000,
            held: 0,
        }
    }

    #[test]
    fn a_length_in_milliseconds_means_the_rest_of_the_media() {
        let trim = edit_trim(&track((1000, 1024)), 44_100, Some(1024 + 44_077));
        assert_eq!(trim, Trim { skip: 1024, keep: Some(44_077) });
    }

    #[test]
    fn a_length_that_leaves_out_padding_is_kept() {
        let trim = edit_trim(&track((1000, 2112)), 44_100, Some(48_128));
        assert_eq!(trim, Trim { skip: 2112, keep: Some(44_100) });
    }
}
