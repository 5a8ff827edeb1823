//! Releases and playlists as files for players: M3U and XSPF.
//!
//! Whoever is signed in gets addresses that are theirs and expire; everybody else those that everybody shares.

pub mod line;
pub mod listed;
pub mod m3u;
pub mod show_playlist;
pub mod show_release;
pub mod xspf;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::error::PageError;
use line::Line;

/// A list before it is written.
#[derive(Debug, Clone)]
pub struct Tracklist {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub by: String,
    /// Its whole address.
    pub page: String,
    /// Its tracks.
    pub lines: Vec<Line>,
}

impl Tracklist {
    /// As a file: `m3u` or `xspf`.
    ///
    /// # Errors
    /// 404 for another ending.
    pub fn answer(&self, ending: &str) -> Result<HttpResponse, PageError> {
        let (kind, text) = match ending {
            "m3u" => ("audio/x-mpegurl; charset=utf-8", m3u::write(self)),
            "xspf" => ("application/xspf+xml; charset=utf-8", xspf::write(self)?),
            _ => return Err(PageError::not_found()),
        };
        let is_shared = self.lines.iter().all(|line| line.is_shared);
        let cache = if is_shared { "public, max-age=300" } else { "private, no-store" };
        Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, kind))
            .insert_header((header::CACHE_CONTROL, cache))
            .insert_header((header::VARY, "Cookie"))
            .body(text))
    }
}
