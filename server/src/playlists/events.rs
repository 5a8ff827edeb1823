//! `GET /playlists/{id}/events`: a playlist's page again, as a Turbo stream, whenever somebody changed it.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::PlaylistId;
use model::playlists;
use serde::Deserialize;

use super::board::Board;
use super::find;
use crate::error::PageError;
use crate::events::{self, Watch, Watched};
use crate::page::Page;
use crate::visit::SignedIn;

/// When a browser that lost the stream comes again.
const RETRY: Duration = Duration::from_secs(2);

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
struct Open {
    visit: SignedIn,
    page: Page,
    playlist: PlaylistId,
    from: i32,
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
    let mut open = Open { page, playlist: playlist.id, from, sent: query.seen.parse().ok(), visit };
    let first = open.look().await?.unwrap_or_default();
    let stop = open.visit.app.stop.clone();
    Ok(events::answer(RETRY, &first, Watch::new(open, changes, &stop)))
}

impl Watched for Open {
    type Change = PlaylistId;

    const GATHERING: Duration = Duration::from_millis(100);

    fn is_meant(&self, change: &PlaylistId) -> bool {
        *change == self.playlist
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
        Ok(Some(events::turbo("replace", "playlist", &html)))
    }
}
