//! What a decoder gives: facts, samples at one rate with two channels, titles.

use std::io::Write;
use std::time::{Duration, Instant};

use media::live::{CHANNELS, Decoded, LiveFacts, RATE};

use super::refusals;
use crate::error::Error;
use crate::resample::{Resampler, greatest_common_divisor};

/// Bytes in a row that may be nothing to play.
const MOST_STRANGE: usize = 512 << 10;
/// How long nothing but such bytes may come, and how many are enough to say so.
const STRANGE: (Duration, usize) = (Duration::from_secs(5), 8 << 10);
/// Half of the resampler's step, about: a quarter of what a file is given, for 27 ms of delay instead of 100.
const HALF_STEP: usize = 512;
/// A rate that shares less with ours needs long steps.
const LONGEST_UNIT: u32 = 640;
/// Loudest sample believed: 12 dB over full scale.
const LOUDEST: f32 = 4.0;
/// Most samples in a frame: 0.34 s.
const MOST: usize = 32 << 10;

/// Where everything decoded goes.
pub struct Out<'a> {
    pipe: &'a mut (dyn Write + Send),
    facts: Option<LiveFacts>,
    resampler: Option<Resampler>,
    /// Stereo, of the source's rate: being prepared.
    stereo: Vec<f32>,
    /// Stereo, of our rate: to be written.
    ready: Vec<f32>,
    /// Bytes that have come since something of them could be used, and when that was.
    strange: usize,
    since: Instant,
}

impl<'a> Out<'a> {
    /// Writes to `pipe`.
    pub fn new(pipe: &'a mut (dyn Write + Send)) -> Self {
        let (stereo, ready) = (Vec::new(), Vec::new());
        Self { pipe, facts: None, resampler: None, stereo, ready, strange: 0, since: Instant::now() }
    }

    /// So many bytes have come.
    pub fn came(&mut self, bytes: usize) {
        self.strange += bytes;
    }

    /// Some of the bytes that came are understood.
    pub fn understood(&mut self) {
        self.strange = 0;
        self.since = Instant::now();
    }

    /// What the source is from here on; says it if it is something else than before.
    pub fn facts(&mut self, codec: &str, sample_rate: u32, channels: u16) -> Result<(), Error> {
        let facts = LiveFacts { codec: codec.to_owned(), sample_rate, channels };
        if self.facts.as_ref() == Some(&facts) {
            return Ok(());
        }
        if !(1..=CHANNELS).contains(&channels) {
            return Err(refusals::channels(channels).into());
        }
        let unit = sample_rate / greatest_common_divisor(sample_rate, RATE).max(1);
        if !(8_000..=384_000).contains(&sample_rate) || unit > LONGEST_UNIT {
            return Err(refusals::sample_rate(sample_rate).into());
        }
        self.finish()?;
        if sample_rate != RATE {
            self.resampler = Some(Resampler::with_step(sample_rate, RATE, CHANNELS, HALF_STEP)?);
        }
        self.say(&Decoded::Facts(facts.clone()))?;
        self.facts = Some(facts);
        Ok(())
    }

    /// Interleaved samples of what the facts say.
    pub fn samples(&mut self, samples: &[f32]) -> Result<(), Error> {
        if samples.is_empty() {
            return Ok(());
        }
        self.understood();
        let clean = |sample: &f32| if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 };
        let mono = self.facts.as_ref().is_some_and(|facts| facts.channels == 1);
        self.stereo.clear();
        if mono {
            self.stereo.extend(samples.iter().map(clean).flat_map(|sample| [sample, sample]));
        } else {
            self.stereo.extend(samples.iter().map(clean));
        }
        let ready = &mut self.ready;
        match &mut self.resampler {
            Some(resampler) => resampler.push(&self.stereo, |samples| {
                ready.extend_from_slice(samples);
                Ok(())
            }),
            None => {
                ready.extend_from_slice(&self.stereo);
                Ok(())
            }
        }
    }

    /// What plays from here on, if anything is said of it.
    pub fn playing(&mut self, (title, artist): (String, String)) -> Result<(), Error> {
        self.understood();
        if title.is_empty() && artist.is_empty() {
            return Ok(());
        }
        self.flush()?;
        self.say(&Decoded::Playing { title, artist })
    }

    /// Writes what is ready; refuses the source if too much has come of which nothing could be used.
    pub fn flush(&mut self) -> Result<(), Error> {
        let ready = std::mem::take(&mut self.ready);
        for samples in ready.chunks(MOST) {
            self.say(&Decoded::Samples(samples.to_vec()))?;
        }
        let (long, enough) = STRANGE;
        if self.strange > MOST_STRANGE || (self.strange > enough && self.since.elapsed() >= long) {
            return Err(refusals::not_audio().into());
        }
        Ok(())
    }

    /// Writes what the resampler holds back as well.
    pub fn finish(&mut self) -> Result<(), Error> {
        let ready = &mut self.ready;
        if let Some(resampler) = self.resampler.take().filter(Resampler::is_used) {
            resampler.finish(|samples| {
                ready.extend_from_slice(samples);
                Ok(())
            })?;
        }
        self.flush()
    }

    /// Writes a frame.
    pub fn say(&mut self, decoded: &Decoded) -> Result<(), Error> {
        let written = decoded.write_to(&mut self.pipe);
        written.map_err(|source| Error::Io { what: "cannot hand over what was decoded".to_owned(), source })
    }
}
