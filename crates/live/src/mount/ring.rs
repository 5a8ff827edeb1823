//! The last seconds of a mount, once for all listeners.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use tokio::sync::watch;

use super::icy::Title;

/// Bytes kept: 32 s at 128 kbit/s.
const KEPT: usize = 512 << 10;
/// A chunk is given out when this much time has gone into it. What a listener costs is what the system takes for each chunk, so
/// that half the time costs twice as much; players are the burst behind anyway.
const CHUNK_TIME: Duration = Duration::from_millis(400);
/// Or so many bytes.
const CHUNK_BYTES: usize = 16 << 10;
/// Most chunks that a listener takes at once.
const AT_ONCE: usize = 16;

/// What is written at once, and the title that was true then.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub bytes: Bytes,
    pub title: Title,
}

/// The last seconds of a mount, once for all listeners.
#[derive(Debug)]
pub struct Ring {
    content_type: String,
    kept: usize,
    state: RwLock<State>,
    /// Number of the chunk that comes next.
    next: watch::Sender<u64>,
    listeners: AtomicUsize,
}

#[derive(Debug)]
struct State {
    chunks: VecDeque<Chunk>,
    /// Number of the first chunk kept.
    first: u64,
    bytes: usize,
    /// What is not a chunk yet.
    open: BytesMut,
    opened: Instant,
    title: Title,
    ended: bool,
}

impl State {
    fn next(&self) -> u64 {
        self.first.saturating_add(self.chunks.len() as u64)
    }
}

impl Ring {
    /// An empty ring of bytes of a media type.
    #[must_use]
    pub fn new(content_type: &str) -> Arc<Self> {
        Self::with_room(content_type, KEPT)
    }

    /// A ring that keeps so many bytes.
    #[must_use]
    pub fn with_room(content_type: &str, kept: usize) -> Arc<Self> {
        Arc::new(Self {
            content_type: content_type.to_owned(),
            kept,
            state: RwLock::new(State {
                chunks: VecDeque::new(),
                first: 0,
                bytes: 0,
                open: BytesMut::new(),
                opened: Instant::now(),
                title: Title::default(),
                ended: false,
            }),
            next: watch::Sender::new(0),
            listeners: AtomicUsize::new(0),
        })
    }

    /// Adds whole frames of the codec. Listeners get them in chunks of about 400 ms.
    pub fn push(&self, bytes: Bytes) {
        let mut state = self.write();
        if state.ended || bytes.is_empty() {
            return;
        }
        let due = state.opened.elapsed() >= CHUNK_TIME;
        if state.open.is_empty() && (due || bytes.len() >= CHUNK_BYTES) {
            self.give_out(&mut state, bytes);
        } else {
            state.open.extend_from_slice(&bytes);
            if due || state.open.len() >= CHUNK_BYTES {
                let chunk = state.open.split().freeze();
                self.give_out(&mut state, chunk);
            }
        }
    }

    /// What plays from the next byte on.
    pub fn playing(&self, title: &str, artist: &str) {
        let mut state = self.write();
        if !state.open.is_empty() {
            let chunk = state.open.split().freeze();
            self.give_out(&mut state, chunk);
        }
        state.title = state.title.next(title, artist);
    }

    /// How often that has changed, and what plays now as `Artist - Title`.
    #[must_use]
    pub fn song(&self) -> (u64, Arc<str>) {
        self.read().title.song()
    }

    /// There is no more: listeners get what is left, and are let go.
    pub fn end(&self) {
        let mut state = self.write();
        if !state.open.is_empty() {
            let chunk = state.open.split().freeze();
            self.give_out(&mut state, chunk);
        }
        state.ended = true;
        drop(state);
        self.next.send_modify(|_| {});
    }

    /// Whether there is no more.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.read().ended
    }

    /// Waits until there is no more.
    pub async fn over(&self) {
        let mut changes = self.next.subscribe();
        while !self.ended() && changes.changed().await.is_ok() {}
    }

    /// The media type of the bytes.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Listeners on the Icecast port now.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.listeners.load(Ordering::Relaxed)
    }

    /// A place to read from, at most so many bytes behind the live edge.
    #[must_use]
    pub fn join(self: &Arc<Self>, burst: usize) -> Cursor {
        let changes = self.next.subscribe();
        let state = self.read();
        let mut at = state.next();
        let mut bytes = 0;
        for chunk in state.chunks.iter().rev() {
            bytes += chunk.bytes.len();
            if bytes > burst {
                break;
            }
            at = at.saturating_sub(1);
        }
        drop(state);
        Cursor { ring: Arc::clone(self), at, changes }
    }

    /// Counts a listener for as long as what it gives is kept.
    pub(super) fn present(self: &Arc<Self>) -> Present {
        self.listeners.fetch_add(1, Ordering::Relaxed);
        Present(Arc::clone(self))
    }

    fn give_out(&self, state: &mut State, bytes: Bytes) {
        state.bytes += bytes.len();
        let title = state.title.clone();
        state.chunks.push_back(Chunk { bytes, title });
        state.opened = Instant::now();
        while state.bytes > self.kept
            && state.chunks.len() > 1
            && let Some(old) = state.chunks.pop_front()
        {
            state.bytes -= old.bytes.len();
            state.first += 1;
        }
        self.next.send_replace(state.next());
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener that is there.
pub(super) struct Present(Arc<Ring>);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.listeners.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What a cursor has taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// The next chunks.
    Chunks,
    /// What it would have read is gone: the newest chunk.
    Skipped,
    /// Nothing is there yet.
    Nothing,
    /// There is no more.
    End,
}

/// A place in a ring. Who reads too slowly goes on at the live edge.
#[derive(Debug)]
pub struct Cursor {
    ring: Arc<Ring>,
    at: u64,
    changes: watch::Receiver<u64>,
}

impl Cursor {
    /// The next chunks; `None` when there is no more.
    pub async fn next(&mut self) -> Option<Vec<Bytes>> {
        let mut chunks = Vec::new();
        loop {
            match self.take(&mut chunks) {
                Taken::Chunks | Taken::Skipped => return Some(chunks.into_iter().map(|chunk| chunk.bytes).collect()),
                Taken::End => return None,
                Taken::Nothing => self.changed().await,
            }
        }
    }

    /// Waits until something changes.
    pub(super) async fn changed(&mut self) {
        // The ring is held, so its sender is.
        _ = self.changes.changed().await;
    }

    /// Takes what is there.
    pub(super) fn take(&mut self, into: &mut Vec<Chunk>) -> Taken {
        self.changes.mark_unchanged();
        let state = self.ring.read();
        let next = state.next();
        if self.at >= next {
            return if state.ended { Taken::End } else { Taken::Nothing };
        }
        let skips = self.at < state.first;
        if skips {
            self.at = next.saturating_sub(1);
        }
        let from = usize::try_from(self.at - state.first).unwrap_or(usize::MAX);
        let before = into.len();
        into.extend(state.chunks.iter().skip(from).take(AT_ONCE).cloned());
        self.at += (into.len() - before) as u64;
        if skips { Taken::Skipped } else { Taken::Chunks }
    }
}

#[cfg(test)]
mod tests;
