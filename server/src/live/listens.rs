//! Who listens: a row for each listen, from its first bytes to half a minute after its last. A player of playlists is told from
//! others by a word that cannot be turned back into an address; the word itself is kept in memory only.
//!
//! What everybody may hear is written down a moment later, so that nobody waits for the database; where a pass is good for so
//! many listens at once, they are counted before the first byte.

mod book;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use model::Pool;
use model::entitlements::Listener;
use model::ids::{ShowId, ShowSessionId};
use model::show_sessions::{self, Delivery};
use tokio::time::Instant;

/// The listens of this server.
#[derive(Default)]
pub struct Listens {
    running: Mutex<HashMap<Who, Running>>,
    /// Those with a pass enter one after the other.
    entering: tokio::sync::Mutex<()>,
    /// The book is written by one at a time.
    writing: tokio::sync::Mutex<()>,
}

/// Who a listen belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    /// A player of playlists.
    Player(ShowId, Listener),
    /// A connection to a mount, by a number of its own.
    Connection(uuid::Uuid),
}

/// A listen that goes on.
struct Running {
    /// Its row, once there is one.
    id: Option<ShowSessionId>,
    start: Start,
    began_at: DateTime<Utc>,
    heard: Instant,
    heard_at: DateTime<Utc>,
    /// When its row was brought up to date.
    written: Option<Instant>,
    /// Whether its connection has ended.
    is_over: bool,
}

/// What is known of a listen at its start.
#[derive(Debug, Clone)]
pub struct Start {
    /// Of which show.
    pub show: ShowId,
    /// Whether by playlists or by the mount.
    pub delivery: Delivery,
    /// With which program, as [`super::clients::name`] says.
    pub client: &'static str,
    /// From which country; may be empty.
    pub country: String,
    /// What it was let in with, and how many listens that allows at once.
    pub pass: Option<(Vec<u8>, i32)>,
}

/// Ends the listen of a connection when it is dropped.
pub struct Stay {
    listens: Arc<Listens>,
    who: Who,
}

impl Drop for Stay {
    fn drop(&mut self) {
        if let Some(running) = self.listens.lock().get_mut(&self.who) {
            running.is_over = true;
            running.heard_at = Utc::now();
        }
    }
}

impl Listens {
    /// A player of playlists asks for sound. `false`: its pass is good for no more listens just now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hear(
        &self,
        pool: &Pool,
        (show, listener): (ShowId, Listener),
        start: impl FnOnce() -> Start,
    ) -> anyhow::Result<bool> {
        let who = Who::Player(show, listener);
        if self.refresh(who) {
            return Ok(true);
        }
        self.enter(pool, who, start()).await
    }

    /// Whether a player of playlists is listening already.
    #[must_use]
    pub fn knows(&self, show: ShowId, listener: Listener) -> bool {
        self.lock().contains_key(&Who::Player(show, listener))
    }

    /// A connection to a mount begins; it listens until what is given is dropped. `None`: its pass is good for no more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connect(self: &Arc<Self>, pool: &Pool, start: Start) -> anyhow::Result<Option<Stay>> {
        let who = Who::Connection(uuid::Uuid::new_v4());
        let entered = self.enter(pool, who, start).await?;
        Ok(entered.then(|| Stay { listens: Arc::clone(self), who }))
    }

    /// Whether a pass is good for one more listen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_room(&self, pool: &Pool, show: ShowId, (pass, most): (&[u8], i32)) -> anyhow::Result<bool> {
        let db = &mut *pool.get().await?;
        Ok(show_sessions::of_pass(db, show, pass, Utc::now()).await? < i64::from(most))
    }

    async fn enter(&self, pool: &Pool, who: Who, start: Start) -> anyhow::Result<bool> {
        let mut running = Running::new(start);
        if running.start.pass.is_some() {
            // A player asks for several things at once, and counts once.
            let _alone = self.entering.lock().await;
            if self.refresh(who) {
                return Ok(true);
            }
            // Whoever left a moment ago has made room.
            self.write(pool, false).await?;
            if !running.open(&mut *pool.get().await?).await? {
                return Ok(false);
            }
            self.lock().insert(who, running);
        } else {
            self.lock().entry(who).or_insert(running);
        }
        Ok(true)
    }

    /// Connections to the mount of a show at this server.
    #[must_use]
    pub fn connections(&self, show: ShowId) -> usize {
        let is_one = |(who, running): &(&Who, &Running)| {
            matches!(who, Who::Connection(_)) && running.start.show == show && !running.is_over
        };
        self.lock().iter().filter(is_one).count()
    }

    fn refresh(&self, who: Who) -> bool {
        let mut all = self.lock();
        let Some(running) = all.get_mut(&who) else { return false };
        running.heard = Instant::now();
        running.heard_at = Utc::now();
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Who, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
