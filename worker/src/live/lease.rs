//! The lease of a show: renewed for as long as this worker has it, and given up at the first doubt.

use std::time::{Duration, Instant};

use model::ids::{LiveWorkerId, ShowId};
use model::{Pool, database, live_workers, show_leases};
use tokio_util::sync::CancellationToken;

use crate::{Context, JobError};

/// How long the owner goes on when the database does not say that it still is, and another worker could take over: less than
/// a lease holds, so that there are never two.
const DOUBT: Duration = Duration::from_secs(5);

/// What became of a lease that was to be renewed.
enum Renewed {
    /// It holds on.
    Ours {
        /// Whether other workers live that could take over.
        others: bool,
    },
    /// Another worker has the show.
    Lost,
}

/// A show that this worker owns.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The show.
    pub show: ShowId,
    /// This worker.
    pub worker: LiveWorkerId,
    /// The how many-th owner it is.
    pub epoch: i64,
    /// Cancelled when it is the owner no more.
    pub lost: CancellationToken,
}

impl Lease {
    /// A lease that has just been claimed.
    #[must_use]
    pub fn new(show: ShowId, worker: LiveWorkerId, epoch: i64) -> Self {
        Self { show, worker, epoch, lost: CancellationToken::new() }
    }

    /// Renews it every `beat` until it is lost; then cancels [`Lease::lost`]. While the database does not answer, a worker that
    /// was alone goes on: nobody else could own the show, and music would stop for nothing.
    pub async fn keep(&self, context: &Context, beat: Duration) {
        let mut renewed = Instant::now();
        let mut others = true;
        while !self.lost.is_cancelled() {
            let asked = Instant::now();
            match tokio::time::timeout(beat, self.renew(context)).await {
                Ok(Ok(Renewed::Ours { others: live })) => (renewed, others) = (asked, live),
                Ok(Ok(Renewed::Lost)) => break,
                Ok(Err(error)) => tracing::warn!(show = %self.show, %error, "a lease could not be renewed"),
                Err(_) => tracing::warn!(show = %self.show, "the database is too slow to renew a lease"),
            }
            if others && renewed.elapsed() >= DOUBT {
                break;
            }
            tokio::time::sleep(beat.min(DOUBT / 2)).await;
        }
        self.lost.cancel();
    }

    /// Gives it up, so that another need not wait until it expires.
    pub async fn release(&self, pool: &Pool) {
        let released = match pool.get().await {
            Ok(mut db) => show_leases::release(&mut db, self.show, self.worker, self.epoch)
                .await
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = released {
            tracing::warn!(show = %self.show, error, "a lease was not released; it expires by itself");
        }
    }

    async fn renew(&self, context: &Context) -> Result<Renewed, JobError> {
        let mut db = context.db().await?;
        let now = database::now(&mut db).await?;
        if !show_leases::renew(&mut db, self.show, self.worker, self.epoch, now).await? {
            return Ok(Renewed::Lost);
        }
        let alive = live_workers::alive(&mut db, now).await?;
        Ok(Renewed::Ours { others: alive.iter().any(|worker| worker.id != self.worker) })
    }
}
