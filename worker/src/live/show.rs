//! A show on this worker: one task that knows what feeds it, what comes when nobody does, and when it is over.

pub mod airtime;
mod orders;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use live::link::Frame;
use model::ids::ShowRunId;
use model::show_runs::{self, RunSource};
use model::shows::{self, Show};
use tokio::sync::{SetOnce, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use orders::Order;

use super::lease::Lease;
use super::mount::Passing;
use super::recorder::Recorder;
use super::run::{self, Ended, Score, Told};
use super::source::{LetGo, Source};
use super::status::{Shared, Trouble};
use super::timing::Timing;
use crate::{Context, JobError};

/// How often a show looks at itself.
const TICK: Duration = Duration::from_millis(500);
/// How long what was heard may take to be kept, when the show is over and when only this worker stops.
const KEEPING: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(3));

/// Why this worker owns a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Somebody asked it to.
    Asked,
    /// It was on air, and nobody owned it.
    Orphaned,
}

/// What feeds a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feeder {
    /// Somebody who plays.
    Source,
    /// The automated DJ.
    Rotation,
}

/// A run under way.
struct Running {
    id: ShowRunId,
    feeder: Feeder,
    stop: Arc<SetOnce<LetGo>>,
    task: JoinHandle<Ended>,
}

/// Why a show's task ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    /// The show is over.
    Over,
    /// This worker stops, or the show never began: another may own it.
    Release,
    /// Another owns it.
    Lost,
}

/// The task of a show.
pub struct Stage {
    context: Context,
    timing: Timing,
    show: Show,
    lease: Lease,
    shared: Arc<Shared>,
    recorder: Recorder,
    next_segment: u64,
    running: Option<Running>,
    /// Since when nobody plays.
    dropped: Instant,
    /// When the rotation may be tried again.
    rotation_after: Instant,
    /// Whether mounts are in ADTS, as the last source was.
    adts: bool,
    marked: Option<(String, String)>,
    room: watch::Sender<bool>,
    tell: mpsc::UnboundedSender<Told>,
    told: mpsc::UnboundedReceiver<Told>,
}

impl Stage {
    /// Takes up a show where the last owner left it, whose lease ended at `expired`. `shared` is what others see of it.
    ///
    /// # Errors
    /// When the database fails, or there is no such show any more.
    pub async fn new(
        context: Context,
        timing: Timing,
        (lease, why, expired): (Lease, Why, Option<DateTime<Utc>>),
        shared: Arc<Shared>,
    ) -> Result<Self, JobError> {
        let mut db = context.db().await?;
        let show = shows::find(&mut db, lease.show).await?;
        let show = show.ok_or_else(|| JobError::fail("there is no such show any more"))?;
        show_runs::end_open(&mut db, show.id, "its worker was lost", Utc::now()).await?;
        let left = airtime::left(&mut db, &show).await?;
        let behind = match expired {
            Some(expired) => airtime::behind(&mut db, &show, expired).await?,
            None => 0,
        };
        drop(db);
        shared.advance(left.position, 0);
        {
            let mut gauges = shared.gauges();
            gauges.started_at = show.started_at;
            gauges.playing = (show.playing_title.clone(), show.playing_artist.clone());
        }
        if !show.playing_title.is_empty() {
            let (title, artist) = (show.playing_title.clone(), show.playing_artist.clone());
            shared.to_all(&Frame::Playing { title, artist });
        }
        let recorder = Recorder::start(context.clone(), lease.clone(), shared.clone());
        let now = Instant::now();
        let (tell, told) = mpsc::unbounded_channel();
        Ok(Self {
            // Who asks comes to play: a long silence ends with it.
            dropped: if why == Why::Orphaned { now.checked_sub(left.silent).unwrap_or(now) } else { now },
            rotation_after: now,
            next_segment: left.next_segment.max(behind),
            marked: Some((show.playing_title.clone(), show.playing_artist.clone())),
            running: None,
            adts: false,
            room: watch::Sender::new(true),
            context,
            timing,
            show,
            lease,
            shared,
            recorder,
            tell,
            told,
        })
    }

    /// Runs until the show is over, this worker stops, or another owns the show.
    pub async fn run(mut self, mut orders: mpsc::Receiver<Order>, stop: CancellationToken) {
        let (lease, context, beat) = (self.lease.clone(), self.context.clone(), self.timing.beat);
        let keeping = tokio::spawn(async move { lease.keep(&context, beat).await });
        let lost = self.lease.lost.clone();
        let close = tokio::select! {
            biased;
            () = lost.cancelled() => Close::Lost,
            () = stop.cancelled() => Close::Release,
            close = self.perform(&mut orders) => close,
        };
        // Whoever still waits for an answer is told that the show is not here.
        drop(orders);
        self.close(close).await;
        keeping.abort();
    }

    async fn perform(&mut self, orders: &mut mpsc::Receiver<Order>) -> Close {
        let mut tick = tokio::time::interval_at(tokio::time::Instant::now() + TICK, TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let done = tokio::select! {
                biased;
                Some(told) = self.told.recv() => self.hear(told).await.map(|()| None),
                ended = finished(&mut self.running) => self.ended(ended).await.map(|()| None),
                Some(order) = orders.recv() => self.order(order).await,
                _ = tick.tick() => self.look().await,
            };
            match done {
                Ok(Some(close)) => return close,
                Ok(None) => {}
                Err(error) => self.database(&error),
            }
        }
    }

    fn database(&self, error: &JobError) {
        tracing::warn!(show = %self.show.id, %error, "the owner of a show");
        let sentence = "The database does not answer: the stream goes on, and it is tried again.";
        self.shared.trouble(Trouble::Database, Some(sentence.to_owned()));
    }

    /// Begins a run; one under way must have ended.
    async fn begin(&mut self, source: Source, kind: RunSource) -> Result<(), JobError> {
        let facts = source.facts.clone();
        let mut db = self.context.db().await?;
        let (client, content_type) = (facts.client.as_str(), facts.content_type.as_str());
        let row = show_runs::begin(&mut db, self.show.id, kind, (client, content_type), Utc::now()).await?;
        drop(db);
        let feeder = if kind == RunSource::Rotation { Feeder::Rotation } else { Feeder::Source };
        if let Some(passing) = Passing::of(content_type) {
            self.adts = passing == Passing::Adts;
        }
        let stop = Arc::new(SetOnce::new());
        let score = Score {
            number: row.number,
            first_segment: self.next_segment,
            records: self.show.records,
            adts: self.adts,
            stall: self.timing.stall,
            stop: stop.clone(),
            room: self.room.subscribe(),
            told: self.tell.clone(),
        };
        {
            let mut gauges = self.shared.gauges();
            gauges.source = Some(facts);
            gauges.facts = None;
            gauges.lost = 0;
        }
        self.shared.trouble(Trouble::Source, None);
        let (context, shared, shelf) = (self.context.clone(), self.shared.clone(), self.recorder.shelf());
        let task = tokio::spawn(async move { run::play(&context, shared, shelf, source, score).await });
        self.running = Some(Running { id: row.id, feeder, stop, task });
        Ok(())
    }

    /// Ends the run under way, if there is one, lets its source go, and waits until its encoders have given everything.
    async fn finish(&mut self, how: LetGo) -> Result<(), JobError> {
        let Some(running) = &self.running else { return Ok(()) };
        // Who said it first is heard.
        let _ = running.stop.set(how);
        let ended = finished(&mut self.running).await;
        self.ended(ended).await
    }

    /// A run has ended.
    async fn ended(&mut self, (running, ended): (Running, Option<Ended>)) -> Result<(), JobError> {
        {
            let mut gauges = self.shared.gauges();
            gauges.source = None;
            gauges.facts = None;
        }
        let ended = match ended {
            Some(ended) => ended,
            // Its task panicked: numbers go on behind everything that it can have given.
            None => Ended { next_segment: self.next_segment + 1_000, heard: true, why: "a fault of the worker" },
        };
        self.next_segment = ended.next_segment;
        if running.feeder == Feeder::Source && ended.heard {
            self.dropped = Instant::now();
        }
        if running.feeder == Feeder::Rotation {
            self.rotation_after = Instant::now() + Duration::from_secs(if ended.heard { 1 } else { 30 });
        }
        let mut db = self.context.db().await?;
        show_runs::end(&mut db, running.id, ended.why, Utc::now()).await?;
        Ok(())
    }

    async fn close(mut self, close: Close) {
        if close == Close::Lost {
            // What was heard until now is still kept where the database was away and nobody has the show yet.
            tracing::warn!(show = %self.show.id, epoch = self.lease.epoch, "the show has another owner, or may have one");
        }
        let (how, limit) = if close == Close::Over { (LetGo::ForGood, KEEPING.0) } else { (LetGo::ForNow, KEEPING.1) };
        if let Err(error) = self.finish(how).await {
            self.database(&error);
        }
        let Self { context, recorder, lease, shared, show, .. } = self;
        if !recorder.finish(limit).await {
            tracing::error!(show = %show.id, "the last segments of a show were not kept");
        }
        if close == Close::Over {
            let ended = match context.db().await {
                Ok(mut db) => shows::end(&mut db, show.id, Utc::now()).await.map_err(JobError::from),
                Err(error) => Err(error),
            };
            match ended {
                Ok(_) => shared.to_all(&Frame::End),
                // Whoever takes the lease finds a show without a source, and ends it.
                Err(error) => tracing::warn!(show = %show.id, %error, "a show could not be ended yet"),
            }
        }
        if close != Close::Lost {
            lease.release(&context.pool).await;
        }
    }
}

/// Waits for the end of the run under way, and takes it out; for ever if there is none.
async fn finished(running: &mut Option<Running>) -> (Running, Option<Ended>) {
    let ended = match running.as_mut() {
        Some(running) => (&mut running.task).await.ok(),
        None => std::future::pending().await,
    };
    match running.take() {
        Some(running) => (running, ended),
        None => std::future::pending().await,
    }
}
