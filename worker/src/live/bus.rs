//! The bus of a run: counts its frames and gives them to every encoder, cut where segments begin, for that is where an
//! encoder that was lost comes back.

use std::sync::Arc;

use live::link::Rendition;
use media::Media;
use media::live::{CHANNELS, LiveEncodeJob, SEGMENT_FRAMES};
use tokio::sync::mpsc;

use super::encoders::{Encoder, Made, Slot, frames};

/// Frames in a segment, to count with.
const SEGMENT: u64 = SEGMENT_FRAMES as u64;

/// A slot, with its encoder while it has one.
#[derive(Debug)]
struct Seat {
    slot: Slot,
    wanted: bool,
    generation: u32,
    encoder: Option<Encoder>,
}

/// What a run's encoders are.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Number of the first segment.
    pub first_segment: u64,
    /// Whether the run is recorded at first.
    pub records: bool,
    /// Whether the mount needs an encoder of its own, and whether that makes ADTS.
    pub mount: Option<bool>,
}

/// The bus of one run.
#[derive(Debug)]
pub struct Bus {
    media: Arc<Media>,
    plan: Plan,
    /// Frames so far.
    frames: u64,
    seats: Vec<Seat>,
    made: mpsc::UnboundedSender<Made>,
}

/// What happened while samples were handed out, in order.
#[derive(Debug, PartialEq, Eq)]
pub enum Passed {
    /// A segment begins at this frame of the run; these have an encoder for it.
    Begins {
        /// Its number.
        segment: u64,
        /// First frame in the run.
        at: u64,
        /// Who makes it.
        slots: Vec<Slot>,
    },
    /// An encoder does not keep up and was ended.
    Slow(Slot),
}

impl Bus {
    /// A bus before its first sample; what the encoders make comes into `made`.
    #[must_use]
    pub fn new(media: Arc<Media>, plan: Plan, made: mpsc::UnboundedSender<Made>) -> Self {
        let rungs = Rendition::LADDER.map(Slot::Rung).map(|slot| (slot, true));
        let others = [(Slot::Recording, plan.records), (Slot::Mount, plan.mount.is_some())];
        let seat = |(slot, wanted)| Seat { slot, wanted, generation: 0, encoder: None };
        Self { media, plan, frames: 0, seats: rungs.into_iter().chain(others).map(seat).collect(), made }
    }

    /// Frames so far.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Number of the segment that the next frame lies in.
    #[must_use]
    pub fn segment(&self) -> u64 {
        self.plan.first_segment + self.frames / SEGMENT
    }

    /// Number of the segment that the last frame lies in, if there was one.
    #[must_use]
    pub fn last_segment(&self) -> Option<u64> {
        self.frames.checked_sub(1).map(|last| self.plan.first_segment + last / SEGMENT)
    }

    /// Hands out interleaved samples.
    pub fn push(&mut self, samples: &[f32]) -> Vec<Passed> {
        let mut passed = Vec::new();
        let mut rest = samples;
        while !rest.is_empty() {
            if self.frames.is_multiple_of(SEGMENT) {
                passed.push(self.begin());
            }
            let room = (SEGMENT - self.frames % SEGMENT) * u64::from(CHANNELS);
            let (now, later) = rest.split_at(rest.len().min(usize::try_from(room).unwrap_or(usize::MAX)));
            let shared: Arc<[f32]> = now.into();
            for seat in &mut self.seats {
                if let Some(encoder) = seat.encoder.take_if(|encoder| !encoder.push(&shared)) {
                    encoder.kill();
                    passed.push(Passed::Slow(seat.slot));
                }
            }
            self.frames += frames(now);
            rest = later;
        }
        passed
    }

    /// Whether a recording is wanted from the next segment on.
    pub fn record(&mut self, wanted: bool) {
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.slot == Slot::Recording) {
            seat.wanted = wanted;
        }
    }

    /// Whether a recording is being made.
    #[must_use]
    pub fn records(&self) -> bool {
        self.seats.iter().any(|seat| seat.slot == Slot::Recording && seat.encoder.is_some())
    }

    /// Sees that an encoder has ended by itself: another takes its seat when the next segment begins. `false` if it was not
    /// seated any more.
    pub fn ended(&mut self, slot: Slot, generation: u32) -> bool {
        let seat = self.seats.iter_mut().find(|seat| seat.slot == slot && seat.generation == generation);
        seat.is_some_and(|seat| seat.encoder.take().is_some())
    }

    /// Lets all encoders give what they have and end. Says whose end is still to come.
    pub fn finish(&mut self) -> Vec<(Slot, u32)> {
        let ending = |seat: &mut Seat| seat.encoder.take().map(|_| (seat.slot, seat.generation));
        self.seats.iter_mut().filter_map(ending).collect()
    }

    /// Fills the seats where a segment begins.
    fn begin(&mut self) -> Passed {
        let first_segment = self.segment();
        for seat in &mut self.seats {
            if !seat.wanted {
                // What it still has belongs to the segment before.
                seat.encoder = None;
            } else if seat.encoder.is_none() {
                seat.generation += 1;
                let output = seat.slot.output(self.plan.mount == Some(true));
                let job = LiveEncodeJob { output, first_segment };
                let whose = (seat.slot, seat.generation);
                seat.encoder = Some(Encoder::start(self.media.clone(), job, whose, self.made.clone()));
            }
        }
        let slots = self.seats.iter().filter(|seat| seat.encoder.is_some()).map(|seat| seat.slot).collect();
        Passed::Begins { segment: first_segment, at: self.frames, slots }
    }
}
