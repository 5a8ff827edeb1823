//! The lease of a show: renewed for as long as this worker has it, and given up at the first doubt.

use std::time::{Duration, Instant};

use model::ids::{LiveWorkerId, ShowId};
use model::{Pool, database, show_leases};
use tokio_util::sync::CancellationToken;

/// How long the owner goes on when the database does not say that it still is: less than a lease holds, so that there are
/// never two.
const DOUBT: Duration = Duration::from_secs(5);

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

    /// Renews it every `beat` until it is lost; then cancels [`Lease::lost`].
    pub async fn keep(&self, pool: &Pool, beat: Duration) {
        let mut renewed = Instant::now();
        while !self.lost.is_cancelled() {
            tokio::time::sleep(beat.min(DOUBT / 2)).await;
            let asked = Instant::now();
            match tokio::time::timeout(beat, self.renew(pool)).await {
                Ok(Ok(true)) => renewed = asked,
                Ok(Ok(false)) => break,
                Ok(Err(error)) => tracing::warn!(show = %self.show, %error, "a lease could not be renewed"),
                Err(_) => tracing::warn!(show = %self.show, "the database is too slow to renew a lease"),
            }
            if renewed.elapsed() >= DOUBT {
                break;
            }
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

    async fn renew(&self, pool: &Pool) -> Result<bool, String> {
        let mut db = pool.get().await.map_err(|error| error.to_string())?;
        let now = database::now(&mut db).await.map_err(|error| error.to_string())?;
        let renewed = show_leases::renew(&mut db, self.show, self.worker, self.epoch, now).await;
        renewed.map_err(|error| error.to_string())
    }
}
