//! What the tests of the live commands share: sources made by ffmpeg, and both halves of a process at once.

use std::io;
use std::process::Command;
use std::time::Duration;

use media::live::{Decoded, Encoded, LiveDecodeJob, LiveEncodeJob, LiveFacts, LiveOutput, RATE};
use media::{MediaError, Refusal};
use tokio::io::AsyncWriteExt;

use crate::support::media;

/// Longest that anything here may take: it is waited for, not slept.
pub const LONG: Duration = Duration::from_secs(100);
/// Frequency of the tone.
const TONE: f64 = 997.0;

/// A tone of so many seconds as ffmpeg sends it; `options` say how, with spaces between.
pub fn source(seconds: u32, options: &str) -> Vec<u8> {
    let tone = format!("sine=frequency=997:sample_rate=44100:duration={seconds}");
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-f", "lavfi", "-i", &tone]).args(options.split_whitespace()).arg("-");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What came out of a decoder.
#[derive(Debug, Default)]
pub struct Heard {
    pub facts: Vec<LiveFacts>,
    pub samples: Vec<f32>,
    pub playing: Vec<(String, String)>,
    pub refused: Option<Refusal>,
}

impl Heard {
    pub fn frames(&self) -> usize {
        self.samples.len() / 2
    }

    pub fn take(&mut self, decoded: Decoded) {
        match decoded {
            Decoded::Facts(facts) => self.facts.push(facts),
            Decoded::Samples(samples) => self.samples.extend(samples),
            Decoded::Playing { title, artist } => self.playing.push((title, artist)),
            Decoded::Refused(refusal) => self.refused = Some(refusal),
        }
    }
}

/// Decodes all of `bytes`, which come in pieces of an odd length.
pub async fn decode(content_type: &str, bytes: &[u8]) -> Heard {
    let job = LiveDecodeJob { content_type: content_type.to_owned() };
    let decoder = media().live_decode(&job).await.unwrap();
    let (mut input, mut output) = (decoder.input, decoder.output);
    let feed = async move {
        for piece in bytes.chunks(1459) {
            // Whoever is refused need not be listened to.
            if input.write_all(piece).await.is_err() {
                break;
            }
        }
    };
    let read = async {
        let mut heard = Heard::default();
        while let Some(decoded) = output.next().await.unwrap() {
            heard.take(decoded);
        }
        heard
    };
    tokio::time::timeout(LONG, async { tokio::join!(feed, read).1 }).await.unwrap()
}

/// Encodes all of `samples`, which come in pieces of an odd length.
pub async fn encode(output: LiveOutput, first_segment: u64, samples: &[f32]) -> Vec<Encoded> {
    let encoder = media().live_encode(&LiveEncodeJob { output, first_segment }).await.unwrap();
    let (mut input, mut output) = (encoder.input, encoder.output);
    let feed = async move {
        for piece in samples.chunks(2 * 777) {
            input.write_samples(piece).await?;
        }
        io::Result::Ok(())
    };
    let read = async {
        let mut made = Vec::new();
        while let Some(encoded) = output.next().await? {
            made.push(encoded);
        }
        Ok::<_, MediaError>(made)
    };
    let (fed, made) = tokio::time::timeout(LONG, async { tokio::join!(feed, read) }).await.unwrap();
    let made = made.unwrap();
    fed.unwrap();
    made
}

/// A tone of so many frames at the rate of everything live.
pub fn tone(frames: usize) -> Vec<f32> {
    let sample = |i: usize| ((i as f64 * TONE / f64::from(RATE) * std::f64::consts::TAU).sin() * 0.4) as f32;
    (0..frames).flat_map(|i| [sample(i), sample(i)]).collect()
}

/// Checks that both channels of `samples` are the tone, from the second half second to the last but one, or so.
pub fn assert_tone(samples: &[f32], what: &str) {
    let left: Vec<f32> = samples.chunks_exact(2).map(|frame| frame[0]).collect();
    let edge = 24_000.min(left.len() / 4);
    let middle = &left[edge..left.len() - edge];
    assert!(samples.chunks_exact(2).all(|frame| (frame[0] - frame[1]).abs() < 0.05), "{what}: the channels differ");
    let mut crossings = Vec::new();
    for (at, pair) in middle.windows(2).enumerate() {
        if pair[0] < 0.0 && pair[1] >= 0.0 {
            crossings.push(at as f64 + f64::from(pair[0] / (pair[0] - pair[1])));
        }
    }
    let periods = (crossings.len() - 1) as f64;
    let frequency = periods * f64::from(RATE) / (crossings.last().unwrap() - crossings[0]);
    assert!((frequency - TONE).abs() < 1.0, "{what}: {frequency} Hz");
}
