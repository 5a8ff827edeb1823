//! The line between a browser that is a source and the worker of its show.

use std::time::Duration;

use actix_web::web;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, Session};
use futures::StreamExt;
use live::link::{Answer, SourceFacts};
use model::ids::ShowId;
use serde::Serialize;
use tokio::io::{AsyncWriteExt as _, DuplexStream};

use crate::app::App;
use crate::live::feed::{End, NotFed, carry};

/// Largest piece a browser may send, in bytes: a minute of sound.
pub const LARGEST: usize = 1 << 20;
/// Bytes that may wait for the worker.
const WAITING: usize = 256 << 10;
/// A browser that says nothing for so long is gone: it records a piece every quarter of a second.
const SILENCE: Duration = Duration::from_secs(20);

/// Brings the pieces to the show's worker until either ends, and says why.
pub async fn run(
    app: web::Data<App>,
    (show, facts): (ShowId, SourceFacts),
    mut session: Session,
    messages: AggregatedMessageStream,
) {
    let no = match app.edge.feed(show, &facts).await {
        Ok(link) => {
            if session.text(r#"{"ready":true}"#).await.is_err() {
                return;
            }
            let (pieces, bytes) = tokio::io::duplex(WAITING);
            // At the end of the pieces the link is still emptied: what was played reaches the worker.
            let taking = async {
                take(session.clone(), messages, pieces).await;
                std::future::pending().await
            };
            tokio::select! {
                end = carry(link, bytes) => No::of(end),
                no = taking => no,
                () = app.stop.cancelled() => Some(No::again("The server is being restarted.")),
            }
        }
        Err(refusal) => Some(No { again: matches!(refusal, NotFed::NoWorker), problem: refusal.to_string() }),
    };
    if let Some(no) = no.and_then(|no| serde_json::to_string(&no).ok()) {
        // Who has gone already need not be told.
        let _ = session.text(no).await;
    }
    let _ = session.close(Some(CloseCode::Normal.into())).await;
}

/// Passes pieces on until the browser ends, or says nothing for too long.
async fn take(mut session: Session, mut messages: AggregatedMessageStream, mut pieces: DuplexStream) {
    while let Ok(Some(Ok(message))) = tokio::time::timeout(SILENCE, messages.next()).await {
        let passed = match message {
            AggregatedMessage::Binary(bytes) => pieces.write_all(&bytes).await.is_ok(),
            AggregatedMessage::Ping(bytes) => session.pong(&bytes).await.is_ok(),
            AggregatedMessage::Close(_) => false,
            AggregatedMessage::Text(_) | AggregatedMessage::Pong(_) => true,
        };
        if !passed {
            break;
        }
    }
}

/// Why nothing more is taken.
#[derive(Debug, Serialize)]
struct No {
    problem: String,
    /// Whether it is worth trying again.
    again: bool,
}

impl No {
    fn again(problem: &str) -> Self {
        Self { problem: problem.to_owned(), again: true }
    }

    /// `None` when the browser ended it.
    fn of(end: End) -> Option<Self> {
        let problem = match end {
            End::Source => return None,
            End::Worker(None) => {
                return Some(Self::again("The show does not take the sound just now."));
            }
            End::Worker(Some(Answer::Refused { reason })) => reason,
            End::Worker(Some(Answer::Busy)) => "Another source took over.".to_owned(),
            End::Worker(Some(Answer::Done | Answer::Nothing | Answer::Elsewhere { .. })) => {
                "The show ended.".to_owned()
            }
        };
        Some(Self { problem, again: false })
    }
}
