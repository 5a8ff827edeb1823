//! `GET /sitemap.xml`: the parts of the sitemap.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::sitemap::{self, PART};

use super::show::Kind;
use crate::app::App;
use crate::error::PageError;

/// The index.
#[derive(Template)]
#[template(path = "sitemap/index.xml")]
pub struct SitemapIndex {
    /// The whole addresses of the parts.
    pub parts: Vec<String>,
}

/// Gives it.
///
/// # Errors
/// When the database fails.
pub async fn index(app: web::Data<App>) -> Result<HttpResponse, PageError> {
    let mut db = app.db().await?;
    let mut parts = vec![urls::feeds::sitemap(Kind::Pages.word(), 1)];
    for kind in [Kind::Artists, Kind::Releases, Kind::Tracks, Kind::Shows, Kind::Playlists] {
        let count = count(&mut db, kind).await?;
        parts.extend((1..=(count + PART - 1) / PART).map(|part| urls::feeds::sitemap(kind.word(), part)));
    }
    drop(db);
    let parts = parts.iter().map(|path| urls::absolute(&app.base_url, path)).collect();
    let xml = SitemapIndex { parts }.render().map_err(PageError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/xml; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(xml))
}

async fn count(db: &mut Connection, kind: Kind) -> diesel::QueryResult<i64> {
    match kind {
        Kind::Pages => Ok(1),
        Kind::Artists => sitemap::count_artists(db).await,
        Kind::Releases => sitemap::count_releases(db).await,
        Kind::Tracks => sitemap::count_tracks(db).await,
        Kind::Shows => sitemap::count_shows(db).await,
        Kind::Playlists => sitemap::count_playlists(db).await,
    }
}
