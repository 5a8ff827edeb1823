//! How far a ladder is, for whoever looks at the track.

use model::ids::TrackId;
use model::{Pool, tracks};
use tokio::sync::watch;

/// Writes progress into the database a few times a second, however often it is told.
pub(super) struct Progress {
    sender: watch::Sender<f32>,
    writer: tokio::task::JoinHandle<()>,
}

impl Progress {
    pub(super) fn of(pool: &Pool, track: TrackId) -> Self {
        let (sender, mut receiver) = watch::channel(0.0);
        let pool = pool.clone();
        let writer = tokio::spawn(async move {
            while receiver.changed().await.is_ok() {
                let part = *receiver.borrow_and_update();
                if let Ok(mut connection) = pool.get().await
                    && let Err(error) = tracks::mark_progress(&mut connection, track, part).await
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
