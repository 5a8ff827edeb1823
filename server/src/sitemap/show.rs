//! `GET /sitemaps/{kind}-{part}.xml`: a part of the sitemap.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::Connection;
use model::sitemap;

use crate::app::App;
use crate::error::PageError;

/// Pages that are always there.
const PAGES: &[&str] = &["/", "/discover", "/new", "/charts", "/tags", "/places", "/labels", "/live", "/books"];
/// The most parts of a kind.
const PARTS: i64 = 10_000;

/// What a part lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pages that are always there.
    Pages,
    /// Artists.
    Artists,
    /// Releases.
    Releases,
    /// Tracks.
    Tracks,
    /// Live sets and stations.
    Shows,
    /// Playlists that everybody may find.
    Playlists,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Pages, Self::Artists, Self::Releases, Self::Tracks, Self::Shows, Self::Playlists];

    /// Its word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Artists => "artists",
            Self::Releases => "releases",
            Self::Tracks => "tracks",
            Self::Shows => "shows",
            Self::Playlists => "playlists",
        }
    }
}

/// A part.
#[derive(Template)]
#[template(path = "sitemap/show.xml")]
pub struct Sitemap {
    /// Whole addresses, and when each page was changed; empty where nobody knows.
    pub pages: Vec<(String, String)>,
}

/// Gives it.
///
/// # Errors
/// 404 for a part that is not there.
pub async fn show(app: web::Data<App>, path: web::Path<(String, i64)>) -> Result<HttpResponse, PageError> {
    let (word, part) = path.into_inner();
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(PageError::not_found)?;
    if !(1..=PARTS).contains(&part) || (kind == Kind::Pages && part > 1) {
        return Err(PageError::not_found());
    }
    let found = pages(&mut *app.db().await?, kind, part).await?;
    if found.is_empty() {
        return Err(PageError::not_found());
    }
    let page = |(path, at): (String, Option<DateTime<Utc>>)| {
        let changed = at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default();
        (urls::absolute(&app.base_url, &path), changed)
    };
    let xml = Sitemap { pages: found.into_iter().map(page).collect() }.render().map_err(PageError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/xml; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(xml))
}

async fn pages(
    db: &mut Connection,
    kind: Kind,
    part: i64,
) -> diesel::QueryResult<Vec<(String, Option<DateTime<Utc>>)>> {
    Ok(match kind {
        Kind::Pages => PAGES.iter().map(|path| ((*path).to_owned(), None)).collect(),
        Kind::Artists => {
            let all = sitemap::artists(db, part).await?;
            all.into_iter().map(|(handle, at)| (urls::artist(&handle), Some(at))).collect()
        }
        Kind::Releases => {
            let all = sitemap::releases(db, part).await?;
            all.into_iter().map(|(handle, slug, at)| (urls::release(&handle, &slug), Some(at))).collect()
        }
        Kind::Tracks => {
            let all = sitemap::tracks(db, part).await?;
            all.into_iter().map(|(handle, slug, track, at)| (urls::track(&handle, &slug, &track), Some(at))).collect()
        }
        Kind::Shows => {
            let all = sitemap::shows(db, part).await?;
            all.into_iter().map(|(slug, at)| (urls::live::show(&slug), Some(at))).collect()
        }
        Kind::Playlists => {
            let all = sitemap::playlists(db, part).await?;
            all.into_iter().map(|(id, at)| (urls::library::playlist(id.0), Some(at))).collect()
        }
    })
}
