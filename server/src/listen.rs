//! Listens to PostgreSQL's NOTIFY and passes on which release changed, and how far the seed is.

use std::time::Duration;

use futures::{StreamExt, stream};
use model::changes::{CHANNEL, SEED_CHANNEL};
use model::ids::ReleaseId;
use tokio::sync::broadcast;
use tokio_postgres::{AsyncMessage, NoTls};
use tokio_util::sync::CancellationToken;

use crate::seeding;

/// Passes changes on until `stop`; a lost connection is made anew.
pub async fn forward(database_url: String, changes: broadcast::Sender<ReleaseId>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            lost = listen(&database_url, &changes) => {
                if let Err(error) = lost {
                    tracing::warn!(%error, "the connection that hears of changes was lost");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn listen(database_url: &str, changes: &broadcast::Sender<ReleaseId>) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = tokio_postgres::connect(database_url, NoTls).await?;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    let subscribing = async move {
        client.batch_execute(&format!("LISTEN {CHANNEL}; LISTEN {SEED_CHANNEL}")).await?;
        // The client is kept as long as messages are read; dropping it would end the connection.
        std::future::pending::<()>().await;
        drop(client);
        Ok(())
    };
    let reading = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(note) = message? {
                pass_on(note.channel(), note.payload(), changes);
            }
        }
        Ok(())
    };
    tokio::select! {
        done = subscribing => done,
        done = reading => done,
    }
}

fn pass_on(channel: &str, payload: &str, changes: &broadcast::Sender<ReleaseId>) {
    if channel == SEED_CHANNEL {
        seeding::set_progress(payload.parse().ok());
    } else if let Ok(release) = payload.parse() {
        // Nobody may be looking at a release just now.
        let _ = changes.send(release);
    }
}
