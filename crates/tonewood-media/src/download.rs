//! Whole files for listeners, tagged, in constant memory: the tags come first, then the audio, once.

use media::{DownloadFormat, DownloadJob};
use mp3lame_encoder::Bitrate;

use crate::decode::Decoder;
use crate::encode::flac::{Flac, Format};
use crate::encode::mp3::Mp3;
use crate::error::Error;
use crate::refuse;
use crate::resample::{Resampler, ladder_rate};
use crate::tags;

/// Does the job.
pub fn run(job: &DownloadJob) -> Result<(), Error> {
    let decoder = Decoder::open(&job.input)?;
    let cover = job.cover.as_deref().map(|path| std::fs::read(path).map_err(Error::io("read", path))).transpose()?;
    match job.format {
        DownloadFormat::Flac => flac(job, decoder, cover),
        DownloadFormat::Mp3_320 => mp3(job, decoder, cover),
    }
}

fn flac(job: &DownloadJob, mut decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let facts = decoder.facts();
    let Some(bits) = facts.bits.filter(|_| facts.lossless) else { return Err(refuse::not_lossless().into()) };
    let bits = if bits > 16 { 24 } else { 16 };
    let format = Format { channels: facts.channels, rate: facts.sample_rate, bits };
    let options = tags::flac(&job.tags, cover)?;
    let mut flac = Flac::create(&job.output, format, options)?;
    while let Some(block) = decoder.next_block()? {
        flac.push(block)?;
    }
    flac.finish()
}

fn mp3(job: &DownloadJob, mut decoder: Decoder, cover: Option<Vec<u8>>) -> Result<(), Error> {
    let facts = decoder.facts();
    let (from, channels) = (facts.sample_rate, facts.channels);
    // The rates at which 320 kbit/s exist are those of the ladder, and 32,000.
    let to = if from == 32_000 { from } else { ladder_rate(from) };
    let mut resampler = if from == to { None } else { Some(Resampler::new(from, to, channels)?) };
    let tag = tags::id3(&job.tags, cover)?;
    let mut mp3 = Mp3::create(&job.output, &tag, (channels, to), Bitrate::Kbps320)?;
    while let Some(block) = decoder.next_block()? {
        match &mut resampler {
            Some(resampler) => resampler.push(block, |samples| mp3.push(samples))?,
            None => mp3.push(block)?,
        }
    }
    if let Some(resampler) = resampler {
        resampler.finish(|samples| mp3.push(samples))?;
    }
    mp3.finish().map(|_| ())
}
