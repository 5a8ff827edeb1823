//! Keeps what is finished: the blobs of a segment first, the recording among them, then the row that names them. Nothing here
//! can stop the stream: what storage does not take is tried again, and told.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use model::show_segments::{self, NewShowSegment};
use storage::{Key, Storage, StorageError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::assembly::Segment;
use super::lease::Lease;
use super::status::{Shared, Trouble};
use crate::Context;

/// Most bytes that wait for storage: a quarter of an hour of a recorded show.
const WAITING: usize = 256 << 20;
/// How long to wait before storage is tried again: what ends has little time to keep its last segments.
const AGAIN: Duration = Duration::from_millis(500);

/// What is to be kept, in order.
#[derive(Debug)]
enum Piece {
    /// The head of a rendition in a run, or of the recording: its path in the show, and its bytes.
    Head(String, Bytes),
    Segment(Segment),
}

impl Piece {
    fn bytes(&self) -> usize {
        match self {
            Self::Head(_, bytes) => bytes.len(),
            Self::Segment(segment) => segment.bytes(),
        }
    }
}

/// Keeps the segments of one show for as long as this worker owns it.
#[derive(Debug)]
pub struct Recorder {
    to: mpsc::UnboundedSender<Piece>,
    waiting: Arc<AtomicUsize>,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// Where pieces go, for the runs of a show.
#[derive(Debug, Clone)]
pub struct Shelf {
    to: mpsc::UnboundedSender<Piece>,
    waiting: Arc<AtomicUsize>,
    shared: Arc<Shared>,
}

impl Recorder {
    /// Starts to keep what comes. A show that is owned by another cancels the lease.
    #[must_use]
    pub fn start(context: Context, lease: Lease, shared: Arc<Shared>) -> Self {
        let (to, pieces) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let keeping = Keeping { context, lease, shared: shared.clone(), heads: HashSet::new() };
        let task = tokio::spawn(keeping.run(pieces, waiting.clone()));
        Self { to, waiting, shared, task }
    }

    /// Where the pieces of a run go.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        Shelf { to: self.to.clone(), waiting: self.waiting.clone(), shared: self.shared.clone() }
    }

    /// Waits until everything is kept, at most for `limit`; all shelves must be gone. `false` if something is not.
    pub async fn finish(self, limit: Duration) -> bool {
        let Self { to, mut task, .. } = self;
        drop(to);
        let kept = tokio::time::timeout(limit, &mut task).await;
        task.abort();
        matches!(kept, Ok(Ok(())))
    }
}

impl Shelf {
    /// Keeps the head of a rendition in a run, or of the recording.
    pub fn head(&self, path: String, bytes: Bytes) {
        self.put(Piece::Head(path, bytes));
    }

    /// Keeps a segment.
    pub fn segment(&self, segment: Segment) {
        self.put(Piece::Segment(segment));
    }

    fn put(&self, piece: Piece) {
        let bytes = piece.bytes();
        if self.waiting.load(Ordering::Relaxed) + bytes > WAITING {
            let sentence = "The storage has not answered for too long: what plays now is heard, but not kept. Ask an admin to \
                            look at it.";
            self.shared.trouble(Trouble::Storage, Some(sentence.to_owned()));
            return;
        }
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        // The recorder is gone only when the show is another's.
        let _ = self.to.send(piece);
    }
}

/// The task of a recorder.
struct Keeping {
    context: Context,
    lease: Lease,
    shared: Arc<Shared>,
    /// Heads that are kept already.
    heads: HashSet<String>,
}

/// Why something was not kept.
#[derive(Debug, thiserror::Error)]
enum NotKept {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the database does not answer: {0}")]
    Database(String),
    #[error("the show has another owner")]
    NotOurs,
}

impl Keeping {
    async fn run(mut self, mut pieces: mpsc::UnboundedReceiver<Piece>, waiting: Arc<AtomicUsize>) {
        while let Some(piece) = pieces.recv().await {
            if !self.keep_at_last(&piece).await {
                self.lease.lost.cancel();
                return;
            }
            waiting.fetch_sub(piece.bytes(), Ordering::Relaxed);
        }
    }

    /// Tries until it is kept; `false` when the show is another's.
    async fn keep_at_last(&mut self, piece: &Piece) -> bool {
        let since = Instant::now();
        loop {
            match self.keep(piece).await {
                Ok(()) => {
                    self.shared.trouble(Trouble::Storage, None);
                    return true;
                }
                Err(NotKept::NotOurs) => return false,
                Err(error) => self.tell(&error, since),
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn tell(&self, error: &NotKept, since: Instant) {
        tracing::warn!(show = %self.lease.show, %error, "a segment could not be kept yet");
        let since = since.elapsed().as_secs();
        let what = match error {
            NotKept::Storage(StorageError::Full) => "The disk is full",
            NotKept::Storage(_) => "The storage does not take what is recorded",
            NotKept::Database(_) | NotKept::NotOurs => "The database does not answer",
        };
        let sentence = format!(
            "{what}, for {since} s by now. The stream goes on, and it is tried again; ask an admin to look at it."
        );
        self.shared.trouble(Trouble::Storage, Some(sentence));
    }

    async fn keep(&mut self, piece: &Piece) -> Result<(), NotKept> {
        match piece {
            Piece::Head(path, _) if self.heads.contains(path) => Ok(()),
            Piece::Head(path, bytes) => {
                self.put(path.clone(), bytes).await?;
                self.heads.insert(path.clone());
                Ok(())
            }
            Piece::Segment(segment) => self.segment(segment).await,
        }
    }

    async fn segment(&self, segment: &Segment) -> Result<(), NotKept> {
        let number = segment.number;
        let renditions = segment.renditions.iter().map(|(name, bytes)| self.put(format!("{name}/{number}.m4s"), bytes));
        let recording = segment.recording.iter().map(|bytes| self.put(format!("recording/{number}.flac"), bytes));
        tokio::try_join!(try_join_all(renditions), try_join_all(recording))?;
        let size = |bytes: &Bytes| i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let row = NewShowSegment {
            show: self.lease.show,
            number: i64::try_from(number).unwrap_or(i64::MAX),
            run_number: segment.run,
            begins_at: DateTime::from_timestamp_millis(segment.begins_at_ms).unwrap_or_else(Utc::now),
            frames: i32::try_from(segment.frames).unwrap_or(i32::MAX),
            renditions: segment.renditions.iter().map(|(name, bytes)| ((*name).to_owned(), size(bytes))).collect(),
            recording_bytes: segment.recording.as_ref().map(size),
        };
        let mut db = self.context.pool.get().await.map_err(|error| NotKept::Database(error.to_string()))?;
        let added = show_segments::add(&mut db, self.lease.epoch, &row).await;
        match added.map_err(|error| NotKept::Database(error.to_string()))? {
            true => Ok(()),
            false => Err(NotKept::NotOurs),
        }
    }

    /// What is put into a folder is on the disk when this returns.
    async fn put(&self, path: String, bytes: &Bytes) -> Result<(), StorageError> {
        let storage: &Storage = &self.context.storage;
        storage.put_bytes(&Key::Live { show: self.lease.show.0, path }, bytes.clone()).await
    }
}
