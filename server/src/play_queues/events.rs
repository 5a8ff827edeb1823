//! `GET /queue/events`: how the account's queue stands, said once at the beginning and whenever it changes.

use std::time::Duration;

use actix_web::HttpResponse;
use bytes::Bytes;
use chrono::Utc;
use futures::stream;
use model::ids::AccountId;
use model::play_queues;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::Standing;
use crate::api::error::ApiError;
use crate::error::PageError;
use crate::visit::Visit;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// A stream ends after this and is opened anew by its player, so that who signed out elsewhere hears no more.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// One open stream.
struct Watch {
    visit: Visit,
    account: AccountId,
    changes: broadcast::Receiver<Option<AccountId>>,
    until: Instant,
    /// The version that was said last.
    said: Option<i64>,
}

/// Opens the stream.
///
/// # Errors
/// 401 for whoever is not signed in.
pub async fn show(visit: Visit) -> Result<HttpResponse, ApiError> {
    let account = visit.account().ok_or_else(ApiError::sign_in)?.id;
    let changes = visit.app.queues.subscribe();
    let mut watch = Watch { visit, account, changes, until: Instant::now() + LONGEST, said: None };
    let first = watch.look().await?.unwrap_or_default();
    let opening = format!("retry: 3000\n\n{first}");
    let stream = stream::unfold((watch, Some(opening)), |(mut watch, opening)| async move {
        let text = match opening {
            Some(text) => text,
            None => watch.next().await?,
        };
        Some((Ok::<_, actix_web::Error>(Bytes::from(text)), (watch, None)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // Compression would hold events back until a block is full.
        .insert_header(("content-encoding", "identity"))
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(Box::pin(stream)))
}

impl Watch {
    /// The next thing to send; nothing when the stream is over.
    async fn next(&mut self) -> Option<String> {
        loop {
            tokio::select! {
                () = self.visit.app.stop.cancelled() => return None,
                () = tokio::time::sleep_until(self.until) => return None,
                () = tokio::time::sleep(HEARTBEAT) => return Some(": still here\n\n".to_owned()),
                change = self.changes.recv() => match change {
                    Ok(Some(account)) if account != self.account => continue,
                    // After a lag nobody knows what was missed: look.
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
            }
            match self.look().await {
                Ok(Some(text)) => return Some(text),
                Ok(None) => {}
                // The database is away: the player asks again.
                Err(_) => return None,
            }
        }
    }

    /// How the queue stands, if that was not said already.
    async fn look(&mut self) -> Result<Option<String>, PageError> {
        let queue = play_queues::get(&mut *self.visit.db().await?, self.account).await?;
        let standing = Standing::of(queue.as_ref(), Utc::now());
        if self.said.replace(standing.version) == Some(standing.version) {
            return Ok(None);
        }
        let json = serde_json::to_string(&standing).map_err(PageError::internal)?;
        Ok(Some(format!("data: {json}\n\n")))
    }
}
