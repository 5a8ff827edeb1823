//! `GET /@{artist}/{release}/downloads`: every file of a free release, whole or by track.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::downloads::offer::{self, Link};
use crate::downloads::shelf::{self, Shelf};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::record::Record;
use crate::visit::Visit;

/// The page of a release's files.
#[derive(Template)]
#[template(path = "downloads/index.html")]
pub struct DownloadsPage {
    /// The common part.
    pub page: Page,
    /// The release's title.
    pub title: String,
    /// Whose it is.
    pub by: String,
    /// The release's page.
    pub release_href: String,
    /// Whether the ZIP has a cover in it.
    pub has_cover: bool,
    /// The whole release in each format.
    pub whole: Vec<Link>,
    /// Each track: position, title, and its formats.
    pub tracks: Vec<(i32, String, Vec<Link>)>,
    /// Whether a file is still being made: the page asks again by itself.
    pub preparing: bool,
}

/// Shows what there is, and has made what is not.
///
/// # Errors
/// 404 for everything that is not both published and free.
pub async fn index(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug) = path.into_inner();
    let mut db = visit.db().await?;
    let record = free(&mut db, &handle, &slug).await?;
    let shelf = Shelf::prepare(&mut db, &record).await?;
    drop(db);
    let tracks: Vec<(i32, String, Vec<Link>)> = record
        .entries
        .iter()
        .map(|entry| (entry.track.position, entry.track.title.clone(), offer::track_links(&record, entry, &shelf)))
        .collect();
    let sleeve = &record.sleeve;
    let (hue1, hue2) = sleeve.hues();
    let title = sleeve.release.title.clone();
    render(&DownloadsPage {
        page: visit.page(&format!("Download {title}")).in_hues(hue1, hue2).hidden(),
        title,
        by: sleeve.artist.name.clone(),
        release_href: urls::release(&sleeve.artist.handle, &sleeve.release.slug),
        has_cover: sleeve.cover.is_some(),
        whole: if record.entries.len() > 1 { offer::release_links(&record, &shelf) } else { Vec::new() },
        preparing: tracks.iter().any(|(_, _, links)| links.is_empty() || links.iter().any(Link::is_preparing)),
        tracks,
    })
}

/// The release at an address, if everybody may download it.
///
/// # Errors
/// 404 for everything else.
pub async fn free(db: &mut model::Connection, handle: &str, slug: &str) -> Result<Record, PageError> {
    let found = model::releases::public_by_path(db, handle, slug).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
    let record = Record::load(db, artist, release).await?;
    if shelf::is_open(&record) { Ok(record) } else { Err(PageError::not_found()) }
}
