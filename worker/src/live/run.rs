//! A run: one source's unbroken stretch. Takes what the source gives, hands it to the encoders, and what they make to the rings
//! and to the recorder.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::Utc;
use live::link::{Frame, Rendition};
use media::live::{Encoded, PART_FRAMES, RATE};
use model::ids::TrackId;
use tokio::sync::{SetOnce, mpsc};

use super::assembly::Assembly;
use super::bus::{Bus, Passed, Plan};
use super::clock::{Pace, WallClock};
use super::encoders::{Made, Slot, What, frames};
use super::mount::{Frames, Passing};
use super::recorder::Shelf;
use super::source::{Given, LetGo, Source};
use super::status::{Shared, Trouble};
use crate::Context;

/// How long encoders may take to give what they still have.
const FLUSH: Duration = Duration::from_secs(5);
/// Milliseconds of a part.
const PART_MS: i64 = PART_FRAMES as i64 * 1000 / RATE as i64;

/// What a run is made with.
pub struct Score {
    /// Its number in the show.
    pub number: i32,
    /// Number of the first segment.
    pub first_segment: u64,
    /// Whether the show is to be recorded.
    pub records: bool,
    /// Whether a mount that needs an encoder gets ADTS, not MP3.
    pub adts: bool,
    /// How long the source may be silent.
    pub stall: Duration,
    /// Ends the run, and says how its source is let go.
    pub stop: Arc<SetOnce<LetGo>>,
    /// Whether there is room to record.
    pub room: tokio::sync::watch::Receiver<bool>,
    /// Where the show hears of it.
    pub told: mpsc::UnboundedSender<Told>,
}

/// What a show hears of its run.
#[derive(Debug)]
pub enum Told {
    /// Its first samples came.
    Heard,
    /// What plays from here on.
    Playing {
        /// Title.
        title: String,
        /// Artist.
        artist: String,
        /// The track, if it is one of this instance.
        track: Option<TrackId>,
    },
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// Number of the segment that may begin next.
    pub next_segment: u64,
    /// Whether anything was heard of it.
    pub heard: bool,
    /// Why, in a few words.
    pub why: &'static str,
}

/// Plays a source until it is over, stalls, or `stop`.
pub async fn play(context: &Context, shared: Arc<Shared>, shelf: Shelf, mut source: Source, score: Score) -> Ended {
    let passing = Passing::of(&source.facts.content_type);
    let (made, mut makes) = mpsc::unbounded_channel();
    let plan = Plan {
        first_segment: score.first_segment,
        records: score.records && *score.room.borrow(),
        mount: passing.is_none().then_some(score.adts),
    };
    let mount = passing.map_or(if score.adts { Passing::Adts } else { Passing::Mpeg }, |passing| passing);
    let mut run = Run {
        bus: Bus::new(context.media.clone(), plan, made),
        assembly: Assembly::new(score.number),
        clock: WallClock::default(),
        passing: passing.map(Frames::new),
        mount: Some(mount),
        begun: BTreeSet::new(),
        in_segment: 0,
        score: &score,
        shared: &shared,
        shelf,
    };
    shared.gauges().pace = Some(Pace::new(Instant::now()));
    let mut heard_at = Instant::now();
    let mut room = score.room.clone();
    let (why, let_go) = loop {
        let rest = run.rest();
        tokio::select! {
            biased;
            how = score.stop.wait() => break ("let go", *how),
            Some(made) = makes.recv() => run.made(made),
            Ok(()) = room.changed() => {
                let has_room = *room.borrow_and_update();
                run.bus.record(score.records && has_room);
            }
            given = source.given.recv(), if rest.is_none() => match given {
                None => break ("the source ended", LetGo::ForNow),
                Some(Given::Refused(reason)) => {
                    shared.trouble(Trouble::Source, Some(reason));
                    break ("refused", LetGo::ForGood);
                }
                Some(Given::Samples(samples)) => {
                    if run.bus.frames() == 0 && !samples.is_empty() {
                        run.announce();
                        // The show is gone before its run only when it is aborted.
                        let _ = score.told.send(Told::Heard);
                    }
                    heard_at = Instant::now();
                    run.samples(&samples);
                }
                Some(other) => run.given(other),
            },
            () = tokio::time::sleep(rest.unwrap_or_default()), if rest.is_some() => {}
            () = tokio::time::sleep_until((heard_at + score.stall).into()), if rest.is_none() => {
                break ("silent", LetGo::ForNow);
            }
        }
    };
    source.let_go(let_go);
    // The children are as many as there are encoders, and wait for nobody.
    let ending: HashSet<(Slot, u32)> = run.bus.finish().into_iter().collect();
    if tokio::time::timeout(FLUSH, run.flush(ending, &mut makes)).await.is_err() {
        shared.encoder_lost("An encoder did not end: the last seconds may be missing.".to_owned());
    }
    run.close();
    Ended {
        next_segment: run.bus.last_segment().map_or(score.first_segment, |last| last + 1),
        heard: run.bus.frames() > 0,
        why,
    }
}

/// A run under way.
struct Run<'a> {
    bus: Bus,
    assembly: Assembly,
    clock: WallClock,
    passing: Option<Frames>,
    /// What the mount is, until that is said.
    mount: Option<Passing>,
    /// Slots whose present encoder has given a part.
    begun: BTreeSet<(Slot, u32)>,
    /// Frames of recorded time in this segment.
    in_segment: u64,
    score: &'a Score,
    shared: &'a Shared,
    shelf: Shelf,
}

impl Run<'_> {
    fn rest(&self) -> Option<Duration> {
        self.shared.gauges().pace.as_ref().and_then(|pace| pace.rest(Instant::now()))
    }

    /// Says once what the mount is from here on.
    fn announce(&mut self) {
        if let Some(mount) = self.mount.take() {
            self.shared.ring(Rendition::Mount).push(Frame::Mount(mount.content_type().to_owned()));
        }
    }

    fn samples(&mut self, samples: &[f32]) {
        let count = frames(samples);
        {
            let mut gauges = self.shared.gauges();
            gauges.levels.take(samples);
            if let Some(pace) = &mut gauges.pace {
                pace.take(count, Instant::now());
            }
        }
        let now = Utc::now().timestamp_millis();
        self.clock.see(self.bus.frames() + count, now);
        for passed in self.bus.push(samples) {
            match passed {
                Passed::Begins { segment, at, slots } => {
                    self.assembly.begin(segment, self.clock.begin(at, now), slots);
                    self.in_segment = 0;
                }
                Passed::Slow(slot) => self.lost(slot, "did not keep up"),
            }
        }
        let records = self.bus.records();
        if records || !self.score.records {
            self.in_segment += count;
            self.shared.advance(count, 0);
        }
        self.shared.gauges().records = records;
    }

    fn given(&mut self, given: Given) {
        match given {
            Given::Facts(facts) => {
                self.shared.trouble(Trouble::Source, None);
                self.shared.gauges().facts = Some(facts);
            }
            Given::Bytes(bytes) => {
                if let Some(whole) = self.passing.as_mut().and_then(|frames| frames.take(&bytes)) {
                    // Bytes come before the samples that are made of them.
                    self.announce();
                    self.shared.ring(Rendition::Mount).push(Frame::Chunk(whole));
                }
            }
            Given::Playing { title, artist, track } => {
                // As above: the show outlives its runs.
                let _ = self.score.told.send(Told::Playing { title, artist, track });
            }
            Given::Lost { frames } => self.shared.gauges().lost += frames,
            Given::Problem(sentence) => self.shared.trouble(Trouble::Source, sentence),
            Given::Samples(_) | Given::Refused(_) => {}
        }
    }

    fn made(&mut self, Made { slot, generation, what }: Made) {
        match what {
            What::Piece(piece) => self.piece(slot, generation, piece),
            What::Ended(ended) => {
                if let Err(error) = ended {
                    tracing::warn!(slot = slot.name(), error, "an encoder died");
                }
                if self.bus.ended(slot, generation) {
                    self.lost(slot, "died");
                }
            }
        }
        self.keep();
    }

    fn piece(&mut self, slot: Slot, generation: u32, piece: Encoded) {
        match (slot, piece) {
            (Slot::Rung(rendition), Encoded::Init(bytes)) => {
                let (run, bytes) = (self.score.number, Bytes::from(bytes));
                self.shelf.head(format!("{}/{run}.init.mp4", rendition.name()), bytes.clone());
                self.shared.ring(rendition).push(Frame::Init { run, bytes });
            }
            (Slot::Rung(rendition), Encoded::Part { segment, part, frames, ends, bytes }) => {
                let Some(begins) = self.assembly.begins_at_ms(segment) else { return };
                if self.assembly.part(rendition, segment, (frames, ends), &bytes) {
                    let begins_at_ms = begins + i64::from(part) * PART_MS;
                    let breaks = self.begun.insert((slot, generation));
                    let bytes = bytes.into();
                    self.shared.ring(rendition).push(Frame::Part {
                        segment,
                        part,
                        frames,
                        begins_at_ms,
                        breaks,
                        ends,
                        bytes,
                    });
                }
            }
            (Slot::Recording, Encoded::Init(bytes)) => {
                self.shelf.head("recording/header.flac".to_owned(), bytes.into())
            }
            (Slot::Recording, Encoded::Stretch { segment, frames, bytes }) => {
                self.assembly.stretch(segment, frames, bytes)
            }
            (Slot::Mount, Encoded::Chunk(bytes)) => self.shared.ring(Rendition::Mount).push(Frame::Chunk(bytes.into())),
            (slot, _) => tracing::warn!(slot = slot.name(), "an encoder made what nobody asked for"),
        }
    }

    /// An encoder was lost: what it had of this segment is gone, and another one begins with the next.
    fn lost(&mut self, slot: Slot, how: &str) {
        self.assembly.lost(slot);
        if slot == Slot::Recording {
            self.shared.advance(0, self.in_segment);
            self.in_segment = 0;
        }
        let what = slot.name();
        self.shared
            .encoder_lost(format!("The encoder of {what} {how}; it comes back within seconds, the rest goes on."));
    }

    /// Gives complete segments to the recorder.
    fn keep(&mut self) {
        for segment in self.assembly.complete() {
            self.shelf.segment(segment);
        }
    }

    /// Takes what encoders still give, until all have ended.
    async fn flush(&mut self, mut ending: HashSet<(Slot, u32)>, makes: &mut mpsc::UnboundedReceiver<Made>) {
        while !ending.is_empty() {
            let Some(made) = makes.recv().await else { break };
            if matches!(made.what, What::Ended(_)) {
                ending.remove(&(made.slot, made.generation));
            }
            self.made(made);
        }
    }

    fn close(&mut self) {
        for segment in self.assembly.close() {
            self.shelf.segment(segment);
        }
        let mut gauges = self.shared.gauges();
        gauges.pace = None;
        gauges.records = false;
    }
}
