//! `tonewood media rebuild`: marks what is to be made anew and shows how the worker gets on with it. If no worker runs on the
//! data folder, one runs in this process until it is done.

use std::time::Duration;

use anyhow::Context as _;
use config::Settings;
use diesel_async::AsyncConnection;
use model::ids::ReleaseId;
use model::jobs::{self, AlignRelease};
use model::{encodings, inventory, queue, releases};

use crate::commands::instance::{Instance, runtime};
use crate::commands::logs;

/// How often the rest is counted.
const LOOK: Duration = Duration::from_millis(500);

/// Marks the ladders, waits until they are made, and prints how far it is.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings, release: Option<ReleaseId>) -> anyhow::Result<()> {
    logs::start(&settings);
    let instance = Instance::open(settings)?;
    let done = runtime()?.block_on(rebuild(&instance, release));
    instance.close();
    done
}

async fn rebuild(instance: &Instance, release: Option<ReleaseId>) -> anyhow::Result<()> {
    instance.migrate().await?;
    let total = mark(instance, release).await?;
    if total == 0 {
        println!("No track plays; there is nothing to make anew.");
        return Ok(());
    }
    let works = queue::worker_lives(&mut *instance.pool.get().await?).await?;
    if works {
        return watch(instance, release, total).await;
    }
    let context = instance.worker_context(instance.storage()?, instance.search(true).await?).await?;
    let (done, stop) = tokio::sync::oneshot::channel::<()>();
    let url = instance.database_url.clone();
    let working = tokio::spawn(async move {
        worker::run(context, &url, async move {
            // An error means that the watcher is gone: stop as well.
            let _ = stop.await;
        })
        .await
    });
    let watched = watch(instance, release, total).await;
    let _ = done.send(());
    working.await??;
    watched
}

/// Marks the ladders as outdated and has their releases looked at. Says how many there are.
async fn mark(instance: &Instance, release: Option<ReleaseId>) -> anyhow::Result<i64> {
    let mut connection = instance.pool.get().await?;
    let wanted = match release {
        Some(id) => {
            let found = releases::find(&mut connection, id).await?;
            vec![found.with_context(|| format!("there is no release {id}; its id stands in its studio's address"))?.id]
        }
        None => inventory::playing_releases(&mut connection).await?,
    };
    connection
        .transaction(async |connection| {
            encodings::mark_outdated(connection, release).await?;
            for release_id in wanted {
                jobs::enqueue(connection, &AlignRelease { release_id }).await?;
            }
            diesel::QueryResult::Ok(())
        })
        .await?;
    Ok(encodings::count_outdated(&mut connection, release).await?)
}

/// Prints a line whenever tracks are done, until all are.
async fn watch(instance: &Instance, release: Option<ReleaseId>, total: i64) -> anyhow::Result<()> {
    println!("{total} tracks are made anew.");
    let mut said = 0;
    loop {
        let mut connection = instance.pool.get().await?;
        let left = encodings::count_outdated(&mut connection, release).await?;
        let failed = encodings::count_failed(&mut connection, release).await?;
        drop(connection);
        let done = (total - left).max(0);
        if done > said {
            println!("{done} of {total}");
            said = done;
        }
        if left <= failed {
            anyhow::ensure!(
                left == 0,
                "{left} tracks could not be made anew and play as before; an admin sees why at /admin/jobs"
            );
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}
