//! `tonewood search reindex`: asks whoever tells search of changes to tell it everything anew, and shows how far that is. If no
//! worker runs on the data folder, this process does it.

use std::time::Duration;

use config::Settings;
use model::{queue, search as kept};
use tokio_util::sync::CancellationToken;

use crate::commands::instance::{Instance, runtime};
use crate::commands::logs;

/// How often it is asked how far it is.
const LOOK: Duration = Duration::from_millis(300);

/// Asks, and prints how far it is until the new index answers.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    logs::start(&settings);
    let instance = Instance::open(settings)?;
    let done = runtime()?.block_on(reindex(&instance));
    instance.close();
    done
}

async fn reindex(instance: &Instance) -> anyhow::Result<()> {
    instance.migrate().await?;
    let mut connection = instance.pool.get().await?;
    let id = kept::rebuilds::ask(&mut connection).await?;
    drop(connection);
    if is_taken(instance, id).await? {
        return watch(instance, id).await;
    }
    let context = instance.worker_context(instance.storage()?, instance.search(true).await?).await?;
    let stop = CancellationToken::new();
    let telling = tokio::spawn(worker::search::run(context, instance.database_url.clone(), stop.clone()));
    let watched = watch(instance, id).await;
    stop.cancel();
    telling.await?;
    watched
}

/// Waits for a worker to begin; false when none lives. One that has just stopped counts as living for some seconds.
async fn is_taken(instance: &Instance, id: i64) -> anyhow::Result<bool> {
    loop {
        let mut connection = instance.pool.get().await?;
        if kept::rebuilds::find(&mut connection, id).await?.is_none_or(|rebuild| rebuild.begun_at.is_some()) {
            return Ok(true);
        }
        if !queue::worker_lives(&mut connection).await? {
            return Ok(false);
        }
        drop(connection);
        tokio::time::sleep(LOOK).await;
    }
}

/// Prints a line whenever more is in, until all is and answers.
async fn watch(instance: &Instance, id: i64) -> anyhow::Result<()> {
    let mut said = None;
    loop {
        let found = kept::rebuilds::find(&mut *instance.pool.get().await?, id).await?;
        // Those that are done go after a month, and with them the question.
        let Some(rebuild) = found else { return Ok(()) };
        anyhow::ensure!(
            rebuild.error.is_empty(),
            "{}. It is tried again as soon as a worker runs and search answers; `tonewood doctor` says how it is",
            rebuild.error
        );
        if rebuild.begun_at.is_some() && said != Some(rebuild.done) {
            println!("{} of {}", rebuild.done, rebuild.total);
            said = Some(rebuild.done);
        }
        if rebuild.ended_at.is_some() {
            println!("The new index answers.");
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
}
