//! What a file is, decoded to its end.

use media::wire::ProbeJob;
use media::{CoverFacts, Probe, Tags};

use crate::decode::Decoder;
use crate::error::Error;
use crate::refuse;
use crate::tags::read;
use crate::verdict::Verdicts;

/// Does the job.
pub fn run(job: &ProbeJob, progress: fn(f32)) -> Result<Probe, Error> {
    let mut decoder = Decoder::open(&job.input)?.telling(progress);
    let mut verdicts = Verdicts::new(decoder.facts());
    while let Some(block) = decoder.next_block()? {
        verdicts.push(block);
    }
    let facts = decoder.facts();
    let frames = decoder.frames();
    let (tags, cover) = tags(job, facts.container)?;
    let bits = u128::from(facts.audio_bytes) * 8 * u128::from(facts.sample_rate);
    let kbps = bits / u128::from(frames.max(1)) / 1000;
    Ok(Probe {
        container: facts.container.to_owned(),
        codec: facts.codec.to_owned(),
        lossless: facts.lossless,
        sample_rate: facts.sample_rate,
        channels: facts.channels,
        bits: facts.bits,
        float: facts.float,
        frames,
        duration_ms: rounded_ms(frames, facts.sample_rate),
        bitrate_kbps: if facts.lossless { None } else { u32::try_from(kbps).ok() },
        tags,
        cover,
        notices: verdicts.finish(),
    })
}

/// The tags and the cover. Where hostile ones make their reader panic, there are none: the audio is whole all the same.
fn tags(job: &ProbeJob, container: &str) -> Result<(Tags, Option<CoverFacts>), Error> {
    let read = || read(&job.input, container, &job.cover_out);
    std::panic::catch_unwind(read).unwrap_or_else(|_| Ok((Tags::default(), None)))
}

fn rounded_ms(frames: u64, rate: u32) -> i64 {
    refuse::ms(frames.saturating_mul(2), rate).saturating_add(1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_rounded() {
        assert_eq!(rounded_ms(44_100, 44_100), 1000);
        assert_eq!(rounded_ms(44_123, 44_100), 1001);
        assert_eq!(rounded_ms(44_121, 44_100), 1000);
    }
}
