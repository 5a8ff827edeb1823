//! The beginning of a track as files by themselves, with a fade where it breaks off.

use media::{Preview, PreviewJob, Rung};

use crate::decode::Decoder;
use crate::encode::m4a::{self, Aac};
use crate::encode::mp3::{Mp3, Rate};
use crate::error::Error;
use crate::resample::Resampler;

/// How long the fade is, in milliseconds.
const FADE_MS: u64 = 1500;

/// Does the job.
pub fn run(job: &PreviewJob) -> Result<Preview, Error> {
    if ![44_100, 48_000].contains(&job.rate) {
        return Err(Error::Internal(format!("no preview has a rate of {}", job.rate)));
    }
    let all = m4a::length(&job.input, job.rate)?;
    let frames = all.min(u64::from(job.rate) * u64::from(job.seconds));
    let mut decoder = Decoder::open(&job.input)?;
    let (channels, from) = (decoder.facts().channels, decoder.facts().sample_rate);
    let [m4a, mp3] = ["m4a", "mp3"].map(|ending| job.out_dir.join(format!("preview-{}.{ending}", job.seconds)));
    let bitrate = Rung::Aac128.bitrate().unwrap_or(0);
    let mut output = Output {
        aac: Aac::create(&m4a, (channels, job.rate), bitrate, frames)?,
        mpeg: Mp3::create(&mp3, &[], (channels, job.rate), Rate::Kbps128)?,
        channels: usize::from(channels),
        at: 0,
        end: frames,
        fade: if frames < all { (u64::from(job.rate) * FADE_MS / 1000).min(frames) } else { 0 },
        samples: Vec::new(),
    };
    let mut resampler = if from == job.rate { None } else { Some(Resampler::new(from, job.rate, channels)?) };
    while output.at < output.end {
        let Some(block) = decoder.next_block()? else { break };
        match &mut resampler {
            Some(resampler) => resampler.push(block, |samples| output.push(samples))?,
            None => output.push(block)?,
        }
    }
    if let Some(resampler) = resampler.filter(|_| output.at < output.end) {
        resampler.finish(|samples| output.push(samples))?;
    }
    // A track of less than half a frame is rounded up to one.
    let missing = usize::try_from(output.end - output.at).unwrap_or(0) * output.channels;
    output.push(&vec![0.0; missing])?;
    output.aac.finish(|_, _| Ok(Vec::new()))?;
    let m4a_bytes = std::fs::metadata(&m4a).map_err(Error::io("measure", &m4a))?.len();
    Ok(Preview { frames, m4a_bytes, mp3_bytes: output.mpeg.finish()? })
}

/// Both files in the making.
struct Output {
    aac: Aac,
    mpeg: Mp3,
    channels: usize,
    /// Frames that have come.
    at: u64,
    /// Frames that are wanted.
    end: u64,
    /// How many of the last ones fade.
    fade: u64,
    samples: Vec<f32>,
}

impl Output {
    /// Takes interleaved samples; what is behind the end is dropped.
    fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.samples.clear();
        for frame in samples.chunks_exact(self.channels) {
            let left = self.end - self.at;
            if left == 0 {
                break;
            }
            // Cosine: neither its beginning nor its end can be heard as a corner.
            let part = if left <= self.fade { left as f32 / self.fade as f32 } else { 1.0 };
            let gain = (1.0 - (part * std::f32::consts::PI).cos()) / 2.0;
            self.samples.extend(frame.iter().map(|sample| sample * gain));
            self.at += 1;
        }
        if self.samples.is_empty() {
            return Ok(());
        }
        self.aac.push(&self.samples)?;
        self.mpeg.push(&self.samples)
    }
}
