//! `GET /playlists/{id}/events`: a playlist's page again, as a Turbo stream, whenever somebody changed it.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use futures::stream;
use model::ids::PlaylistId;
use model::playlists;
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::board::Board;
use super::find;
use crate::error::PageError;
use crate::page::Page;
use crate::visit::SignedIn;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// Changes that come within this while are sent together.
const GATHERING: Duration = Duration::from_millis(100);

/// What the page shows already.
#[derive(Debug, Deserialize)]
pub struct Query {
    /// The version it shows.
    #[serde(default)]
    seen: String,
    #[serde(default)]
    from: String,
}

/// The part of the page that changes.
#[derive(Template)]
#[template(path = "playlists/board.html")]
struct BoardPartial<'a> {
    page: &'a Page,
    board: &'a Board,
}

/// One open page.
struct Watch {
    visit: SignedIn,
    page: Page,
    playlist: PlaylistId,
    from: i32,
    changes: broadcast::Receiver<PlaylistId>,
    /// The version that was sent last.
    sent: Option<i64>,
}

/// Opens the stream.
///
/// # Errors
/// 404 for what is not there for this account.
pub async fn show(visit: SignedIn, id: web::Path<String>, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    // Before the look: what changes from here on is heard.
    let changes = visit.app.playlists.subscribe();
    let (playlist, _) = find::read(&mut *visit.db().await?, &visit, &id).await?;
    let mut page = visit.page("");
    // Forms lead back to the page, not to the stream.
    page.path = urls::library::playlist(playlist.id.0);
    let from = query.from.parse().unwrap_or(1).max(1);
    let mut watch = Watch { page, playlist: playlist.id, from, changes, sent: query.seen.parse().ok(), visit };
    let first = watch.look().await?.unwrap_or_default();
    let opening = format!("retry: 2000\n\n{first}");
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
                () = tokio::time::sleep(HEARTBEAT) => return Some(": still here\n\n".to_owned()),
                change = self.changes.recv() => match change {
                    Ok(playlist) if playlist != self.playlist => continue,
                    // After a lag nobody knows what was missed: look.
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
            }
            tokio::time::sleep(GATHERING).await;
            self.changes = self.changes.resubscribe();
            match self.look().await {
                Ok(Some(text)) => return Some(text),
                Ok(None) => {}
                // Gone, or no longer for this account, or the database is away: the page asks again and is told.
                Err(_) => return None,
            }
        }
    }

    /// What it looks like now; nothing where that was sent already.
    async fn look(&mut self) -> Result<Option<String>, PageError> {
        let mut db = self.visit.db().await?;
        let found = playlists::find(&mut db, self.playlist, Some(self.visit.account.id), None).await?;
        let (playlist, access) = found.ok_or_else(PageError::not_found)?;
        if self.sent == Some(playlist.version) {
            return Ok(None);
        }
        let board = Board::load(&mut db, &self.visit, (&playlist, access), self.from).await?;
        drop(db);
        let html = BoardPartial { page: &self.page, board: &board }.render().map_err(PageError::internal)?;
        self.sent = Some(playlist.version);
        // Morphed and not swapped: the focus and an open menu stay.
        let message = format!(
            "<turbo-stream action=\"replace\" method=\"morph\" target=\"playlist\"><template>{html}</template></turbo-stream>"
        );
        let lines: String = message.lines().map(|line| format!("data: {line}\n")).collect();
        Ok(Some(format!("event: message\n{lines}\n")))
    }
}
