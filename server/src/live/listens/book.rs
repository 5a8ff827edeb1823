//! Writes down who listens.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::ids::ShowSessionId;
use model::show_sessions::{self, NewShowSession};
use model::{Connection, Pool};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Listens, Running, Start, Who};

/// How often the book is looked through.
const TURN: Duration = Duration::from_secs(2);
/// How often a listen that goes on is written down.
const WRITTEN: Duration = Duration::from_secs(10);
/// After how many turns listens are ended whose server went without a word.
const SWEEP: u32 = 15;
/// A player that asks for nothing for so long has stopped.
const SILENCE: Duration = Duration::from_secs(30);

impl Running {
    pub(super) fn new(start: Start) -> Self {
        let now = Utc::now();
        Self { id: None, start, began_at: now, heard: Instant::now(), heard_at: now, written: None, is_over: false }
    }

    /// Makes its row; `false`: its pass is good for no more listens.
    pub(super) async fn open(&mut self, db: &mut Connection) -> anyhow::Result<bool> {
        self.id = open(db, &self.start, self.began_at).await?;
        self.written = Some(Instant::now());
        Ok(self.id.is_some())
    }
}

async fn open(db: &mut Connection, start: &Start, began_at: DateTime<Utc>) -> anyhow::Result<Option<ShowSessionId>> {
    let (pass, at_once) = start.pass.clone().map_or((None, 0), |(pass, most)| (Some(pass), most));
    let new = NewShowSession {
        show: start.show,
        delivery: start.delivery,
        client: start.client.to_owned(),
        country: start.country.clone(),
        pass,
        at_once,
    };
    Ok(show_sessions::open(db, &new, began_at).await?)
}

/// What is to be written in a turn.
#[derive(Default)]
struct Page {
    new: Vec<(Who, Start, DateTime<Utc>)>,
    heard: Vec<ShowSessionId>,
    over: Vec<(ShowSessionId, DateTime<Utc>)>,
}

impl Listens {
    /// Keeps the book until `stop`; then all listens end, for whoever goes on does so at another server.
    pub async fn keep(&self, pool: Pool, stop: CancellationToken) {
        let mut turns = 0_u32;
        loop {
            turns = turns.wrapping_add(1);
            let stops = tokio::select! {
                () = stop.cancelled() => true,
                () = tokio::time::sleep(TURN) => false,
            };
            if let Err(error) = self.write(&pool, stops).await {
                tracing::warn!(%error, "who listens could not be written down");
            }
            if stops {
                return;
            }
            if turns.is_multiple_of(SWEEP)
                && let Err(error) = sweep(&pool).await
            {
                tracing::warn!(%error, "listens whose server went could not be ended");
            }
        }
    }

    /// Writes down what changed; with `all` every listen ends.
    pub(super) async fn write(&self, pool: &Pool, all: bool) -> anyhow::Result<()> {
        let _alone = self.writing.lock().await;
        let page = self.page(all);
        if page.new.is_empty() && page.heard.is_empty() && page.over.is_empty() {
            return Ok(());
        }
        let db = &mut *pool.get().await?;
        for (who, start, began_at) in page.new {
            let id = open(db, &start, began_at).await?;
            if let Some(running) = self.lock().get_mut(&who) {
                running.id = id;
                running.written = Some(Instant::now());
            }
        }
        show_sessions::heard_all(db, &page.heard, Utc::now()).await?;
        for (id, at) in page.over {
            show_sessions::close(db, id, at).await?;
        }
        Ok(())
    }

    /// What is to be written now. A listen is opened in one turn and closed in a later one, unless all end.
    fn page(&self, all: bool) -> Page {
        let now = Instant::now();
        let mut page = Page::default();
        self.lock().retain(|who, running| {
            let connection = matches!(who, Who::Connection(_));
            let over = all || running.is_over || (!connection && now.duration_since(running.heard) > SILENCE);
            match running.id {
                None if all => false,
                None => {
                    page.new.push((*who, running.start.clone(), running.began_at));
                    true
                }
                Some(id) if over => {
                    page.over.push((id, running.heard_at.max(running.began_at)));
                    false
                }
                Some(id) => {
                    let is_due = running.written.is_none_or(|at| now.duration_since(at) >= WRITTEN);
                    let goes_on = connection || running.written.is_none_or(|at| running.heard > at);
                    if is_due && goes_on {
                        page.heard.push(id);
                        running.written = Some(now);
                    }
                    true
                }
            }
        });
        page
    }
}

async fn sweep(pool: &Pool) -> anyhow::Result<()> {
    show_sessions::close_silent(&mut *pool.get().await?, Utc::now()).await?;
    Ok(())
}
