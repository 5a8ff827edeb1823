//! Tells the engine that finds things what changed, for as long as the worker runs.
//!
//! Triggers write every change down inside the transaction that makes it (`model::search::changes`), and it is forgotten when
//! the engine has taken it: while the engine does not answer, changes wait. One worker does this at a time, the one that
//! has the lock; two could overtake each other.

mod document;
mod teller;

use std::time::{Duration, Instant};

use config::{SearchSettings, Settings};
use model::search::changes::CHANNEL;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use teller::{Failure, Teller};

use crate::{Context, hearing};

/// Changes that come at once are told at once: publishing an album changes each of its tracks.
const GATHER: Duration = Duration::from_millis(50);
/// How long it rests when nobody says that something changed.
const REST: Duration = Duration::from_secs(60);
/// How long an engine that does not answer is left alone at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Whoever leads and says nothing for so long leads no more.
const SILENT: Duration = Duration::from_secs(20);
/// After so many failures another worker may try, which may reach what this one cannot.
const MOST_FAILURES: u32 = 8;
/// How often the engine hears what people listen to.
const HEARD_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// Which engine the settings name.
#[must_use]
pub fn settings(settings: &Settings) -> ::search::Settings {
    match &settings.search {
        SearchSettings::Folder(folder) => ::search::Settings::Folder(folder.clone()),
        SearchSettings::Meilisearch { url, key } => ::search::Settings::Meilisearch {
            url: url.as_str().trim_end_matches('/').to_owned(),
            key: key.as_ref().map(|key| key.expose().to_owned()),
        },
    }
}

/// Tells until `stop`.
pub async fn run(context: Context, database_url: String, stop: CancellationToken) {
    // The lock goes with the connection. A process that hangs, or a line that is cut, loses both: nobody else could take over
    // from it otherwise.
    let silent = SILENT.as_millis();
    let lead = format!(
        "SELECT pg_advisory_lock(hashtext('{CHANNEL}')); LISTEN {CHANNEL}; SET idle_session_timeout = {silent}"
    );
    let wake = Notify::new();
    let telling = hearing::again_and_again("search", async || {
        let telling = tell(Teller::new(context.clone()), &wake);
        let led = hearing::hear(&database_url, &lead, telling, |_| wake.notify_one()).await;
        // Whoever leads next writes.
        context.search.resign().await;
        led
    });
    tokio::select! {
        () = stop.cancelled() => {}
        () = telling => {}
    }
}

/// Tells until that fails again and again.
async fn tell(mut teller: Teller, wake: &Notify) {
    let mut failures = 0;
    let mut heard: Option<Instant> = None;
    loop {
        if heard.is_none_or(|at| at.elapsed() > HEARD_EVERY) && teller.note_heard().await {
            heard = Some(Instant::now());
        }
        match teller.catch_up().await {
            Ok(()) => {
                if failures > 0 {
                    tracing::info!("search answers again, and knows what changed");
                }
                failures = 0;
                tokio::select! {
                    () = wake.notified() => tokio::time::sleep(GATHER).await,
                    () = tokio::time::sleep(REST) => {}
                }
            }
            Err(error) => {
                if failures == 0 {
                    tracing::warn!(%error, "search was not told what changed; it will be when it answers");
                }
                failures += 1;
                tokio::time::sleep(pause(failures)).await;
                if failures == MOST_FAILURES {
                    return;
                }
            }
        }
    }
}

/// How long to leave alone what failed this many times in a row.
fn pause(failures: u32) -> Duration {
    Duration::from_secs(1 << failures.min(4)).min(LONGEST_PAUSE)
}
