//! The last minute of a rendition, in memory, for as many servers as want it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use live::link::Frame;
use live::mount::BURST;
use tokio::sync::watch;

/// How long frames are kept.
pub const KEPT: Duration = Duration::from_secs(60);
/// Most frames handed out at once.
const AT_ONCE: usize = 64;

/// The frames of one rendition, the newest last. What is in force (the init segment, the codec of a mount, what plays) is
/// known even when the frame that said so has gone.
#[derive(Debug)]
pub struct Ring {
    kept: Mutex<Kept>,
    /// Number of the frame that comes next.
    grown: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Kept {
    frames: VecDeque<(Instant, Frame)>,
    /// Number of the first frame in `frames`.
    first: u64,
    force: Force,
}

/// What is in force at a frame.
#[derive(Debug, Clone, Default)]
struct Force {
    head: Option<Frame>,
    playing: Option<Frame>,
}

impl Force {
    fn see(&mut self, frame: &Frame) {
        match frame {
            Frame::Init { .. } | Frame::Mount(_) => self.head = Some(frame.clone()),
            Frame::Playing { .. } => self.playing = Some(frame.clone()),
            Frame::Part { .. } | Frame::Chunk(_) | Frame::End => {}
        }
    }
}

/// The reader was slower than the ring is long, or the ring is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too slow for the stream")]
pub struct TooSlow;

/// One server's place in a ring.
#[derive(Debug)]
pub struct Reader {
    ring: Arc<Ring>,
    next: u64,
    grown: watch::Receiver<u64>,
}

impl Default for Ring {
    fn default() -> Self {
        Self { kept: Mutex::default(), grown: watch::Sender::new(0) }
    }
}

impl Ring {
    /// Adds a frame; old ones go.
    pub fn push(&self, frame: Frame) {
        let next = {
            let mut kept = self.lock();
            let now = Instant::now();
            kept.frames.push_back((now, frame));
            kept.forget(now);
            kept.next()
        };
        self.grown.send_replace(next);
    }

    /// A place behind the part `after`, or before everything that is kept, and the frames that are in force there. Of a mount, which
    /// has no parts, as much is before it as a listener gets at once: who listens first would hear the rest late for ever.
    pub fn join(self: &Arc<Self>, after: Option<(u64, u32)>) -> (Vec<Frame>, Reader) {
        let grown = self.grown.subscribe();
        let mut kept = self.lock();
        kept.forget(Instant::now());
        let known = |frame: &Frame| match (frame, after) {
            (Frame::Part { segment, part, .. }, Some(after)) => (*segment, *part) <= after,
            _ => false,
        };
        let mut bytes = 0;
        let mut old = |frame: &Frame| match frame {
            Frame::Chunk(chunk) => {
                bytes += chunk.len();
                bytes > BURST
            }
            frame => known(frame),
        };
        let skipped = kept.frames.iter().rposition(|(_, frame)| old(frame)).map_or(0, |at| at + 1);
        let mut force = kept.force.clone();
        for (_, frame) in kept.frames.iter().take(skipped) {
            force.see(frame);
        }
        let next = kept.first + u64::try_from(skipped).unwrap_or(0);
        (force.head.into_iter().chain(force.playing).collect(), Reader { ring: self.clone(), next, grown })
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn next(&self) -> u64 {
        self.first + u64::try_from(self.frames.len()).unwrap_or(0)
    }

    fn forget(&mut self, now: Instant) {
        while let Some((_, frame)) = self.frames.pop_front_if(|(at, _)| now.duration_since(*at) > KEPT) {
            self.force.see(&frame);
            self.first += 1;
        }
    }
}

impl Reader {
    /// The next frames, one or more, as soon as there are some.
    ///
    /// # Errors
    /// [`TooSlow`] when frames that were not read yet have gone.
    pub async fn next(&mut self) -> Result<Vec<Frame>, TooSlow> {
        let wanted = self.next;
        self.grown.wait_for(|next| *next > wanted).await.map_err(|_| TooSlow)?;
        let kept = self.ring.lock();
        let skip = self.next.checked_sub(kept.first).and_then(|skip| usize::try_from(skip).ok()).ok_or(TooSlow)?;
        let frames: Vec<Frame> = kept.frames.iter().skip(skip).take(AT_ONCE).map(|(_, frame)| frame.clone()).collect();
        self.next += u64::try_from(frames.len()).unwrap_or(0);
        Ok(frames)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn part(segment: u64, part: u32) -> Frame {
        let bytes = Bytes::from_static(b"x");
        Frame::Part { segment, part, frames: 15_360, begins_at_ms: 0, breaks: false, ends: false, bytes }
    }

    #[tokio::test]
    async fn a_reader_gets_what_is_in_force_and_then_what_follows() {
        let ring = Arc::new(Ring::default());
        let init = Frame::Init { run: 1, bytes: Bytes::from_static(b"moov") };
        for frame in [init.clone(), part(4, 0), part(4, 1), part(5, 0)] {
            ring.push(frame);
        }
        let (force, mut reader) = ring.join(Some((4, 1)));
        assert_eq!(force, std::slice::from_ref(&init));
        assert_eq!(reader.next().await, Ok(vec![part(5, 0)]));
        let (force, mut reader) = ring.join(None);
        assert_eq!(force, []);
        assert_eq!(reader.next().await, Ok(vec![init, part(4, 0), part(4, 1), part(5, 0)]));
        ring.push(Frame::End);
        assert_eq!(reader.next().await, Ok(vec![Frame::End]));
    }

    #[tokio::test]
    async fn a_mount_is_joined_where_a_listener_begins() {
        let ring = Arc::new(Ring::default());
        let head = Frame::Mount("audio/mpeg".to_owned());
        ring.push(head.clone());
        let chunk = |n: u8| Frame::Chunk(Bytes::from(vec![n; BURST / 4]));
        (0..20).for_each(|n| ring.push(chunk(n)));
        let (force, mut reader) = ring.join(None);
        assert_eq!(force, [head]);
        assert_eq!(reader.next().await, Ok((16..20).map(chunk).collect()));
    }

    #[tokio::test]
    async fn a_reader_that_is_too_slow_is_told() {
        let ring = Arc::new(Ring::default());
        ring.push(part(0, 0));
        let (_, mut reader) = ring.join(None);
        {
            let mut kept = ring.lock();
            kept.forget(Instant::now() + KEPT * 2);
            assert_eq!(kept.first, 1);
        }
        assert_eq!(reader.next().await, Err(TooSlow));
    }
}
