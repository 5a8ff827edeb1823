//! What happens by the clock: the rotation bridges a gap, a set without a source ends, recording stops before the disk is full.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use media::live::{RATE, SEGMENT_FRAMES};
use model::show_runs::RunSource;
use model::shows::{self, Show, ShowKind, State};
use model::{Connection, show_runs, show_segments};

use super::{Close, Feeder, Stage};
use crate::JobError;
use crate::live::source::source;
use crate::live::status::Trouble;
use crate::live::timing::Timing;
use crate::live::{clock, rotation};

/// How much more room than the floor there must be before recording goes on, so that it does not come and go.
const AGAIN: u64 = 64 << 20;

/// The most numbers that are passed over: playlists name so many missing segments.
const LONGEST_GAP: u64 = 64;

/// Where the last owner left a show.
pub(super) struct Left {
    /// Number of the segment that may begin next.
    pub(super) next_segment: u64,
    /// Frames of recorded time.
    pub(super) position: u64,
    /// For how long nothing was heard.
    pub(super) silent: Duration,
}

/// Where the last owner of a show left it.
pub(super) async fn left(db: &mut Connection, show: &Show) -> Result<Left, JobError> {
    let last = show_segments::last(db, show.id).await?;
    let next_segment = last.as_ref().and_then(|last| u64::try_from(last.number + 1).ok()).unwrap_or(0);
    // What is not recorded has no recorded time; then marks stand where they do in what was sent.
    let position = if show.records {
        let recorded_ms = show_segments::recorded_ms(db, show.id).await?;
        u64::try_from(recorded_ms).unwrap_or(0) * u64::from(RATE / 1000)
    } else {
        next_segment * u64::from(SEGMENT_FRAMES)
    };
    let heard_at = last.as_ref().map(|last| last.begins_at).max(show.started_at);
    // A clock that is ahead of ours has heard it just now.
    let silent = heard_at.and_then(|at| (Utc::now() - at).to_std().ok()).unwrap_or_default();
    Ok(Left { next_segment, position, silent })
}

/// Number of the segment behind all that an owner can have given away which did not give up its lease and was done for at
/// `expired`: what was heard keeps its number, though it is not kept.
pub(super) async fn behind(db: &mut Connection, show: &Show, expired: DateTime<Utc>) -> Result<u64, JobError> {
    let Some(started_at) = show.started_at.filter(|_| expired != DateTime::UNIX_EPOCH) else { return Ok(0) };
    let last_run = show_runs::last_number(db, show.id).await?.unwrap_or(0);
    let (number, run, begins_at) = match show_segments::last(db, show.id).await? {
        Some(last) => (u64::try_from(last.number).unwrap_or(0), last.run_number, last.begins_at),
        None => (0, 1, started_at),
    };
    // The lease is by the database's clock, the segment by that owner's. A segment is kept when it has ended, so one that began
    // just before the lease ended, or behind that, is by a clock that is ahead, and nobody knows how much was heard.
    let heard_ms = u64::try_from((expired - begins_at).num_milliseconds()).unwrap_or(0);
    let heard = (heard_ms + u64::try_from(clock::AHEAD.as_millis()).unwrap_or(0)) * u64::from(RATE / 1000);
    let segment = u64::from(SEGMENT_FRAMES);
    let more = if heard < segment { LONGEST_GAP } else { (heard / segment + 1).min(LONGEST_GAP) };
    // Each run that began since has cut a segment short.
    Ok(number + more + u64::try_from(last_run - run).unwrap_or(0))
}

/// Whether a show on air that nobody owns needs somebody who does: it has a rotation to play, or waits no longer for a source.
pub(crate) async fn needs_owner(db: &mut Connection, show: &Show, timing: &Timing) -> Result<bool, JobError> {
    let silent = left(db, show).await?.silent;
    let is_over = show.kind == ShowKind::Set && silent >= timing.end_after;
    Ok(is_over || (silent >= timing.grace && rotation::is_due(db, show.id, Utc::now()).await?))
}

impl Stage {
    /// Looks at the clock, the disk and the show's row.
    pub(super) async fn look(&mut self) -> Result<Option<Close>, JobError> {
        self.disk().await;
        let mut db = self.context.db().await?;
        let Some(show) = shows::find(&mut db, self.show.id).await? else { return Ok(Some(Close::Release)) };
        self.shared.trouble(Trouble::Database, None);
        self.show = show;
        if matches!(self.show.state(), State::Over | State::Cancelled) {
            return Ok(Some(Close::Over));
        }
        let feeder = self.running.as_ref().map(|running| running.feeder);
        if feeder == Some(Feeder::Source) {
            self.shared.gauges().ends_at = None;
            return Ok(None);
        }
        let silent = self.dropped.elapsed();
        if self.show.state() == State::Planned {
            // Nothing was heard of whoever wanted to begin it.
            return Ok((feeder.is_none() && silent >= self.timing.grace).then_some(Close::Release));
        }
        if self.show.kind == ShowKind::Set {
            if silent >= self.timing.end_after {
                return Ok(Some(Close::Over));
            }
            self.shared.gauges().ends_at = self.dropped.checked_add(self.timing.end_after);
        }
        let now = Instant::now();
        if feeder.is_none()
            && silent >= self.timing.grace
            && now >= self.rotation_after
            && rotation::is_due(&mut db, self.show.id, Utc::now()).await?
        {
            drop(db);
            self.rotate().await?;
        }
        Ok(None)
    }

    /// Lets the rotation play.
    async fn rotate(&mut self) -> Result<(), JobError> {
        let (end, source) = source(rotation::facts());
        self.begin(source, RunSource::Rotation).await?;
        let (context, show) = (self.context.clone(), self.show.id);
        tokio::spawn(async move { rotation::run(&context, show, end).await });
        Ok(())
    }

    /// Recording stops before the disk is full; the stream goes on.
    async fn disk(&self) {
        let (folder, floor) = (self.context.settings.data_dir.clone(), self.context.settings.live.disk_floor_bytes);
        // A disk that does not answer must not hold up the show.
        let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&folder)).await;
        let Ok(Ok(disk)) = asked else { return };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let had = *self.room.borrow();
        let has = free >= if had { floor } else { floor.saturating_add(AGAIN) };
        self.room.send_if_modified(|room| std::mem::replace(room, has) != has);
        let told = self.show.records && !has;
        let sentence = "The server's disk is nearly full: recording has stopped, the stream goes on. Ask an admin for room; \
                        recording goes on when there is some.";
        self.shared.trouble(Trouble::Disk, told.then(|| sentence.to_owned()));
    }
}
