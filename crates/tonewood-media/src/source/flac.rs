//! FLAC in its own container.

use std::fs::File;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoderOptions};
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::MediaSourceStream;
use symphonia::default::codecs::FlacDecoder;
use symphonia::default::formats::FlacReader;

use super::coded::{Coded, Demuxed, Form, Progress};
use super::trailer::read_at;
use super::{Facts, Source, Trim, Upload};
use crate::bytes::{array, be16};
use crate::error::Error;
use crate::refuse;

/// What the first metadata block says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamInfo {
    /// Frames per second.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// Bits per sample.
    pub bits: u16,
    /// Frames, if known.
    pub frames: Option<u64>,
}

impl StreamInfo {
    /// Reads the 34 bytes of the block.
    pub fn read(block: &[u8]) -> Option<Self> {
        let packed = array(block, 10).map(u64::from_be_bytes)?;
        let field = |shift: u32, bits: u32| packed >> shift & ((1 << bits) - 1);
        let frames = field(0, 36);
        Some(Self {
            rate: u32::try_from(field(44, 20)).ok()?,
            channels: u16::try_from(field(41, 3)).ok()? + 1,
            bits: u16::try_from(field(36, 5)).ok()? + 1,
            frames: (frames > 0).then_some(frames),
        })
    }
}

/// Opens a file that is known to begin as FLAC.
pub fn open(upload: &Upload) -> Result<Source, Error> {
    let info = stream_info(&mut upload.file()?, upload.start)?;
    if info.channels > 2 {
        return Err(refuse::surround(info.channels.into()).into());
    }
    let window = upload.window()?;
    let position = window.position();
    let progress = Progress { frames: 0, expected: info.frames, rate: info.rate };
    let stream = MediaSourceStream::new(Box::new(window), Default::default());
    let reader = FlacReader::try_new(stream, FormatOptions::default()).map_err(|e| progress.error(e))?;
    let params = parameters(&reader)?;
    let decoder = FlacDecoder::try_new(&params, &AudioDecoderOptions::default().verify(true));
    let decoder = decoder.map_err(|e| progress.error(e))?;
    let packets = Demuxed { reader: Box::new(reader), track: 0, form: Form::Continuous, untrimmed: false };
    let facts = facts("flac", info, upload.len());
    let shape = (info.channels, info.rate);
    let engine = Coded::new(Box::new(packets), Box::new(decoder), shape, info.frames);
    Ok(Source { facts, trim: Trim::default(), engine: Box::new(engine), position, len: 0 })
}

/// Facts of FLAC in `container`.
pub fn facts(container: &'static str, info: StreamInfo, audio_bytes: u64) -> Facts {
    Facts {
        container,
        codec: "flac",
        lossless: true,
        bits: Some(info.bits),
        float: false,
        sample_rate: info.rate,
        channels: info.channels,
        audio_bytes,
    }
}

fn stream_info(file: &mut File, start: u64) -> Result<StreamInfo, Error> {
    let head = read_at(file, start, 42).map_err(Error::reading)?;
    if head.len() < 42 {
        return Err(refuse::stops_in_header().into());
    }
    let is_info = head.get(4).is_some_and(|kind| kind & 0x7f == 0) && be16(&head, 6) == Some(34);
    let info = head.get(8..).filter(|_| is_info).and_then(StreamInfo::read);
    Ok(info.ok_or_else(|| refuse::damaged_header("its header cannot be read"))?)
}

fn parameters(reader: &FlacReader<'_>) -> Result<AudioCodecParameters, Error> {
    match reader.tracks().first().and_then(|track| track.codec_params.as_ref()) {
        Some(CodecParameters::Audio(params)) => Ok(params.clone()),
        _ => Err(refuse::damaged_header("its header cannot be read").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_info_is_read() {
        let mut block = vec![0; 10];
        block.extend((96_000_u64 << 44 | 1 << 41 | 23 << 36 | 123_456).to_be_bytes());
        block.extend([0; 16]);
        let info = StreamInfo { rate: 96_000, channels: 2, bits: 24, frames: Some(123_456) };
        assert_eq!(StreamInfo::read(&block), Some(info));
    }
}
