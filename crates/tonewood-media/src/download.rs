//! Whole files for listeners, tagged, in constant memory.

use media::{DownloadFormat, DownloadJob};

use crate::decode::Decoder;
use crate::encode::chunked::{Chunked, Kind, chunk};
use crate::encode::flac::Flac;
use crate::encode::m4a::{self, Aac, Alac};
use crate::encode::mp3::{Mp3, Rate};
use crate::encode::opus::{self, Opus};
use crate::encode::{Whole, bitrate};
use crate::error::Error;
use crate::refuse;
use crate::resample::{Resampler, ladder_rate};
use crate::source::Facts;
use crate::tags::{self, Gapless};

/// Bits per second of AAC in stereo.
const AAC: u32 = 256_000;

/// Does the job.
pub fn run(job: &DownloadJob, progress: fn(f32)) -> Result<(), Error> {
    let decoder = Decoder::open(&job.input)?.telling(progress);
    if job.format.lossless() && !decoder.facts().lossless {
        return Err(refuse::not_lossless().into());
    }
    let cover = job.cover.as_deref().map(|path| std::fs::read(path).map_err(Error::io("read", path))).transpose()?;
    match job.format {
        DownloadFormat::Flac => flac(job, decoder, cover),
        DownloadFormat::Wav => wav(job, decoder, cover),
        DownloadFormat::Aiff => aiff(job, decoder, cover),
        DownloadFormat::Alac => alac(job, decoder, cover),
        DownloadFormat::Mp3_320 => mp3(job, decoder, cover, Rate::Kbps320),
        DownloadFormat::Mp3V0 => mp3(job, decoder, cover, Rate::V0),
        DownloadFormat::Aac => aac(job, decoder, cover),
        DownloadFormat::Opus => opus(job, decoder, cover),
    }
}

/// What a lossless file of a master with these facts holds.
fn whole(facts: &Facts) -> Whole {
    let bits = match facts.bits {
        _ if facts.float => 24,
        Some(25..) => 32,
        Some(17..) => 24,
        _ => 16,
    };
    Whole { channels: facts.channels, rate: facts.sample_rate, bits }
}

fn flac(job: &DownloadJob, mut decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let mut flac = Flac::create(&job.output, whole(decoder.facts()), tags::flac(&job.tags, cover)?)?;
    while let Some(samples) = decoder.next_whole()? {
        flac.push(samples)?;
    }
    flac.finish()
}

fn wav(job: &DownloadJob, mut decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let facts = decoder.facts();
    let float = facts.float;
    let kind = Kind::Wav { float };
    let format = if float { Whole { bits: 32, ..whole(facts) } } else { whole(facts) };
    let behind = chunk(kind, *b"id3 ", &tags::id3(&job.tags, cover)?);
    let mut wav = Chunked::create(&job.output, kind, format, behind)?;
    if float {
        while let Some(samples) = decoder.next_block()? {
            wav.push_float(samples)?;
        }
    } else {
        while let Some(samples) = decoder.next_whole()? {
            wav.push(samples)?;
        }
    }
    wav.finish()
}

fn aiff(job: &DownloadJob, mut decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let behind = chunk(Kind::Aiff, *b"ID3 ", &tags::id3(&job.tags, cover)?);
    let mut aiff = Chunked::create(&job.output, Kind::Aiff, whole(decoder.facts()), behind)?;
    while let Some(samples) = decoder.next_whole()? {
        aiff.push(samples)?;
    }
    aiff.finish()
}

fn alac(job: &DownloadJob, mut decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let mut alac = Alac::create(&job.output, whole(decoder.facts()))?;
    while let Some(samples) = decoder.next_whole()? {
        alac.push(samples)?;
    }
    alac.finish(&tags::ilst(&job.tags, cover, None)?)
}

fn mp3(job: &DownloadJob, decoder: Decoder, cover: Option<Vec<u8>>, bits: Rate) -> Result<(), Error> {
    let Facts { sample_rate, channels, .. } = *decoder.facts();
    // The rates at which 320 kbit/s exist are those of the ladder, and 32,000.
    let rate = if sample_rate == 32_000 { sample_rate } else { ladder_rate(sample_rate) };
    let tag = tags::id3(&job.tags, cover)?;
    let mut mp3 = Mp3::create(&job.output, &tag, (channels, rate), bits)?;
    at_rate(decoder, rate, |samples| mp3.push(samples))?;
    mp3.finish().map(|_| ())
}

fn aac(job: &DownloadJob, decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let Facts { sample_rate, channels, .. } = *decoder.facts();
    let rate = ladder_rate(sample_rate);
    let frames = m4a::length(&job.input, rate)?;
    let mut aac = Aac::create(&job.output, (channels, rate), bitrate(AAC, channels), frames)?;
    at_rate(decoder, rate, |samples| aac.push(samples))?;
    let delay = aac.priming().into();
    aac.finish(|frames, padding| tags::ilst(&job.tags, cover, Some(Gapless { delay, padding, frames })))
}

fn opus(job: &DownloadJob, decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let Facts { sample_rate, channels, .. } = *decoder.facts();
    let comments = tags::opus(&job.tags, cover)?;
    let mut opus = Opus::create(&job.output, channels, sample_rate, comments)?;
    at_rate(decoder, opus::RATE, |samples| opus.push(samples))?;
    opus.finish()
}

/// Decodes everything at this rate into `sink`.
fn at_rate(mut decoder: Decoder, to: u32, mut sink: impl FnMut(&[f32]) -> Result<(), Error>) -> Result<(), Error> {
    let Facts { sample_rate: from, channels, .. } = *decoder.facts();
    let mut resampler = if from == to { None } else { Some(Resampler::new(from, to, channels)?) };
    while let Some(block) = decoder.next_block()? {
        match &mut resampler {
            Some(resampler) => resampler.push(block, &mut sink)?,
            None => sink(block)?,
        }
    }
    match resampler {
        Some(resampler) => resampler.finish(sink),
        None => Ok(()),
    }
}
