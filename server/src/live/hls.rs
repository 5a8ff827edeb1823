//! `GET /live/{slug}/{path}`: playlists, init segments, segments and parts of a show, while it runs and after.
//!
//! Who may have them is asked with every playlist; what a playlist names is believed by its signed word until that ends. What may
//! not be had answers exactly like what does not exist.

mod asked;
mod pieces;
mod playlists;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{Duration, Utc};
use model::shows::{Show, State};

use asked::Asked;

use super::file::File;
use super::gate;
use crate::app::App;
use crate::error::PageError;

/// How long the end of a show is told to players that play it.
const FAREWELL: Duration = Duration::seconds(60);

/// Where the sound of a show comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// From memory, and before that from storage.
    OnAir,
    /// From storage.
    Replay,
}

/// Sends a file of a show to whoever may have it.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish());
    }
    let (slug, path) = path.into_inner();
    let Some((word, file)) = File::at(&path) else { return Ok(nothing()) };
    let Some(show) = app.edge.show(&slug).await.map_err(PageError::unavailable)? else { return Ok(nothing()) };
    let Some(stage) = stage(&app, &show) else { return Ok(nothing()) };
    let entry = if file.is_playlist() {
        gate::admit(&app, &show, word).await.map_err(PageError::unavailable)?
    } else {
        gate::read(&app, &show, word)
    };
    let Some(entry) = entry else { return Ok(nothing()) };
    let asked = Asked { app: &app, request: &request, show: &show, entry: &entry, stage };
    if file.is_playlist() && !asked.has_room().await? {
        return Ok(refused(StatusCode::FORBIDDEN, gate::TOO_MANY));
    }
    match file {
        File::Master => playlists::master(&asked, false).await,
        File::Plain => playlists::master(&asked, true).await,
        File::Playlist(rendition) => playlists::show(&asked, rendition).await,
        File::Init(..) | File::Segment(..) | File::Part(..) => pieces::show(&asked, file).await,
    }
}

/// Where the sound comes from now; `None` while there is none.
fn stage(app: &App, show: &Show) -> Option<Stage> {
    match show.state() {
        State::OnAir => Some(Stage::OnAir),
        State::Over => {
            let is_fresh = show.ended_at.is_some_and(|at| Utc::now() - at < FAREWELL);
            if is_fresh && app.edge.plays(show.id) {
                return Some(Stage::OnAir);
            }
            show.replays.then_some(Stage::Replay)
        }
        State::Planned | State::Cancelled => None,
    }
}

/// 404 for players, which read no pages.
fn nothing() -> HttpResponse {
    refused(StatusCode::NOT_FOUND, "There is nothing here.")
}

/// An answer in words; nobody keeps it.
fn refused(status: StatusCode, words: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(format!("{words}\n"))
}
