//! A track on its way into the rotation: its blob goes into a decoder, which waits when nobody wants more.

use futures::StreamExt as _;
use media::live::{Decoded, LiveDecodeJob};
use media::live::{LiveDecoder, Output};
use storage::{Blob, Key};
use tokio::io::AsyncWriteExt as _;
use tokio::process::ChildStdin;
use tokio::task::JoinHandle;

use super::mixing;
use super::tracks::Playable;
use crate::{Context, JobError};

/// A track that plays.
pub(super) struct Deck {
    output: Output<Decoded>,
    feeding: JoinHandle<()>,
    gain: f32,
}

impl Deck {
    /// Begins to decode a track.
    ///
    /// # Errors
    /// When its blob or the decoder is not to be had.
    pub(super) async fn open(context: &Context, playable: &Playable) -> Result<Self, JobError> {
        let blob = context.storage.get(&playable.key).await.map_err(JobError::retry)?;
        let job = LiveDecodeJob { content_type: playable.content_type.to_owned() };
        let LiveDecoder { input, output } = context.media.live_decode(&job).await.map_err(JobError::retry)?;
        let feeding = tokio::spawn(feed(blob, input, playable.key.clone()));
        Ok(Self { output, feeding, gain: mixing::gain(playable.loudness_lufs, playable.true_peak_dbtp) })
    }

    /// More of the track, as loud as it is to be; `None` at its end.
    ///
    /// # Errors
    /// When it cannot be decoded.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<f32>>, JobError> {
        loop {
            match self.output.next().await.map_err(JobError::retry)? {
                Some(Decoded::Samples(mut samples)) => {
                    samples.iter_mut().for_each(|sample| *sample *= self.gain);
                    return Ok(Some(samples));
                }
                Some(Decoded::Refused(refusal)) => return Err(JobError::fail(refusal.message)),
                Some(Decoded::Facts(_) | Decoded::Playing { .. }) => {}
                None => return Ok(None),
            }
        }
    }
}

impl Drop for Deck {
    fn drop(&mut self) {
        self.feeding.abort();
    }
}

async fn feed(blob: Blob, mut input: ChildStdin, key: Key) {
    let mut bytes = blob.into_stream();
    while let Some(piece) = bytes.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => return tracing::warn!(?key, %error, "a track of a rotation cannot be read to its end"),
        };
        // The decoder tells itself why it ended.
        if input.write_all(&piece).await.is_err() {
            return;
        }
    }
}
