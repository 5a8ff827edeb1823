//! The embedded engine: an index in a folder, made by tantivy.
//!
//! One process writes; it and any others read, and see every change with the next search.

mod asking;
mod counts;
mod folder;
mod reading;
mod schema;
mod spelled;
mod writing;

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tantivy::TantivyError;

use crate::{Document, Engine, Found, Key, Query, SearchError, Suggestion};
use asking::Asking;
use folder::Folder;
use reading::Reading;
use schema::Fields;
use writing::Writing;

/// How long after a change the right to write is given back, so that another process may have it, and memory with it.
const REST: Duration = Duration::from_secs(10);

/// The embedded engine.
pub(crate) struct Embedded {
    inner: Arc<Inner>,
}

struct Inner {
    folder: Folder,
    fields: Fields,
    reading: Reading,
    /// None in a process that only reads.
    writing: Option<Mutex<Writing>>,
    /// How many changes there were.
    changes: AtomicU64,
}

impl Embedded {
    pub async fn open(folder: PathBuf) -> Result<Self, SearchError> {
        tokio::fs::create_dir_all(&folder)
            .await
            .map_err(|error| SearchError::Unavailable(format!("{} cannot be made: {error}", folder.display())))?;
        Ok(Self::new(folder, Some(Mutex::default())))
    }

    pub fn open_reader(folder: PathBuf) -> Self {
        Self::new(folder, None)
    }

    fn new(folder: PathBuf, writing: Option<Mutex<Writing>>) -> Self {
        let fields = Fields::new().0;
        Self {
            inner: Arc::new(Inner {
                folder: Folder(folder),
                fields,
                reading: Reading::new(),
                writing,
                changes: AtomicU64::new(0),
            }),
        }
    }

    /// Works where it may block. Tantivy panics where an index is damaged within.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, SearchError> {
        let inner = self.inner.clone();
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        done.map_err(|error| SearchError::Index(format!("it is damaged ({error})")))?
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writing, &Inner) -> Result<T, SearchError> + Send + 'static,
    ) -> Result<T, SearchError> {
        let change = self.inner.changes.fetch_add(1, Ordering::Relaxed) + 1;
        let changing = self.blocking(move |inner| {
            let refused = || SearchError::Refused("this process only reads the search index".to_owned());
            let writing = inner.writing.as_ref().ok_or_else(refused)?;
            work(&mut writing.lock().unwrap_or_else(PoisonError::into_inner), inner)
        });
        let done = changing.await;
        self.rest_after(change);
        done
    }

    /// Lets go of what writing needs if no other change follows soon.
    fn rest_after(&self, change: u64) {
        let inner = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            tokio::time::sleep(REST).await;
            let Some(inner) = inner.upgrade().filter(|inner| inner.changes.load(Ordering::Relaxed) == change) else {
                return;
            };
            let resting = move || {
                if let Some(writing) = &inner.writing {
                    writing.lock().unwrap_or_else(PoisonError::into_inner).rest();
                }
            };
            drop(tokio::task::spawn_blocking(resting).await);
        });
    }
}

impl Inner {
    fn ask<T>(&self, question: impl FnOnce(Asking<'_>) -> tantivy::Result<T>) -> Result<T, SearchError> {
        let searcher = self.reading.searcher(&self.folder)?;
        question(Asking { fields: &self.fields, searcher: &searcher }).map_err(trouble)
    }
}

#[async_trait]
impl Engine for Embedded {
    async fn apply(&self, put: Vec<Document>, gone: Vec<Key>) -> Result<(), SearchError> {
        self.write(move |writing, inner| writing.apply(&inner.folder, &inner.fields, &put, &gone)).await
    }

    async fn search(&self, query: &Query) -> Result<Found, SearchError> {
        let query = query.clone();
        self.blocking(move |inner| inner.ask(|asking| asking.search(&query))).await
    }

    async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let typed = typed.to_owned();
        self.blocking(move |inner| inner.ask(|asking| asking.suggest(&typed, limit))).await
    }

    async fn begin_rebuild(&self) -> Result<(), SearchError> {
        self.write(|writing, inner| writing.begin(&inner.folder)).await
    }

    async fn fill(&self, put: Vec<Document>) -> Result<(), SearchError> {
        self.write(move |writing, inner| writing.fill(&inner.fields, &put)).await
    }

    async fn finish_rebuild(&self) -> Result<(), SearchError> {
        self.write(|writing, inner| writing.finish(&inner.folder)).await
    }

    async fn count(&self) -> Result<u64, SearchError> {
        self.blocking(|inner| Ok(inner.reading.searcher(&inner.folder)?.num_docs())).await
    }

    async fn resign(&self) {
        let resigning = self.blocking(|inner| {
            if let Some(writing) = &inner.writing {
                writing.lock().unwrap_or_else(PoisonError::into_inner).resign();
            }
            Ok(())
        });
        // It fails only where the index is damaged; then whoever writes next finds that too.
        drop(resigning.await);
    }
}

/// What a fault of tantivy means: a damaged index is made anew, a full disk is waited for.
fn trouble(error: TantivyError) -> SearchError {
    let damaged =
        |kind: ErrorKind| matches!(kind, ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::NotFound);
    match &error {
        TantivyError::IoError(io) if !damaged(io.kind()) => SearchError::Unavailable(error.to_string()),
        TantivyError::LockFailure(..) | TantivyError::OpenWriteError(_) => SearchError::Unavailable(error.to_string()),
        _ => SearchError::Index(error.to_string()),
    }
}
