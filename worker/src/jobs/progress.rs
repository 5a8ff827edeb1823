//! How far long work is, for whoever waits for it.

use diesel::QueryResult;
use model::ids::{DownloadId, TrackId};
use model::{Connection, Pool, downloads, tracks};
use tokio::sync::watch;

/// Writes progress into the database a few times a second, however often it is told.
pub(super) struct Progress {
    sender: watch::Sender<f32>,
    writer: tokio::task::JoinHandle<()>,
}

/// What is made.
#[derive(Clone, Copy)]
pub(super) enum Work {
    Track(TrackId),
    Download(DownloadId),
}

impl Work {
    async fn mark(self, connection: &mut Connection, part: f32) -> QueryResult<()> {
        match self {
            Self::Track(id) => tracks::mark_progress(connection, id, part).await,
            Self::Download(id) => downloads::mark_progress(connection, id, part).await,
        }
    }
}

impl Progress {
    pub(super) fn of(pool: &Pool, work: Work) -> Self {
        let (sender, mut receiver) = watch::channel(0.0);
        let pool = pool.clone();
        let writer = tokio::spawn(async move {
            while receiver.changed().await.is_ok() {
                let part = *receiver.borrow_and_update();
                if let Ok(mut connection) = pool.get().await
                    && let Err(error) = work.mark(&mut connection, part).await
                {
                    tracing::debug!(%error, "progress was not written");
                }
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            }
        });
        Self { sender, writer }
    }

    pub(super) fn tell(&self, part: f32) {
        // The writer is gone only when nobody wants to know any more.
        let _ = self.sender.send(part);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.writer.abort();
    }
}
