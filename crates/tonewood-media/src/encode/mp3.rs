//! MP3 by LAME, gapless.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use mp3lame_encoder::{
    Bitrate, Builder, Encoder, FlushGap, InterleavedPcm, Mode, MonoPcm, Quality, VbrMode, max_required_buffer_size,
};

use super::to_i16;
use crate::error::Error;

/// Frames handed to the library at once.
const STEP: usize = 8192;

/// How many bits are spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// 128 kbit/s, quickly.
    Kbps128,
    /// 192 kbit/s, as it is streamed: without a frame for information, which needs to know the end.
    Stream192,
    /// 320 kbit/s, carefully.
    Kbps320,
    /// As many as the best variable rate needs.
    V0,
}

/// A file in the making.
pub struct Mp3 {
    encoder: Encoder,
    channels: usize,
    path: PathBuf,
    file: BufWriter<File>,
    samples: Vec<i16>,
    coded: Vec<u8>,
    /// Where the first frame stands.
    start: u64,
    bytes: u64,
}

impl Mp3 {
    /// Creates `path` with `head`, such as a tag, in front, for samples of 1 or 2 channels at a rate of 32,000, 44,100
    /// or 48,000.
    pub fn create(path: &Path, head: &[u8], (channels, rate): (u16, u32), bits: Rate) -> Result<Self, Error> {
        let encoder = build(channels, rate, bits)?;
        let mut file = BufWriter::new(File::create(path).map_err(Error::io("create", path))?);
        file.write_all(head).map_err(Error::io("write", path))?;
        let start = head.len() as u64;
        Ok(Self {
            encoder,
            channels: channels.into(),
            path: path.to_owned(),
            file,
            samples: Vec::new(),
            coded: Vec::new(),
            start,
            bytes: start,
        })
    }

    /// Takes interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        for part in samples.chunks(STEP * self.channels) {
            self.samples.clear();
            self.samples.extend(to_i16(part));
            self.coded.reserve(max_required_buffer_size(STEP));
            let coded = if self.channels == 1 {
                self.encoder.encode_to_vec(MonoPcm(&self.samples), &mut self.coded)
            } else {
                self.encoder.encode_to_vec(InterleavedPcm(&self.samples), &mut self.coded)
            };
            coded.map_err(|e| Error::internal("the MP3 encoder failed")(&e))?;
            self.write()?;
        }
        Ok(())
    }

    /// Writes the rest, and into the first frame what decoders need to cut off delay and padding; the file's length.
    pub fn finish(mut self) -> Result<u64, Error> {
        self.coded.reserve(max_required_buffer_size(STEP));
        let rest = self.encoder.flush_to_vec::<FlushGap>(&mut self.coded);
        rest.map_err(|e| Error::internal("the MP3 encoder failed")(&e))?;
        self.write()?;
        let mut tag = Vec::with_capacity(self.encoder.lame_tag_size());
        self.encoder.lame_tag_encode_to_vec(&mut tag).ok_or_else(|| Error::Internal("no gapless tag".to_owned()))?;
        let start = self.start;
        let place = |file: &mut BufWriter<File>| {
            file.seek(SeekFrom::Start(start))?;
            file.write_all(&tag)?;
            file.flush()
        };
        place(&mut self.file).map_err(Error::io("write", &self.path))?;
        Ok(self.bytes)
    }

    fn write(&mut self) -> Result<(), Error> {
        self.file.write_all(&self.coded).map_err(Error::io("write", &self.path))?;
        self.bytes += self.coded.len() as u64;
        self.coded.clear();
        Ok(())
    }
}

/// An encoder for samples of 1 or 2 channels at a rate of 32,000, 44,100 or 48,000.
pub fn build(channels: u16, rate: u32, bits: Rate) -> Result<Encoder, Error> {
    try_build(channels, rate, bits).ok_or_else(|| Error::Internal("the MP3 encoder cannot be set up".to_owned()))
}

fn try_build(channels: u16, rate: u32, bits: Rate) -> Option<Encoder> {
    let mode = if channels == 1 { Mode::Mono } else { Mode::JointStereo };
    let mut builder = Builder::new()?;
    builder.set_num_channels(u8::try_from(channels).ok()?).ok()?;
    builder.set_sample_rate(rate).ok()?;
    builder.set_output_sample_rate(std::num::NonZero::new(rate)).ok()?;
    builder.set_mode(mode).ok()?;
    match bits {
        Rate::Kbps128 => builder.set_brate(Bitrate::Kbps128).ok()?,
        Rate::Stream192 => builder.set_brate(Bitrate::Kbps192).ok()?,
        Rate::Kbps320 => builder.set_brate(Bitrate::Kbps320).ok()?,
        Rate::V0 => {
            builder.set_vbr_mode(VbrMode::Mtrh).ok()?;
            builder.set_vbr_quality(Quality::Best).ok()?;
        }
    }
    let quickly = matches!(bits, Rate::Kbps128 | Rate::Stream192);
    builder.set_quality(if quickly { Quality::Good } else { Quality::NearBest }).ok()?;
    builder.set_to_write_vbr_tag(bits != Rate::Stream192).ok()?;
    builder.build().ok()
}
