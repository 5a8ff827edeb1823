//! Runs the queue until it is told to stop: what takes long on as many workers as there are cores, and beside it what is
//! quick, so that no mail waits for a box set. Deliveries, live sets and what search is told run beside both.

use std::future::Future;
use std::time::Duration;

use graphile_worker::{LocalQueueConfig, RefetchDelayConfig, WorkerOptions};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::jobs::Lane;
use crate::live::{self, timing::Timing};
use crate::{Context, deliveries, jobs, search};

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
/// How many quick jobs run at once.
const QUICK: usize = 2;
/// Long jobs run one at a time, so there must be another worker for what is short.
const LEAST_SLOW: usize = 2;

/// What runs by the clock, in UTC.
const CLOCKWORK: &str = "*/10 * * * * sweep_expired {}
17 * * * * sweep_blobs {}
*/5 * * * * sweep_payments {}
23 * * * * reconcile_payments {}
*/10 * * * * sweep_memberships {}
*/10 * * * * sweep_plays {}
40 2 * * * check_ledger {}";

/// Makes the queue's tables in the database.
///
/// # Errors
/// When the database does not answer or refuses.
pub async fn migrate(database_url: &str) -> Result<(), WorkerError> {
    let options = WorkerOptions::default().database_url(database_url).max_pg_conn(1).listen_os_shutdown_signals(false);
    options.init().await.map(|_| ()).map_err(init)
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
    let (stopping, stopped) = watch::channel(false);
    tokio::spawn(async move {
        stop.await;
        // Nobody listens when both lanes have ended already.
        let _ = stopping.send(true);
    });
    let stop = || {
        let mut stopped = stopped.clone();
        async move {
            // An error means that the sender is gone, which it is not before it has sent.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }
    };
    let federation = context.federation.federation().clone();
    let (live_context, timing) = (context.clone(), Timing::of(&context.settings));
    let search_context = context.clone();
    let media = context.media.clone();
    let slow = context.settings.worker_concurrency.get().max(LEAST_SLOW);
    // Each slow job is fetched when there is a worker for it, so that none is chosen before its turn.
    let slow = options(context.clone(), database_url, slow, &[Lane::Slow]);
    let slow = slow.poll_interval(Duration::from_millis(500)).shutdown_signal(stop());
    let quick = options(context, database_url, QUICK, &[Lane::Quick])
        .local_queue(fetched_ahead())
        .with_cron(CLOCKWORK)
        .map_err(init)?
        .shutdown_signal(stop());
    let (slow, quick) = (slow.init().await.map_err(init)?, quick.init().await.map_err(init)?);
    let delivering = CancellationToken::new();
    let _delivering_until_then = delivering.clone().drop_guard();
    let sending = async {
        tokio::join!(
            Box::pin(deliveries::run(federation, database_url.to_owned(), delivering.clone())),
            Box::pin(live::run(live_context, timing, delivering.clone())),
            Box::pin(search::run(search_context, database_url.to_owned(), delivering.clone())),
            async {
                stop().await;
                delivering.cancel();
            }
        );
        Ok(())
    };
    let slow = Box::pin(async {
        // `bin/run` shows the pages while the codecs are still being compiled: what is uploaded meanwhile waits.
        if !media.is_there() {
            tracing::warn!("tonewood-media is not there yet: uploads wait for it");
        }
        tokio::select! {
            () = media.arrived() => slow.run().await.map_err(ran),
            () = stop() => Ok(()),
        }
    });
    let quick = Box::pin(async { quick.run().await.map_err(ran) });
    tokio::try_join!(slow, quick, Box::pin(sending))?;
    Ok(())
}

/// Fetches quick jobs ahead, and rests when there are none: without the rest it asks the database some 300 times a second. A
/// notice of a new job ends the rest at once.
fn fetched_ahead() -> LocalQueueConfig {
    let rest = RefetchDelayConfig::default()
        .with_duration(Duration::from_millis(500))
        .with_threshold(0)
        .with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(QUICK).with_refetch_delay(rest)
}

/// Runs the jobs that are due now or within `ahead`, and those they enqueue, one after the other until none is left, and tells
/// search what changed. For tests: nothing sleeps.
///
/// # Errors
/// When the queue cannot be set up or the database fails.
pub async fn run_pending(context: Context, database_url: &str, ahead: Duration) -> Result<(), WorkerError> {
    let pool = context.pool.clone();
    let mut teller = search::Teller::new(context.clone());
    let worker = options(context, database_url, 1, &[Lane::Slow, Lane::Quick]).init().await.map_err(init)?;
    // What is waited for in vain comes back each time; three times are enough for everything that settles.
    for _ in 0..3 {
        worker.run_once().await.map_err(ran)?;
        let mut connection = pool.get().await.map_err(ran)?;
        let hastened = model::queue::hasten(&mut connection, ahead).await;
        if hastened.map_err(ran)? == 0 {
            break;
        }
    }
    worker.run_once().await.map_err(ran)?;
    if let Err(error) = teller.catch_up().await {
        tracing::warn!(%error, "search was not told what changed");
    }
    Ok(())
}

fn options(context: Context, database_url: &str, concurrency: usize, lanes: &[Lane]) -> WorkerOptions {
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
    lanes.iter().fold(options, |options, lane| jobs::register(options, *lane))
}

fn init(error: impl std::fmt::Display) -> WorkerError {
    WorkerError::Init(error.to_string())
}

fn ran(error: impl std::fmt::Display) -> WorkerError {
    WorkerError::Run(error.to_string())
}
