//! `GET /studio/releases/{id}`: files in, and how far each has come.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::queue;

use super::board::Board;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::find;
use crate::uploads::sizes;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/releases/show.html")]
pub struct StudioReleasePage {
    /// The common part.
    pub page: Page,
    /// The release as it is worked on.
    pub board: Board,
    /// Which of its pages this is.
    pub tab: &'static str,
    /// Names what the page shows, so that its stream sends only what is newer.
    pub seen: String,
    /// The largest file, in words.
    pub limit: String,
    /// Whether files wait for a worker that does not run.
    pub worker_missing: bool,
}

/// Shows it.
///
/// # Errors
/// 404 for a release of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let board = Board::load(&mut connection, &visit.app, (artist, release), visit.account.id).await?;
    let waits = board.rows.iter().any(|row| matches!(row.class, "wait" | "go"));
    let worker_missing = waits && !queue::worker_lives(&mut connection).await?;
    let (hue1, hue2) = board.head.hues;
    let page = visit.page(&board.head.release.title).hidden().in_hues(hue1, hue2);
    let seen = board.fingerprint();
    render(&StudioReleasePage {
        page,
        board,
        tab: "release",
        seen,
        limit: sizes::words(visit.app.settings.upload_max_bytes),
        worker_missing,
    })
}
