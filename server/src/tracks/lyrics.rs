//! `GET /tracks/{id}/lyrics`: the words of a track for the player, with the moments they are sung at where those are known.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::entitlements;
use model::ids::TrackId;
use model::lrc;
use model::releases;
use model::tracks::Track;
use model::tracks::whole;
use serde::{Deserialize, Serialize};

use crate::error::PageError;
use crate::visit::Visit;

/// The key of a private link, where that is how somebody comes.
#[derive(Debug, Deserialize)]
pub struct Query {
    key: Option<String>,
}

/// The words of a track. Names as in `static/ts/player/lyrics.ts`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    title: String,
    /// Those that are sung at a known moment, in order; empty where no moment is known.
    lines: Vec<Line>,
    /// All of them; empty where there are `lines`.
    text: String,
}

/// A line and its moment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    at_ms: u64,
    /// Empty for a pause.
    text: String,
}

/// Says them.
///
/// # Errors
/// 404 for a track that this visit may not see, and for one that has no words.
pub async fn show(visit: Visit, id: web::Path<String>, query: web::Query<Query>) -> Result<HttpResponse, PageError> {
    let id: TrackId = id.parse().map_err(|_| PageError::not_found())?;
    let mut db = visit.db().await?;
    let (_, release, track) = whole::with_releases(&mut db, &[id]).await?.pop().ok_or_else(PageError::not_found)?;
    let is_let_in = match query.key.as_deref() {
        Some(key) => releases::by_private_key(&mut db, key).await?.is_some_and(|(_, opened)| opened.id == release.id),
        None => entitlements::of_release(&mut db, &release, visit.who()).await?.sees,
    };
    if !is_let_in {
        return Err(PageError::not_found());
    }
    let words = Words::of(track).ok_or_else(PageError::not_found)?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(words))
}

impl Words {
    fn of(track: Track) -> Option<Self> {
        // What cannot be read was never let in.
        let lines = lrc::parse(&track.lyrics_synced).unwrap_or_default();
        let text = if lines.is_empty() { lrc::words(&track.lyrics, "") } else { String::new() };
        let line = |line: lrc::Line| Line { at_ms: line.at_ms, text: lrc::without_word_times(&line.text) };
        let words = Self { title: track.title, lines: lines.into_iter().map(line).collect(), text };
        Some(words).filter(|words| !words.lines.is_empty() || !words.text.is_empty())
    }
}
