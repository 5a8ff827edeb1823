//! `GET /playlists/{id}`: a playlist, for whoever may read it.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::playlists::{Playlist, Visibility};
use serde::Deserialize;
use urls::embed::Kind;

use super::board::Board;
use super::{find, structured};
use crate::error::PageError;
use crate::oembed::frame::Frame;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::visit::Visit;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The position the part begins at.
    pub from: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "playlists/show.html")]
pub struct PlaylistPage {
    /// The common part.
    pub page: Page,
    /// What is shown.
    pub board: Board,
    /// Whether the page follows along.
    pub is_live: bool,
    /// What other sites show of it.
    pub preview: Preview,
    /// Its RSS feed; empty for one that is not for everybody.
    pub feed: String,
    /// The link among the page's facts: where the stream of changes is.
    pub events: String,
}

impl Asked {
    /// The position, from 1; what is none begins at the beginning.
    #[must_use]
    pub fn from(&self) -> i32 {
        self.from.as_deref().and_then(|from| from.parse().ok()).unwrap_or(1).max(1)
    }
}

/// Shows it.
///
/// # Errors
/// 404 for what is not there for this visitor.
pub async fn show(visit: Visit, id: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (playlist, access) = find::read(&mut db, &visit, &id).await?;
    let from = asked.from();
    let board = Board::load(&mut db, &visit, (&playlist, access), from).await?;
    drop(db);
    let (hue1, hue2) = board.hues;
    let page = visit.page(&board.title).in_hues(hue1, hue2);
    let is_private = playlist.visibility == Visibility::Private;
    let is_public = playlist.visibility == Visibility::Public;
    render(&PlaylistPage {
        page: if is_public { page } else { page.hidden() },
        is_live: visit.account().is_some(),
        preview: preview(&visit, &playlist, &board)?,
        feed: if is_private { String::new() } else { urls::feeds::playlist(playlist.id.0) },
        events: format!("{}?seen={}&from={from}", board.part("events"), board.version),
        board,
    })
}

/// What others see of one that is not private: a player.
fn preview(visit: &Visit, playlist: &Playlist, board: &Board) -> Result<Preview, PageError> {
    let said = description(board);
    if playlist.visibility == Visibility::Private {
        return Ok(Preview { description: said, ..Preview::default() });
    }
    let frame = Frame::of(&visit.app, Kind::Playlist, playlist.id.0);
    let mut preview = Preview::of(&visit.app, &board.href, "music.playlist", said).playing(frame, String::new());
    if let Some(cover) = board.covers.first() {
        preview = preview.with_image(&visit.app, cover, &format!("The first cover of {}", board.title));
    }
    preview.structured = structured::playlist(&visit.app, board)?;
    Ok(preview)
}

fn description(board: &Board) -> String {
    let about: String = board.about.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    if about.is_empty() { format!("A playlist by {}. {}", board.owner, board.facts) } else { about }
}
