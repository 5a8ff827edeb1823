//! What a file is, decoded to its end.

use media::wire::ProbeJob;
use media::{Notice, Probe};

use crate::decode::Decoder;
use crate::error::Error;
use crate::refuse;
use crate::tags;

/// Does the job.
pub fn run(job: &ProbeJob, mut progress: impl FnMut(f32)) -> Result<Probe, Error> {
    let mut decoder = Decoder::open(&job.input)?;
    let mut peak = 0.0_f32;
    let mut told = 0.0;
    while let Some(block) = decoder.next_block()? {
        peak = block.iter().fold(peak, |peak, sample| sample.abs().max(peak));
        if decoder.done() - told >= 0.01 {
            told = decoder.done();
            progress(told);
        }
    }
    let facts = decoder.facts();
    let frames = decoder.frames();
    let (tags, cover) = tags::read(&job.input, facts.container, &job.cover_out)?;
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
        notices: notices(peak, facts.float),
    })
}

fn rounded_ms(frames: u64, rate: u32) -> i64 {
    refuse::ms(frames.saturating_mul(2), rate).saturating_add(1) / 2
}

fn notices(peak: f32, float: bool) -> Vec<Notice> {
    let mut notices = Vec::new();
    if peak == 0.0 {
        let message = "The whole file is silent.".to_owned();
        notices.push(Notice { code: "silent".to_owned(), message });
    }
    // Lossy codecs overshoot by nature; only in a file of floating point numbers is it a choice of the mix.
    if float && peak > 1.0 {
        let over = 20.0 * peak.log10();
        let message = format!(
            "The mix goes {over:.1} dB over full scale. What is over is cut off when it is encoded, which can be heard: \
             turn it down and export it again."
        );
        notices.push(Notice { code: "above_full_scale".to_owned(), message });
    }
    notices
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

    #[test]
    fn only_floats_can_mean_to_be_too_loud() {
        assert!(notices(1.3, false).is_empty());
        assert!(notices(1.3, true)[0].message.contains("2.3 dB over"));
        assert_eq!(notices(0.0, false)[0].code, "silent");
    }
}
