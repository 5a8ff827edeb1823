//! Runs the queue: as many jobs at once as there are cores, until it is told to stop.

use std::future::Future;
use std::time::Duration;

use graphile_worker::{LocalQueueConfig, RefetchDelayConfig, Worker, WorkerOptions};

use crate::{Context, jobs};

/// Why the queue does not run.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The queue cannot be set up.
    #[error("the queue cannot be set up: {0}")]
    Init(String),
    /// The queue stopped.
    #[error("the queue stopped: {0}")]
    Run(String),
}

/// How long running jobs may go on after the stop was asked for; what they have not done by then is done again later.
const GRACE: Duration = Duration::from_secs(5);
/// A worker that has not been heard of for this long is dead, and its jobs are free.
const DEAD_AFTER: Duration = Duration::from_secs(4);

/// Makes the queue's tables in the database.
///
/// # Errors
/// When the database does not answer or refuses.
pub async fn migrate(database_url: &str) -> Result<(), WorkerError> {
    let options = WorkerOptions::default().database_url(database_url).max_pg_conn(1).listen_os_shutdown_signals(false);
    options.init().await.map(|_| ()).map_err(|error| WorkerError::Init(error.to_string()))
}

/// Runs jobs until `stop` completes, then lets running ones end for a few seconds.
///
/// # Errors
/// When the queue cannot be set up or the database goes away for good.
pub async fn run(
    context: Context,
    database_url: &str,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), WorkerError> {
    let concurrency = context.settings.worker_concurrency.get();
    let worker = options(context, database_url, concurrency)
        .local_queue(local_queue(concurrency))
        .with_cron("*/10 * * * * sweep_expired {}")
        .map_err(|error| WorkerError::Init(error.to_string()))?
        .shutdown_signal(stop)
        .init()
        .await
        .map_err(|error| WorkerError::Init(error.to_string()))?;
    worker.run().await.map_err(|error| WorkerError::Run(error.to_string()))
}

/// Fetches jobs ahead of the tasks, and rests when there are none: without the rest it asks the database some 300 times a
/// second. A notice of a new job ends the rest at once.
fn local_queue(concurrency: usize) -> LocalQueueConfig {
    let rest = RefetchDelayConfig::default()
        .with_duration(Duration::from_millis(500))
        .with_threshold(0)
        .with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(concurrency.max(2)).with_refetch_delay(rest)
}

/// Runs the jobs that are due now, and those they enqueue, until none is left. For tests: nothing sleeps.
///
/// # Errors
/// When the queue cannot be set up.
pub async fn run_pending(context: Context, database_url: &str) -> Result<(), WorkerError> {
    let worker: Worker =
        options(context, database_url, 1).init().await.map_err(|error| WorkerError::Init(error.to_string()))?;
    worker.run_once().await.map_err(|error| WorkerError::Run(error.to_string()))
}

fn options(context: Context, database_url: &str, concurrency: usize) -> WorkerOptions {
    let options = WorkerOptions::default()
        .database_url(database_url)
        .max_pg_conn(u32::try_from(concurrency + 3).unwrap_or(8))
        .concurrency(concurrency)
        .poll_interval(Duration::from_secs(1))
        .heartbeat_interval(Duration::from_secs(1))
        .sweep_interval(Duration::from_secs(2))
        .sweep_threshold(DEAD_AFTER)
        .recovery_delay(Duration::ZERO)
        .listen_os_shutdown_signals(false)
        .shutdown_grace_period(GRACE)
        .add_extension(context);
    jobs::register(options)
}
