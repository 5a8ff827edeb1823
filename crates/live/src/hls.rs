//! HLS of a running show: the last minute of a rendition in memory, and the playlists over it, with low latency (RFC 8216bis)
//! and without.

mod ask;
mod playlist;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::sync::watch;
use tokio::time::timeout;

pub use ask::{Ask, BadQuery};
pub use playlist::{Old, Wish, master, vod};

use crate::link::Frame;

/// Frames per second of everything live.
const RATE: u32 = 48_000;
/// Frames in a part of 0.32 s.
const PART_FRAMES: u32 = 15_360;
/// Frames in a segment of 3.84 s.
const SEGMENT_FRAMES: u32 = 12 * PART_FRAMES;
/// Seconds that no segment is longer than, when rounded.
const TARGET_SECONDS: u32 = 4;
/// Frames kept: a minute.
const KEPT_FRAMES: u64 = 60 * RATE as u64;
/// Most missing segments between others that are named as such.
const LONGEST_GAP: u64 = 64;
/// How long a request for what is not there yet may wait: three target durations.
const LONGEST_WAIT: Duration = Duration::from_secs(3 * TARGET_SECONDS as u64);

/// Why what was waited for did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// It is more than two segments away: 400.
    #[error("this part of the show is too far in the future")]
    TooFar,
    /// It did not come within three target durations: 503.
    #[error("this part of the show did not come in time")]
    Late,
}

/// The last minute of a rendition of a show.
#[derive(Debug)]
pub struct Window {
    state: RwLock<State>,
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Init segments by run, of the runs that are kept, and of the one that goes on.
    inits: BTreeMap<i32, Bytes>,
    run: i32,
    /// Without gaps in their numbers; all are whole but the last, which may be.
    segments: VecDeque<Segment>,
    ended: bool,
}

#[derive(Debug)]
struct Segment {
    number: u64,
    run: i32,
    begins_at_ms: i64,
    frames: u32,
    parts: Vec<Part>,
    /// All bytes, once it is whole.
    whole: Option<Bytes>,
    /// It never came: it only holds its number.
    missing: bool,
}

#[derive(Debug)]
struct Part {
    frames: u32,
    bytes: Bytes,
}

impl Segment {
    /// Puts its parts together; they stay as pieces of the whole.
    fn finish(&mut self) {
        if self.whole.is_some() {
            return;
        }
        let mut all = BytesMut::with_capacity(self.parts.iter().map(|part| part.bytes.len()).sum());
        self.parts.iter().for_each(|part| all.extend_from_slice(&part.bytes));
        let all = all.freeze();
        let mut rest = all.clone();
        for part in &mut self.parts {
            part.bytes = rest.split_to(part.bytes.len());
        }
        self.whole = Some(all);
    }
}

impl State {
    /// Number of the segment and of the part that come next.
    fn next(&self) -> Option<(u64, u32)> {
        let last = self.segments.back()?;
        Some(if last.whole.is_some() { (last.number + 1, 0) } else { (last.number, count(&last.parts)) })
    }

    fn segment(&self, number: u64) -> Option<&Segment> {
        let first = self.segments.front()?.number;
        self.segments.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// Whether a playlist has what was asked for. A part behind the last of its segment is the first of the next.
    fn has(&self, msn: u64, part: Option<u32>) -> bool {
        let Some(next) = self.next() else { return false };
        match part {
            None => next.0 > msn,
            Some(part) => {
                next > (msn, part) && self.segment(msn).is_none_or(|it| part < count(&it.parts) || next > (msn + 1, 0))
            }
        }
    }

    /// An owner that takes over may begin with numbers that the one before gave already: its segments take the place of those.
    fn make_way(&mut self, number: u64) {
        if self.segment(number).is_some_and(|known| known.run != self.run) {
            while self.segments.back().is_some_and(|last| last.number >= number) {
                self.segments.pop_back();
            }
        }
    }

    fn begin(&mut self, number: u64, begins_at_ms: i64) {
        if let Some(last) = self.segments.back_mut() {
            last.finish();
            if last.number + 1 != number {
                self.hold_places(number);
            }
        }
        let run = self.run;
        self.segments.push_back(Segment {
            number,
            run,
            begins_at_ms,
            frames: 0,
            parts: Vec::new(),
            whole: None,
            missing: false,
        });
    }

    /// Puts something in the place of segments that did not come, because numbers have no gaps. Behind many of them begins
    /// another time.
    fn hold_places(&mut self, until: u64) {
        while let Some(last) = self.segments.back() {
            if until.saturating_sub(last.number) > LONGEST_GAP {
                self.segments.clear();
                return;
            }
            let number = last.number + 1;
            if number >= until {
                return;
            }
            self.segments.push_back(Segment {
                number,
                run: last.run,
                begins_at_ms: last.begins_at_ms + i64::from(last.frames) * 1_000 / i64::from(RATE),
                frames: SEGMENT_FRAMES,
                parts: Vec::new(),
                whole: Some(Bytes::new()),
                missing: true,
            });
        }
    }

    fn forget_old(&mut self) {
        let mut kept: u64 = self.segments.iter().map(|segment| u64::from(segment.frames)).sum();
        while let Some(first) = self.segments.front()
            && kept - u64::from(first.frames) >= KEPT_FRAMES
        {
            kept -= u64::from(first.frames);
            self.segments.pop_front();
        }
        let first = self.segments.front().map_or(self.run, |segment| segment.run);
        let current = self.run;
        self.inits.retain(|run, _| *run >= first || *run == current);
    }
}

impl Default for Window {
    fn default() -> Self {
        Self::new()
    }
}

impl Window {
    /// A window with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self { state: RwLock::default(), changes: watch::Sender::new(()) }
    }

    /// Takes what comes next: an init segment, a part, the end. Other frames mean nothing here. A segment whose first part did
    /// not come is left out.
    pub fn push(&self, frame: &Frame) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        match frame {
            Frame::Init { run, bytes } => {
                state.run = *run;
                state.inits.insert(*run, bytes.clone());
            }
            Frame::Part { segment, part, frames, begins_at_ms, ends, bytes, .. } => {
                if *part == 0 {
                    state.make_way(*segment);
                    if state.segments.back().is_none_or(|last| *segment > last.number) {
                        state.begin(*segment, *begins_at_ms);
                    }
                }
                let Some(last) = state.segments.back_mut() else { return };
                if last.whole.is_some() || last.number != *segment || count(&last.parts) != *part {
                    return;
                }
                last.frames = last.frames.saturating_add(*frames);
                last.parts.push(Part { frames: *frames, bytes: bytes.clone() });
                if *ends {
                    last.finish();
                    state.forget_old();
                }
            }
            Frame::End => {
                if let Some(last) = state.segments.back_mut() {
                    last.finish();
                }
                state.ended = true;
            }
            Frame::Mount(_) | Frame::Chunk(_) | Frame::Playing { .. } => return,
        }
        self.changes.send_replace(());
    }

    /// The last part there is: its segment and its number, to go on from.
    #[must_use]
    pub fn last(&self) -> Option<(u64, u32)> {
        let state = self.read();
        let last = state.segments.back()?;
        Some((last.number, count(&last.parts).checked_sub(1)?))
    }

    /// When the first segment that is kept began, in milliseconds since 1970.
    #[must_use]
    pub fn begins_at_ms(&self) -> Option<i64> {
        Some(self.read().segments.front()?.begins_at_ms)
    }

    /// Number of the first segment that is kept.
    #[must_use]
    pub fn first(&self) -> Option<u64> {
        Some(self.read().segments.front()?.number)
    }

    /// Whether the show is over.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.read().ended
    }

    /// Waits until a playlist has a segment, or a part of it.
    ///
    /// # Errors
    /// When that is too far away, or does not come in time.
    pub async fn wait_for(&self, msn: u64, part: Option<u32>) -> Result<(), NotYet> {
        let asked = self.until(|state| match state.next() {
            _ if state.ended || state.has(msn, part) => Some(Ok(())),
            Some((next, _)) if msn > next.saturating_add(1) => Some(Err(NotYet::TooFar)),
            _ => None,
        });
        asked.await.unwrap_or(Err(NotYet::Late))
    }

    /// A whole segment.
    #[must_use]
    pub fn segment(&self, number: u64) -> Option<Bytes> {
        self.read().segment(number).filter(|segment| !segment.missing)?.whole.clone()
    }

    /// A part. One that comes next is waited for, up to the end of the next segment: the playlist that hinted at it may be of a
    /// server that is a part ahead of this one. `None` when there is no such part.
    pub async fn part(&self, number: u64, part: u32) -> Option<Bytes> {
        let wanted = usize::try_from(part).ok()?;
        self.until(|state| {
            if let Some(found) = state.segment(number).and_then(|segment| segment.parts.get(wanted)) {
                return Some(Some(found.bytes.clone()));
            }
            let is_near = state.next().is_none_or(|next| (number, part) >= next && number <= next.0.saturating_add(1));
            if state.ended || !is_near { Some(None) } else { None }
        })
        .await?
    }

    /// The init segment of a run.
    #[must_use]
    pub fn init(&self, run: i32) -> Option<Bytes> {
        self.read().inits.get(&run).cloned()
    }

    /// The playlist as it is now; `None` while there is nothing to play.
    #[must_use]
    pub fn playlist(&self, wish: &Wish<'_>) -> Option<String> {
        playlist::running(&self.read(), wish)
    }

    /// Waits until the state answers, at most three target durations.
    async fn until<T>(&self, check: impl Fn(&State) -> Option<T>) -> Option<T> {
        let mut changes = self.changes.subscribe();
        let answer = async {
            loop {
                if let Some(answer) = check(&self.read()) {
                    return Some(answer);
                }
                changes.changed().await.ok()?;
            }
        };
        timeout(LONGEST_WAIT, answer).await.ok()?
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(parts: &[Part]) -> u32 {
    u32::try_from(parts.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
