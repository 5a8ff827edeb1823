//! Meilisearch, for several servers.
//!
//! Two indexes: the one that answers, and beside it one that is being made; swapping them is one task of Meilisearch's, between
//! two searches. The key stays in this process: browsers ask us, never Meilisearch.

mod asking;
mod client;
mod layout;
mod tasks;

use std::collections::HashSet;
use std::time::Duration;

use async_trait::async_trait;
use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::task_info::TaskInfo;
use tokio::sync::Mutex;

use crate::{Document, Engine, Found, Key, Query, SearchError, Suggestion};
use client::{Http, trouble};

/// How long a change may take until it can be found. Meilisearch may have others to do first.
const CHANGE: Duration = Duration::from_mins(2);
/// How long what a whole new index needs may take.
const REBUILD: Duration = Duration::from_hours(1);
/// How many batches of a new index are on their way at most.
const UNDER_WAY: usize = 16;
/// How many words of a facet are told.
const WORDS: usize = 20;

/// Meilisearch.
pub(crate) struct Meilisearch {
    http: Http,
    client: Client<Http>,
    host: String,
    live: String,
    beside: String,
    rebuild: Mutex<Option<Rebuild>>,
}

/// An index that this process is making.
#[derive(Default)]
struct Rebuild {
    /// What changed since it was begun: what is filled in may be older.
    changed: HashSet<Key>,
    under_way: Vec<TaskInfo>,
}

impl Meilisearch {
    pub fn open(url: &str, key: Option<&str>, name: &str) -> Result<Self, SearchError> {
        let host = url.trim_end_matches('/').to_owned();
        if !host.starts_with("http://") && !host.starts_with("https://") {
            return Err(SearchError::Refused("the address of Meilisearch begins with http:// or https://".to_owned()));
        }
        let http = Http::new(key)?;
        let client = Client::new_with_client(host.clone(), key, http.clone());
        let live = format!("{name}-{}", layout::LAYOUT);
        let beside = format!("{live}-rebuild");
        Ok(Self { http, client, host, live, beside, rebuild: Mutex::new(None) })
    }

    async fn wait(&self, asked: Result<TaskInfo, Error>, limit: Duration) -> Result<(), SearchError> {
        tasks::wait(&self.http, &self.host, &asked.map_err(trouble)?, limit).await
    }

    async fn exists(&self, index: &str) -> Result<bool, SearchError> {
        match self.client.get_raw_index(index).await.map_err(trouble) {
            Ok(_) => Ok(true),
            Err(SearchError::NoIndex) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Changes one index.
    async fn change(&self, index: &str, put: &[Document], gone: &[Key]) -> Result<(), SearchError> {
        let index = self.client.index(index);
        let mut asked = Vec::new();
        if !put.is_empty() {
            let kept: Vec<_> = put.iter().map(layout::write).collect();
            asked.push(index.add_or_replace(&kept, Some(layout::KEY)).await);
        }
        if !gone.is_empty() {
            let keys: Vec<String> = gone.iter().map(Key::to_string).collect();
            asked.push(index.delete_documents(&keys).await);
        }
        for task in asked {
            self.wait(task, CHANGE).await?;
        }
        Ok(())
    }

    async fn remove(&self, index: &str) -> Result<(), SearchError> {
        match self.wait(self.client.delete_index(index).await, REBUILD).await {
            Err(SearchError::NoIndex) => Ok(()),
            removed => removed,
        }
    }

    /// An empty index that knows our documents.
    async fn make(&self, index: &str) -> Result<(), SearchError> {
        self.wait(self.client.create_index(index, Some(layout::KEY)).await, REBUILD).await?;
        let settings = layout::settings(asking::OFFSET + asking::LIMIT, WORDS);
        self.wait(self.client.index(index).set_settings(&settings).await, REBUILD).await
    }
}

#[async_trait]
impl Engine for Meilisearch {
    async fn apply(&self, put: Vec<Document>, gone: Vec<Key>) -> Result<(), SearchError> {
        // Meilisearch would make an index of whatever it is given.
        if !self.exists(&self.live).await? {
            return Err(SearchError::NoIndex);
        }
        if let Some(rebuild) = self.rebuild.lock().await.as_mut() {
            rebuild.changed.extend(put.iter().map(|document| document.key).chain(gone.iter().copied()));
        }
        self.change(&self.live, &put, &gone).await?;
        // Another process may be making it.
        if self.exists(&self.beside).await? {
            self.change(&self.beside, &put, &gone).await?;
        }
        Ok(())
    }

    async fn search(&self, query: &Query) -> Result<Found, SearchError> {
        asking::search(&self.client, &self.live, query).await
    }

    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        asking::suggest(&self.client, &self.live, typed, limit).await
    }

    async fn begin_rebuild(&self) -> Result<(), SearchError> {
        let mut rebuild = self.rebuild.lock().await;
        *rebuild = None;
        self.remove(&self.beside).await?;
        self.make(&self.beside).await?;
        *rebuild = Some(Rebuild::default());
        Ok(())
    }

    async fn fill(&self, put: Vec<Document>) -> Result<(), SearchError> {
        let mut rebuild = self.rebuild.lock().await;
        let rebuild = rebuild.as_mut().ok_or(SearchError::NoRebuild)?;
        let unchanged = put.iter().filter(|document| !rebuild.changed.contains(&document.key));
        let kept: Vec<_> = unchanged.map(layout::write).collect();
        if !kept.is_empty() {
            let task =
                self.client.index(&self.beside).add_or_replace(&kept, Some(layout::KEY)).await.map_err(trouble)?;
            rebuild.under_way.push(task);
        }
        if rebuild.under_way.len() > UNDER_WAY {
            let oldest = rebuild.under_way.remove(0);
            self.wait(Ok(oldest), REBUILD).await?;
        }
        Ok(())
    }

    async fn finish_rebuild(&self) -> Result<(), SearchError> {
        let rebuild = self.rebuild.lock().await.take().ok_or(SearchError::NoRebuild)?;
        for task in rebuild.under_way {
            self.wait(Ok(task), REBUILD).await?;
        }
        if !self.exists(&self.live).await? {
            self.make(&self.live).await?;
        }
        let swap = SwapIndexes { indexes: (self.live.clone(), self.beside.clone()), rename: None };
        self.wait(self.client.swap_indexes([&swap]).await, REBUILD).await?;
        self.remove(&self.beside).await
    }

    async fn count(&self) -> Result<u64, SearchError> {
        let stats = self.client.index(&self.live).get_stats().await.map_err(trouble)?;
        Ok(u64::try_from(stats.number_of_documents).unwrap_or(u64::MAX))
    }
}
