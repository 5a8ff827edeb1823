//! `tonewood seed`: the demo catalogue, made by the real pipeline from music that the `demo` crate synthesises.

mod catalogue;
mod removal;
mod selling;

use anyhow::Context as _;
use config::Settings;
use model::{Pool, accounts, changes, instance as instance_row};
use storage::Storage;

use super::instance::{Instance, runtime};

/// The domain of the demo accounts; `.example` never leads anywhere (RFC 2606).
const DOMAIN: &str = "demo.example";

/// What the seed works with.
pub struct Seeding {
    pool: Pool,
    storage: Storage,
    settings: Settings,
}

/// Makes the catalogue. If no worker runs on the data folder, one runs in this process until it is done.
///
/// # Errors
/// A sentence with the way out.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    super::logs::start(&settings);
    let instance = Instance::open(settings)?;
    let runtime = runtime()?;
    let done = runtime.block_on(async {
        instance.migrate().await?;
        anyhow::ensure!(
            is_wanted(&instance, true).await?,
            "the demo catalogue is there already; `tonewood seed remove` removes it"
        );
        let storage = instance.storage()?;
        let seeding = Seeding::of(&instance, storage.clone());
        if instance.embedded.is_none() && instance.settings.database_url.is_none() {
            return seeding.run().await;
        }
        let context = instance.worker_context(storage, instance.search(true).await?).await?;
        let (done, stop) = tokio::sync::oneshot::channel::<()>();
        let url = instance.database_url.clone();
        let working = tokio::spawn(async move {
            worker::run(context, &url, async move {
                let _ = stop.await;
            })
            .await
        });
        let made = seeding.run().await;
        let _ = done.send(());
        working.await??;
        made
    });
    instance.close();
    done
}

/// Removes the demo artists and accounts and everything they have.
///
/// # Errors
/// A sentence with the way out.
pub fn remove(settings: Settings) -> anyhow::Result<()> {
    let instance = Instance::open(settings)?;
    let done = runtime()?.block_on(async {
        let seeding = Seeding::of(&instance, instance.storage()?);
        let artists = seeding.remove().await?;
        println!("{artists} demo artists removed.");
        anyhow::Ok(())
    });
    instance.close();
    done
}

/// Whether to make the catalogue: `always` if it is not there; else on a loopback instance where nobody has an account.
/// One that was interrupted is made again.
///
/// # Errors
/// When the database does not answer.
pub async fn is_wanted(instance: &Instance, always: bool) -> anyhow::Result<bool> {
    let mut connection = instance.pool.get().await?;
    if instance_row::seed_progress(&mut connection).await?.is_some() {
        return Ok(true);
    }
    if always {
        return Ok(accounts::by_email(&mut connection, &catalogue::login("artist")).await?.is_none());
    }
    Ok(!instance.settings.is_public() && accounts::count(&mut connection).await? == 0)
}

impl Seeding {
    /// A seed for this instance.
    #[must_use]
    pub fn of(instance: &Instance, storage: Storage) -> Self {
        Self { pool: instance.pool.clone(), storage, settings: instance.settings.clone() }
    }

    /// Makes accounts, artists, releases and tracks, waits for the worker, and publishes.
    ///
    /// # Errors
    /// When the database, storage or the worker fails.
    pub async fn run(self) -> anyhow::Result<()> {
        self.remove().await.context("what an earlier seed left cannot be removed")?;
        self.tell(Some(0)).await?;
        catalogue::make(&self).await?;
        self.tell(None).await
    }

    /// Says how far it is, on every open page.
    async fn tell(&self, percent: Option<i32>) -> anyhow::Result<()> {
        let mut connection = self.pool.get().await?;
        instance_row::set_seed_progress(&mut connection, percent).await?;
        changes::notify_seed(&mut connection, percent).await?;
        Ok(())
    }
}
