//! What is older than a minute: the rows of segments that lie in storage, remembered from one playlist to the next.

use std::sync::Arc;
use std::time::Duration;

use live::hls::Old;
use live::link::Rendition;
use model::ids::ShowId;
use model::show_segments::{self, ShowSegment};
use tokio::time::Instant;

use super::Edge;

/// How long rows are believed to be all.
const BELIEVED: Duration = Duration::from_secs(2);
/// How far one can go back in a show that runs, in segments: three hours.
const REACH: i64 = 2_812;
/// Rows read at once.
const AT_ONCE: i64 = 5_000;

/// Segments in storage, in order, for each rendition of [`Rendition::LADDER`].
#[derive(Debug, Clone, Default)]
pub struct Past([Vec<Old>; 3]);

impl Past {
    /// Those of a rendition.
    #[must_use]
    pub fn of(&self, rendition: Rendition) -> &[Old] {
        let mut all = Rendition::LADDER.iter().zip(&self.0);
        all.find(|(one, _)| **one == rendition).map_or(&[], |(_, rows)| rows)
    }

    fn add(&mut self, row: &ShowSegment) {
        let Ok(number) = u64::try_from(row.number) else { return };
        let Ok(frames) = u32::try_from(row.frames) else { return };
        let old = Old { number, run: row.run_number, frames, begins_at_ms: row.begins_at.timestamp_millis() };
        for (rendition, rows) in Rendition::LADDER.iter().zip(&mut self.0) {
            if row.renditions.get(rendition.name()).is_some() {
                rows.push(old);
            }
        }
    }
}

/// Remembers them.
pub struct Pasts(moka::future::Cache<ShowId, Arc<tokio::sync::Mutex<Kept>>>);

#[derive(Default)]
struct Kept {
    past: Arc<Past>,
    /// Number of the row that comes next.
    next: i64,
    is_over: bool,
    looked: Option<Instant>,
}

impl Pasts {
    pub fn new() -> Self {
        Self(moka::future::Cache::builder().max_capacity(1_000).time_to_idle(Duration::from_secs(60)).build())
    }
}

impl Edge {
    /// The segments of a show that lie in storage: all of one that is over, those of the last three hours of one that runs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn past(&self, show: ShowId, is_over: bool) -> anyhow::Result<Arc<Past>> {
        let kept = self.pasts.0.get_with(show, async { Arc::default() }).await;
        let mut kept = kept.lock().await;
        if kept.is_over != is_over {
            *kept = Kept { is_over, ..Kept::default() };
        }
        if kept.looked.is_some_and(|at| at.elapsed() < BELIEVED) {
            return Ok(Arc::clone(&kept.past));
        }
        let is_first = kept.looked.is_none();
        if let Err(error) = self.catch_up(show, &mut kept).await {
            if is_first {
                return Err(error);
            }
            tracing::warn!(%error, %show, "segments could not be looked up: those that were known count");
        }
        kept.looked = Some(Instant::now());
        Ok(Arc::clone(&kept.past))
    }

    /// Adds the rows that came since.
    async fn catch_up(&self, show: ShowId, kept: &mut Kept) -> anyhow::Result<()> {
        let db = &mut *self.pool.get().await?;
        if kept.looked.is_none() && !kept.is_over {
            kept.next = show_segments::last(db, show).await?.map_or(0, |last| (last.number - REACH).max(0));
        }
        loop {
            let more = show_segments::from(db, show, kept.next, AT_ONCE).await?;
            let Some(last) = more.last().map(|last| last.number) else { break };
            let past = Arc::make_mut(&mut kept.past);
            more.iter().for_each(|row| past.add(row));
            kept.next = last + 1;
        }
        if !kept.is_over
            && let Ok(first) = u64::try_from(kept.next - REACH)
        {
            let past = Arc::make_mut(&mut kept.past);
            past.0.iter_mut().for_each(|rows| rows.retain(|row| row.number >= first));
        }
        Ok(())
    }
}
