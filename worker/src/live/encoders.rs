//! The encoders of a run: a child process each, with a queue of samples before it, so that one that hangs holds up nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use live::link::Rendition;
use media::live::{CHANNELS, Encoded, LiveEncodeJob, LiveEncoder, LiveOutput, RATE};
use media::{Media, MediaError, Rung};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// Frames that may wait for an encoder, 3 s and the 2 s that a source may send at once: one that has more to do does not keep
/// up.
const QUEUED: u64 = 5 * RATE as u64;

/// What an encoder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// A rendition of the ladder.
    Rung(Rendition),
    /// What is kept for the catalogue.
    Recording,
    /// The stream of the mount.
    Mount,
}

impl Slot {
    /// What its encoder makes; `adts` says what a mount is.
    #[must_use]
    pub const fn output(self, adts: bool) -> LiveOutput {
        match self {
            Self::Rung(Rendition::Aac64) => LiveOutput::Rung(Rung::Aac64),
            Self::Rung(Rendition::Aac128) => LiveOutput::Rung(Rung::Aac128),
            Self::Rung(Rendition::Aac320) => LiveOutput::Rung(Rung::Aac320),
            Self::Recording => LiveOutput::Recording,
            Self::Rung(Rendition::Mount) | Self::Mount if adts => LiveOutput::Adts,
            Self::Rung(Rendition::Mount) | Self::Mount => LiveOutput::Mp3,
        }
    }

    /// Its name for people and in storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rung(rendition) => rendition.name(),
            Self::Recording => "recording",
            Self::Mount => "mount",
        }
    }
}

/// Something that an encoder made, or its end.
#[derive(Debug)]
pub struct Made {
    /// Which one.
    pub slot: Slot,
    /// Which of those that have been started for the slot.
    pub generation: u32,
    /// What it made.
    pub what: What,
}

/// What comes from an encoder.
#[derive(Debug)]
pub enum What {
    /// A piece.
    Piece(Encoded),
    /// It has given everything, or it died, with its last words.
    Ended(Result<(), String>),
}

/// An encoder at work. When it is dropped it gives what it still has and ends.
#[derive(Debug)]
pub struct Encoder {
    queue: mpsc::UnboundedSender<Arc<[f32]>>,
    queued: Arc<AtomicU64>,
    task: AbortHandle,
}

impl Encoder {
    /// Starts one. What it makes, and last its end, come into `made`.
    #[must_use]
    pub fn start(
        media: Arc<Media>,
        job: LiveEncodeJob,
        (slot, generation): (Slot, u32),
        made: mpsc::UnboundedSender<Made>,
    ) -> Self {
        let (queue, samples) = mpsc::unbounded_channel();
        let queued = Arc::new(AtomicU64::new(0));
        let counted = queued.clone();
        let task = tokio::spawn(async move {
            let give = |what| {
                // Nobody listens when the run is over.
                let _ = made.send(Made { slot, generation, what });
            };
            let ended = match media.live_encode(&job).await {
                Ok(encoder) => encode(encoder, samples, &counted, give).await,
                Err(error) => Err(error),
            };
            give(What::Ended(ended.map_err(|error| error.to_string())));
        });
        Self { queue, queued, task: task.abort_handle() }
    }

    /// Hands over samples; `false` when it does not keep up or has ended.
    #[must_use]
    pub fn push(&self, samples: &Arc<[f32]>) -> bool {
        let before = self.queued.fetch_add(frames(samples), Ordering::Relaxed);
        before <= QUEUED && self.queue.send(samples.clone()).is_ok()
    }

    /// Ends it at once; nothing more comes of it.
    pub fn kill(self) {
        self.task.abort();
    }
}

/// How many frames these samples are.
#[must_use]
pub fn frames(samples: &[f32]) -> u64 {
    u64::try_from(samples.len()).unwrap_or(0) / u64::from(CHANNELS)
}

async fn encode(
    encoder: LiveEncoder,
    mut samples: mpsc::UnboundedReceiver<Arc<[f32]>>,
    queued: &AtomicU64,
    give: impl Fn(What),
) -> Result<(), MediaError> {
    let LiveEncoder { mut input, mut output } = encoder;
    let feeding = async move {
        while let Some(samples) = samples.recv().await {
            if input.write_samples(&samples).await.is_err() {
                // It has ended; how is told by its output.
                break;
            }
            queued.fetch_sub(frames(&samples), Ordering::Relaxed);
        }
        drop(input);
        std::future::pending::<()>().await;
    };
    let reading = async {
        while let Some(piece) = output.next().await? {
            give(What::Piece(piece));
        }
        Ok(())
    };
    tokio::select! {
        ended = reading => ended,
        () = feeding => Ok(()),
    }
}
