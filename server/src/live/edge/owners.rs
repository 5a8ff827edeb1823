//! Where the worker of a show is reached.

use std::time::Duration;

use model::ids::ShowId;
use model::{Pool, database, live_workers, show_leases};

/// How long an answer is believed where no change was heard of.
const BELIEVED: Duration = Duration::from_secs(2);

/// Remembers where shows are.
pub struct Owners(moka::future::Cache<ShowId, Known>);

/// Where a show may be.
#[derive(Clone, Default)]
struct Known {
    owner: Option<String>,
    /// The owner's first.
    all: Vec<String>,
}

impl Owners {
    pub fn new() -> Self {
        Self(moka::future::Cache::builder().max_capacity(10_000).time_to_live(BELIEVED).build())
    }

    /// Addresses to ask in turn: the owner's, then those of all workers that live. Empty when none does, or the database is away.
    pub async fn addresses(&self, pool: &Pool, show: ShowId) -> Vec<String> {
        self.find(pool, show).await.all
    }

    /// The address of the worker that owns a show.
    pub async fn owner(&self, pool: &Pool, show: ShowId) -> Option<String> {
        self.find(pool, show).await.owner
    }

    async fn find(&self, pool: &Pool, show: ShowId) -> Known {
        if let Some(known) = self.0.get(&show).await {
            return known;
        }
        match look(pool, show).await {
            Ok(found) => {
                // That nobody owns it is not remembered: a worker may any moment.
                if found.owner.is_some() {
                    self.0.insert(show, found.clone()).await;
                }
                found
            }
            Err(error) => {
                tracing::warn!(%error, %show, "the owner of a show could not be looked up");
                Known::default()
            }
        }
    }

    pub async fn forget(&self, show: ShowId) {
        self.0.invalidate(&show).await;
    }
}

async fn look(pool: &Pool, show: ShowId) -> anyhow::Result<Known> {
    let db = &mut pool.get().await?;
    let now = database::now(db).await?;
    let owner = show_leases::owner(db, show, now).await?.map(|owner| owner.address);
    let mut all: Vec<String> = owner.iter().cloned().collect();
    for worker in live_workers::alive(db, now).await? {
        if !all.contains(&worker.address) {
            all.push(worker.address);
        }
    }
    Ok(Known { owner, all })
}
