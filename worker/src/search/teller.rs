//! Brings the engine up to date: what changed, or everything anew.

use std::collections::HashSet;

use model::search::{self as kept, Key, Kind, changes, rebuilds};
use search::SearchError;

use super::document::{self, key_of};
use crate::Context;

/// How many changes are told at once.
const CHANGES: i64 = 250;
/// How many things are told at once.
const THINGS: usize = 250;
/// How many things are listed at once, to be told bit by bit.
const LISTED: i64 = 5_000;

/// Why the engine was not told.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not say what changed.
    #[error("the database does not answer: {0}")]
    Database(String),
    /// The engine did not take it.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Who tells the engine. One at a time: see [`super::run`].
pub struct Teller {
    context: Context,
    /// Whether the engine was found to have what it should have.
    looked_over: bool,
}

impl Teller {
    /// A teller that first looks the engine over.
    #[must_use]
    pub const fn new(context: Context) -> Self {
        Self { context, looked_over: false }
    }

    /// Tells everything that waits, and makes the index anew where that was asked for or nothing else helps.
    ///
    /// # Errors
    /// When the database or the engine does not answer: what was not told waits.
    pub async fn catch_up(&mut self) -> Result<(), Failure> {
        let mut made_anew = false;
        loop {
            let waiting = rebuilds::waiting(&mut *self.db().await?).await?;
            if let Some(rebuild) = waiting {
                self.rebuild_noting(rebuild.id).await?;
                made_anew = true;
            }
            let is_wanted = match self.tell().await {
                Ok(whole) => !whole,
                Err(Failure::Search(error)) if error.wants_rebuild() && !made_anew => {
                    tracing::info!(%error, "the search index is made anew");
                    true
                }
                Err(error) => return Err(error),
            };
            if !is_wanted || made_anew {
                return Ok(());
            }
            rebuilds::ask(&mut *self.db().await?).await?;
        }
    }

    /// Has what was heard lately told again, for its place among the others. Says whether that was noted.
    pub async fn note_heard(&self) -> bool {
        match self.db().await {
            Ok(mut db) => changes::note_heard(&mut db).await.is_ok(),
            Err(_) => false,
        }
    }

    async fn db(&self) -> Result<model::Pooled, Failure> {
        self.context.pool.get().await.map_err(|error| Failure::Database(error.to_string()))
    }

    /// Tells what changed. Says whether the engine has all that it should have, which is asked once.
    async fn tell(&mut self) -> Result<bool, Failure> {
        let (has, should_have) = loop {
            while !self.tell_some(false).await?.is_empty() {}
            if self.looked_over {
                return Ok(true);
            }
            let has = self.context.search.count().await?;
            let mut db = self.db().await?;
            let should_have = kept::count(&mut db).await?;
            if u64::try_from(should_have) == Ok(has) {
                self.looked_over = true;
                return Ok(true);
            }
            // What changed while both were counted is no fault of the engine's.
            if changes::waiting(&mut db).await?.0 == 0 {
                break (has, should_have);
            }
        };
        self.looked_over = true;
        // It was restored, exchanged, or filled by another instance.
        tracing::info!(has, should_have, "search does not have what it should have, and is made anew");
        Ok(false)
    }

    /// Tells the oldest changes; gives what changed. While the index is made anew there may be none to tell.
    async fn tell_some(&self, is_made_anew: bool) -> Result<Vec<Key>, Failure> {
        let mut db = self.db().await?;
        let waiting = changes::take_changes(&mut db, CHANGES).await?;
        if waiting.ids.is_empty() {
            return Ok(Vec::new());
        }
        match self.apply(&mut db, &waiting.keys).await {
            Err(Failure::Search(error)) if is_made_anew && error.wants_rebuild() => {}
            told => told?,
        }
        changes::forget(&mut db, &waiting.ids).await?;
        Ok(waiting.keys)
    }

    /// Puts in what of these everybody may see, and takes out the others.
    async fn apply(&self, db: &mut model::Connection, keys: &[Key]) -> Result<(), Failure> {
        let documents = kept::documents(db, keys).await?;
        let there: HashSet<Key> = documents.iter().map(|document| document.key).collect();
        let gone = keys.iter().filter(|key| !there.contains(key)).map(|key| key_of(*key)).collect();
        let put = documents.into_iter().map(document::of).collect();
        Ok(self.context.search.apply(put, gone).await?)
    }

    async fn rebuild_noting(&self, id: i64) -> Result<(), Failure> {
        let done = self.rebuild(id).await;
        if let Err(error) = &done {
            rebuilds::fail(&mut *self.db().await?, id, &error.to_string()).await?;
        }
        done
    }

    /// Fills an index beside the one that answers, and lets it take that one's place.
    async fn rebuild(&self, id: i64) -> Result<(), Failure> {
        let mut db = self.db().await?;
        let total = kept::count(&mut db).await?;
        rebuilds::begin(&mut db, id, total).await?;
        self.context.search.begin_rebuild().await?;
        // What changes meanwhile is told to the one that answers at once, and to the new one at the end.
        let mut changed = HashSet::new();
        for kind in Kind::ALL {
            let mut after = None;
            loop {
                let keys = kept::all_keys(&mut db, *kind, after, LISTED).await?;
                let Some(last) = keys.last() else { break };
                after = Some(last.id);
                for piece in keys.chunks(THINGS) {
                    self.fill(&mut db, piece).await?;
                    rebuilds::progress(&mut db, id, i64::try_from(piece.len()).unwrap_or(0)).await?;
                    changed.extend(self.tell_some(true).await?);
                }
            }
        }
        let changed: Vec<Key> = changed.into_iter().collect();
        for piece in changed.chunks(THINGS) {
            self.fill(&mut db, piece).await?;
        }
        self.context.search.finish_rebuild().await?;
        for piece in changed.chunks(THINGS) {
            self.apply(&mut db, piece).await?;
        }
        rebuilds::end(&mut db, id).await?;
        tracing::info!(things = total, "the search index is new");
        Ok(())
    }

    async fn fill(&self, db: &mut model::Connection, keys: &[Key]) -> Result<(), Failure> {
        let documents = kept::documents(db, keys).await?;
        Ok(self.context.search.fill(documents.into_iter().map(document::of).collect()).await?)
    }
}
