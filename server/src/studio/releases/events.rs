//! `GET /studio/releases/{id}/events`: what happens to a release while its page is open, as Turbo streams of the same
//! partial templates. Only what looks different is sent; a comment every 15 seconds keeps the line open.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::ReleaseId;
use model::members;
use serde::Deserialize;

use super::board::Board;
use super::partials::{ListPartial, PlayingPartial, RowPartial, TitlePartial, UnfinishedPartial, WantsPartial};
use crate::error::PageError;
use crate::events::{self, Watch, Watched};
use crate::page::Page;
use crate::studio::find;
use crate::visit::SignedIn;

/// When a browser that lost the stream comes again.
const RETRY: Duration = Duration::from_secs(2);

/// One open page.
struct Open {
    visit: SignedIn,
    page: Page,
    release: ReleaseId,
    /// What every part looked like when it was last sent, by the id of its element.
    sent: HashMap<String, String>,
    /// The tracks in the order they were last sent in.
    order: Vec<String>,
}

/// What the page shows already.
#[derive(Debug, Deserialize)]
pub struct Query {
    /// The [`Board::fingerprint`] of the moment it was made.
    #[serde(default)]
    seen: String,
}

/// Opens the stream.
///
/// # Errors
/// 404 for a release of others.
pub async fn show(visit: SignedIn, id: web::Path<String>, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    drop(connection);
    let changes = visit.app.changes.subscribe();
    let mut open = Open { page: visit.page(""), release: release.id, sent: HashMap::new(), order: Vec::new(), visit };
    // The page may be older than this stream: if it looks different by now, everything is sent.
    let board = open.board().await?;
    let first = open.differences(&board)?.filter(|_| board.fingerprint() != query.seen).unwrap_or_default();
    let stop = open.visit.app.stop.clone();
    Ok(events::answer(RETRY, &first, Watch::new(open, changes, &stop)))
}

impl Watched for Open {
    type Change = ReleaseId;

    /// An encoder tells of each percent.
    const GATHERING: Duration = Duration::from_millis(150);

    fn is_meant(&self, change: &ReleaseId) -> bool {
        *change == self.release
    }

    /// Looks the release up and writes what looks different than it was sent.
    async fn look(&mut self) -> Result<Option<String>, PageError> {
        let board = self.board().await?;
        self.differences(&board)
    }
}

impl Open {
    async fn board(&self) -> Result<Board, PageError> {
        let mut connection = self.visit.db().await?;
        let release = model::releases::find(&mut connection, self.release).await?.ok_or_else(PageError::not_found)?;
        let role = members::role(&mut connection, release.artist_id, self.visit.account.id).await?;
        role.ok_or_else(PageError::not_found)?;
        let artist =
            model::artists::find(&mut connection, release.artist_id).await?.ok_or_else(PageError::not_found)?;
        Board::load(&mut connection, &self.visit.app, (artist, release), self.visit.account.id).await
    }

    fn differences(&mut self, board: &Board) -> Result<Option<String>, PageError> {
        let page = &self.page.clone();
        let count = board.rows.len();
        let order: Vec<String> = board.rows.iter().map(|row| row.id.clone()).collect();
        let mut out = String::new();
        // Before the tracks: a file that is whole now is never in both lists.
        let unfinished = rendered(&UnfinishedPartial { page, unfinished: &board.unfinished })?;
        self.send(&mut out, "replace", "unfinished".to_owned(), unfinished);
        let mut rows = Vec::new();
        for row in &board.rows {
            rows.push((format!("track-{}", row.id), rendered(&RowPartial { page, row, count })?));
        }
        if order == self.order {
            for (target, html) in rows {
                self.send(&mut out, "replace", target, html);
            }
        } else {
            // Rows came, went or moved: the list is sent whole.
            let list = rendered(&ListPartial { page, rows: &board.rows, count })?;
            self.sent.extend(rows);
            self.send(&mut out, "update", "track-list".to_owned(), list);
            self.order = order;
        }
        let title = rendered(&TitlePartial { head: &board.head })?;
        self.send(&mut out, "replace", "release-head".to_owned(), title);
        let wants = rendered(&WantsPartial { page, head: &board.head, wants: &board.wants })?;
        self.send(&mut out, "replace", "wants".to_owned(), wants);
        let playing = rendered(&PlayingPartial { playing: &board.playing })?;
        self.send(&mut out, "replace", "playing".to_owned(), playing);
        Ok(Some(out).filter(|out| !out.is_empty()))
    }

    fn send(&mut self, out: &mut String, action: &str, target: String, html: String) {
        if self.sent.get(&target) == Some(&html) {
            return;
        }
        out.push_str(&events::turbo(action, &target, &html));
        self.sent.insert(target, html);
    }
}

fn rendered(template: &impl Template) -> Result<String, PageError> {
    template.render().map_err(PageError::internal)
}
