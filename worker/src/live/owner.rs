//! What this worker owns: its shows, each with its task; and how others hear that the worker lives.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use live::link::Answer;
use model::ids::{LiveWorkerId, ShowId};
use model::{database, live_workers, show_leases, shows};
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::capture;
use super::lease::Lease;
use super::show::{Order, Stage, Why, airtime};
use super::source::Source;
use super::status::Shared;
use super::timing::Timing;
use crate::{Context, JobError};

/// How many orders may wait for a show.
const ORDERS: usize = 16;
/// How often sound cards are looked for: each is opened for a moment.
const DEVICES: Duration = Duration::from_secs(30);

/// This worker as the owner of shows. Cheap to clone.
#[derive(Clone)]
pub struct Owner(Arc<Inner>);

struct Inner {
    context: Context,
    timing: Timing,
    worker: LiveWorkerId,
    /// Host and port of the link.
    address: String,
    shows: Mutex<HashMap<ShowId, Handle>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// A show of this worker.
#[derive(Clone)]
pub struct Handle {
    orders: mpsc::Sender<Order>,
    /// What others see of it.
    pub shared: Arc<Shared>,
    /// Cancelled when it is not here any more.
    pub gone: CancellationToken,
}

/// Where a show is.
pub enum Whereabouts {
    /// Here.
    Here(Handle),
    /// Another worker owns it.
    Elsewhere(String),
    /// Nobody owns it.
    Nowhere,
}

impl Owner {
    /// A worker whose link is at `address`; its shows end within seconds of `stop`.
    #[must_use]
    pub fn new(context: Context, timing: Timing, address: String, stop: CancellationToken) -> Self {
        let (worker, tasks) = (LiveWorkerId::new(), TaskTracker::new());
        Self(Arc::new(Inner { context, timing, worker, address, shows: Mutex::default(), stop, tasks }))
    }

    /// What it works with.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// Cancelled when this worker stops.
    #[must_use]
    pub fn stop(&self) -> CancellationToken {
        self.0.stop.clone()
    }

    /// Runs something that this worker waits for when it stops.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(task);
    }

    /// Where a show is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, show: ShowId) -> Result<Whereabouts, JobError> {
        if let Some(handle) = self.here(&*self.0.shows.lock().await, show) {
            return Ok(Whereabouts::Here(handle));
        }
        let mut db = self.0.context.db().await?;
        let now = database::now(&mut db).await?;
        let owner = show_leases::owner(&mut db, show, now).await?;
        Ok(match owner {
            Some(owner) if owner.worker_id != self.0.worker => Whereabouts::Elsewhere(owner.address),
            _ => Whereabouts::Nowhere,
        })
    }

    /// Makes this worker the owner of a show, unless another is.
    ///
    /// # Errors
    /// When the database fails, or there is no such show.
    pub async fn own(&self, show: ShowId, why: Why) -> Result<Whereabouts, JobError> {
        // Held until the show is here, so that nobody else here claims it meanwhile.
        let mut shows = self.0.shows.lock().await;
        while let Some(handle) = shows.get(&show).filter(|handle| !handle.gone.is_cancelled()).cloned() {
            if !handle.orders.is_closed() {
                return Ok(Whereabouts::Here(handle));
            }
            // It still keeps what was heard: a second task for it here would have the same epoch, and number segments alike.
            drop(shows);
            handle.gone.cancelled().await;
            shows = self.0.shows.lock().await;
        }
        let mut db = self.0.context.db().await?;
        let now = database::now(&mut db).await?;
        // Nobody writes it between here and a claim that succeeds, but another owner that has come and gone.
        let expired = show_leases::expires_at(&mut db, show).await?;
        let Some(epoch) = show_leases::claim(&mut db, show, self.0.worker, now).await? else {
            let owner = show_leases::owner(&mut db, show, now).await?;
            return Ok(owner.map_or(Whereabouts::Nowhere, |owner| Whereabouts::Elsewhere(owner.address)));
        };
        drop(db);
        let lease = Lease::new(show, self.0.worker, epoch);
        let shared = Arc::new(Shared::default());
        let stage =
            Stage::new(self.0.context.clone(), self.0.timing, (lease.clone(), why, expired), shared.clone()).await;
        let stage = match stage {
            Ok(stage) => stage,
            Err(error) => {
                lease.release(&self.0.context.pool).await;
                return Err(error);
            }
        };
        let (orders, taken) = mpsc::channel(ORDERS);
        let handle = Handle { orders, shared, gone: CancellationToken::new() };
        let (stop, gone, owner) = (self.0.stop.child_token(), handle.gone.clone().drop_guard(), self.clone());
        self.spawn(async move {
            // Also when it panics, those who listen must see that it is gone.
            let _gone = gone;
            stage.run(taken, stop).await;
            owner.forget(show).await;
        });
        shows.insert(show, handle.clone());
        Ok(Whereabouts::Here(handle))
    }

    fn here(&self, shows: &HashMap<ShowId, Handle>, show: ShowId) -> Option<Handle> {
        shows.get(&show).filter(|handle| !handle.gone.is_cancelled() && !handle.orders.is_closed()).cloned()
    }

    /// Forgets a show that is not here any more, unless it is here again.
    async fn forget(&self, show: ShowId) {
        let mut shows = self.0.shows.lock().await;
        if shows.get(&show).is_some_and(|handle| handle.orders.is_closed()) {
            shows.remove(&show);
        }
    }

    /// Says that this worker lives, looks for sound cards and for shows without an owner; until `stop`. Then waits for its
    /// shows, which give up what they own.
    pub async fn live(&self) {
        let (told, devices) = watch::channel(serde_json::json!([]));
        let looking = async {
            loop {
                if let Ok(found) = tokio::task::spawn_blocking(capture::devices).await {
                    told.send_replace(serde_json::to_value(found).unwrap_or_default());
                }
                tokio::time::sleep(DEVICES).await;
            }
        };
        let beating = async {
            loop {
                let now = devices.borrow().clone();
                if let Err(error) = self.beat(&now).await {
                    tracing::warn!(%error, "this worker could not say that it takes live sets");
                }
                tokio::time::sleep(self.0.timing.beat).await;
            }
        };
        let adopting = async {
            loop {
                tokio::time::sleep(self.0.timing.beat).await;
                if let Err(error) = self.adopt().await {
                    tracing::warn!(%error, "shows without an owner could not be looked for");
                }
            }
        };
        tokio::select! {
            () = self.0.stop.cancelled() => {}
            () = async { tokio::join!(looking, beating, adopting); } => {}
        }
        self.0.tasks.close();
        self.0.tasks.wait().await;
        if let Ok(mut db) = self.0.context.db().await
            && let Err(error) = live_workers::forget(&mut db, self.0.worker).await
        {
            tracing::debug!(%error, "this worker is forgotten by itself");
        }
    }

    async fn beat(&self, devices: &serde_json::Value) -> Result<(), JobError> {
        let mut db = self.0.context.db().await?;
        let now = database::now(&mut db).await?;
        Ok(live_workers::hear(&mut db, self.0.worker, &self.0.address, devices, now).await?)
    }

    /// Takes up shows that nobody owns and that need somebody: to play their rotation, or to end them. A source that comes
    /// back finds an owner by itself.
    async fn adopt(&self) -> Result<(), JobError> {
        let mut db = self.0.context.db().await?;
        let now = database::now(&mut db).await?;
        let orphans = show_leases::orphans(&mut db, now).await?;
        let mut needy = Vec::new();
        for id in orphans {
            let Some(show) = shows::find(&mut db, id).await? else { continue };
            if airtime::needs_owner(&mut db, &show, &self.0.timing).await? {
                needy.push(id);
            }
        }
        drop(db);
        for show in needy {
            self.own(show, Why::Orphaned).await?;
        }
        Ok(())
    }
}

impl Handle {
    /// Asks something of the show and waits for its answer; [`Answer::Nothing`] when it is not here any more.
    pub async fn ask(&self, order: impl FnOnce(oneshot::Sender<Answer>) -> Order) -> Answer {
        let (reply, answer) = oneshot::channel();
        if self.orders.send(order(reply)).await.is_err() {
            return Answer::Nothing;
        }
        answer.await.unwrap_or(Answer::Nothing)
    }

    /// Asks the show to be fed by this source.
    pub async fn feed(&self, source: Source) -> Answer {
        self.ask(|reply| Order::Feed(source, reply)).await
    }
}
