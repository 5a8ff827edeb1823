//! Samples on their way from the decoder to some threads, which share every chunk of them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::error::Error;

/// Chunks that may wait for a slow thread.
const WAITING: usize = 8;
/// Frames per chunk, at least: small blocks are gathered so that threads are not woken for nothing.
const GATHER: usize = 8192;

/// Which part of what is encoded samples belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The end of the track before, or silence.
    #[default]
    Before,
    /// The track.
    Track,
    /// The beginning of the track after.
    After,
}

/// Interleaved samples that several threads read; full scale is 1.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// What they are.
    pub part: Part,
    /// Never empty.
    pub samples: Arc<Vec<f32>>,
}

/// Why feeding ended early.
pub enum Fed {
    /// A thread takes no more samples: it has failed.
    Stopped,
    /// The file, most likely.
    Error(Error),
}

impl From<Error> for Fed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Chunks on their way to some threads.
#[derive(Default)]
pub struct Fan {
    threads: Vec<SyncSender<Chunk>>,
    gathered: Vec<f32>,
    part: Part,
    channels: usize,
}

impl Fan {
    /// For samples of so many channels.
    pub fn new(channels: u16) -> Self {
        Self { channels: channels.into(), ..Self::default() }
    }

    /// What one more thread reads.
    pub fn thread(&mut self) -> Receiver<Chunk> {
        let (sender, receiver) = sync_channel(WAITING);
        self.threads.push(sender);
        receiver
    }

    /// Whether nobody reads.
    pub fn is_idle(&self) -> bool {
        self.threads.is_empty()
    }

    /// Sends samples, sooner or later.
    pub fn push(&mut self, part: Part, samples: &[f32]) -> Result<(), Fed> {
        if self.threads.is_empty() {
            return Ok(());
        }
        if part != self.part {
            self.flush()?;
            self.part = part;
        }
        self.gathered.extend_from_slice(samples);
        if self.gathered.len() >= GATHER * self.channels { self.flush() } else { Ok(()) }
    }

    /// Sends what has been gathered.
    pub fn flush(&mut self) -> Result<(), Fed> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let next = Vec::with_capacity(self.gathered.capacity());
        let chunk = Chunk { part: self.part, samples: Arc::new(std::mem::replace(&mut self.gathered, next)) };
        self.threads.iter().try_for_each(|thread| thread.send(chunk.clone())).map_err(|_| Fed::Stopped)
    }
}
