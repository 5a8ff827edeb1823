//! Puts the pieces of a run's encoders together to segments, and gives each on when nobody is awaited for it any more.

use std::collections::{BTreeMap, BTreeSet};

use bytes::{Bytes, BytesMut};
use live::link::Rendition;

use super::encoders::Slot;

/// A segment that all encoders are done with, in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number in the show.
    pub number: u64,
    /// The run it belongs to.
    pub run: i32,
    /// When its first sample was heard, in milliseconds since 1970.
    pub begins_at_ms: i64,
    /// How long it is, at 48,000 a second.
    pub frames: u32,
    /// Its bytes by rendition; one whose encoder was lost is missing.
    pub renditions: BTreeMap<&'static str, Bytes>,
    /// Its stretch of the recording.
    pub recording: Option<Bytes>,
}

impl Segment {
    /// How much memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.renditions.values().chain(&self.recording).map(Bytes::len).sum()
    }
}

/// A segment in the making.
#[derive(Debug, Default)]
struct Open {
    begins_at_ms: i64,
    frames: u32,
    awaited: BTreeSet<Slot>,
    parts: BTreeMap<Slot, (u32, BytesMut)>,
    done: BTreeMap<Slot, Bytes>,
}

/// The segments of a run in the making.
#[derive(Debug, Default)]
pub struct Assembly {
    run: i32,
    open: BTreeMap<u64, Open>,
}

impl Assembly {
    /// Of a run with this number.
    #[must_use]
    pub fn new(run: i32) -> Self {
        Self { run, open: BTreeMap::new() }
    }

    /// A segment begins, which these encoders make.
    pub fn begin(&mut self, number: u64, begins_at_ms: i64, slots: Vec<Slot>) {
        let awaited = slots.into_iter().filter(|slot| *slot != Slot::Mount).collect();
        self.open.insert(number, Open { begins_at_ms, awaited, ..Open::default() });
    }

    /// When a segment began that is still in the making, in milliseconds since 1970.
    #[must_use]
    pub fn begins_at_ms(&self, number: u64) -> Option<i64> {
        self.open.get(&number).map(|open| open.begins_at_ms)
    }

    /// A part of a segment came; `false` if nobody awaits it any more.
    pub fn part(&mut self, rendition: Rendition, number: u64, (frames, ends): (u32, bool), bytes: &[u8]) -> bool {
        let slot = Slot::Rung(rendition);
        let open = self.open.get_mut(&number).filter(|open| open.awaited.contains(&slot));
        let Some(open) = open else { return false };
        let (length, parts) = open.parts.entry(slot).or_default();
        parts.extend_from_slice(bytes);
        *length += frames;
        if ends {
            open.frames = open.frames.max(*length);
            let whole = std::mem::take(parts).freeze();
            open.done.insert(slot, whole);
            open.awaited.remove(&slot);
        }
        true
    }

    /// A stretch of the recording came.
    pub fn stretch(&mut self, number: u64, frames: u32, bytes: Vec<u8>) {
        if let Some(open) = self.open.get_mut(&number)
            && open.awaited.remove(&Slot::Recording)
        {
            open.frames = open.frames.max(frames);
            open.done.insert(Slot::Recording, bytes.into());
        }
    }

    /// An encoder was lost: it is not awaited any more.
    pub fn lost(&mut self, slot: Slot) {
        for open in self.open.values_mut() {
            open.awaited.remove(&slot);
        }
    }

    /// Takes out what is complete, in order.
    pub fn complete(&mut self) -> Vec<Segment> {
        let mut complete = Vec::new();
        while let Some(first) = self.open.first_entry()
            && first.get().awaited.is_empty()
        {
            let (number, open) = first.remove_entry();
            complete.extend(open.close(number, self.run));
        }
        complete
    }

    /// Takes out all there is: who is awaited still does not come.
    pub fn close(&mut self) -> Vec<Segment> {
        for open in self.open.values_mut() {
            open.awaited.clear();
        }
        self.complete()
    }
}

impl Open {
    /// The segment as it is; `None` if nothing of it came.
    fn close(mut self, number: u64, run: i32) -> Option<Segment> {
        let recording = self.done.remove(&Slot::Recording);
        let renditions: BTreeMap<_, _> = self.done.into_iter().map(|(slot, bytes)| (slot.name(), bytes)).collect();
        let is_there = self.frames > 0 && (recording.is_some() || !renditions.is_empty());
        let Self { begins_at_ms, frames, .. } = self;
        is_there.then_some(Segment { number, run, begins_at_ms, frames, renditions, recording })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Slot; 3] = [Slot::Rung(Rendition::Aac64), Slot::Rung(Rendition::Aac128), Slot::Recording];

    #[test]
    fn a_segment_is_complete_when_nobody_is_awaited() {
        let mut assembly = Assembly::new(2);
        assembly.begin(7, 1000, ALL.to_vec());
        assert!(assembly.part(Rendition::Aac64, 7, (15_360, false), b"a"));
        assert!(assembly.part(Rendition::Aac64, 7, (15_360, true), b"b"));
        assembly.stretch(7, 30_720, b"flac".to_vec());
        assert_eq!(assembly.complete(), []);
        assert!(assembly.part(Rendition::Aac128, 7, (30_720, true), b"c"));
        let [segment] = &assembly.complete()[..] else { panic!("one segment") };
        assert_eq!((segment.number, segment.run, segment.begins_at_ms, segment.frames), (7, 2, 1000, 30_720));
        assert_eq!(segment.renditions, BTreeMap::from([("aac-64", Bytes::from("ab")), ("aac-128", Bytes::from("c"))]));
        assert_eq!(segment.recording, Some(Bytes::from("flac")));
    }

    #[test]
    fn a_lost_encoder_holds_up_nobody() {
        let mut assembly = Assembly::new(1);
        assembly.begin(1, 0, ALL.to_vec());
        assembly.begin(2, 3840, ALL.to_vec());
        assert!(assembly.part(Rendition::Aac64, 1, (1024, true), b"a"));
        assembly.stretch(1, 1024, b"f".to_vec());
        assert!(assembly.part(Rendition::Aac128, 1, (512, false), b"half"));
        assembly.lost(Slot::Rung(Rendition::Aac128));
        assert!(!assembly.part(Rendition::Aac128, 1, (512, true), b"late"));
        let [segment] = &assembly.complete()[..] else { panic!("one segment") };
        assert_eq!(segment.renditions.keys().collect::<Vec<_>>(), [&"aac-64"]);
        // Nothing of the second came before the end.
        assert_eq!(assembly.close(), []);
    }
}
