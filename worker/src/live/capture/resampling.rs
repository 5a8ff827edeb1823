//! A card that does not run at 48 kHz: its samples go through the decoder for live sources, which resamples.

use std::io;

use media::live::{Decoded, LiveDecodeJob};
use media::{Media, MediaError};
use tokio::io::AsyncWriteExt as _;
use tokio::process::ChildStdin;
use tokio::task::JoinHandle;

use crate::live::source::{Given, SourceEnd};

/// A resampler at work; ends when it is dropped.
pub(super) struct Resampling {
    input: ChildStdin,
    output: JoinHandle<()>,
}

impl Resampling {
    /// Starts one whose samples go to the run.
    pub(super) async fn start(media: &Media, rate: u32, to: SourceEnd) -> Result<Self, MediaError> {
        let job = LiveDecodeJob { content_type: format!("audio/x-f32le;rate={rate};channels=2") };
        let mut decoder = media.live_decode(&job).await?;
        let output = tokio::spawn(async move {
            loop {
                match decoder.output.next().await {
                    // What the card is has been said already.
                    Ok(Some(Decoded::Samples(samples))) => {
                        if to.give(Given::Samples(samples)).await.is_err() {
                            return;
                        }
                    }
                    Ok(Some(_)) => {}
                    Ok(None) => return,
                    Err(error) => return tracing::warn!(%error, "the resampler of a sound card ended"),
                }
            }
        });
        Ok(Self { input: decoder.input, output })
    }

    /// Hands over interleaved stereo samples.
    pub(super) async fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.input.write_all(&bytes).await
    }
}

impl Drop for Resampling {
    fn drop(&mut self) {
        self.output.abort();
    }
}
