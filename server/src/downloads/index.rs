//! `GET /@{artist}/{release}/downloads`: every file of a free release, whole or by track.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::downloads::offer::{self, ExtraLink, Links};
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
    /// What is to be known of lossy masters; empty for nothing.
    pub lossy: String,
    /// What is to be known of tracks that some formats cannot hold; empty for nothing.
    pub too_long: String,
    /// What else is in the ZIP: ", the cover and the words".
    pub beside: String,
    /// The whole release in each format; none where its one file is all.
    pub whole: Links,
    /// Each track: position, title, and its formats.
    pub tracks: Vec<(i32, String, Links)>,
    /// What it comes with.
    pub extras: Vec<ExtraLink>,
}

/// Shows what there is, and where to have made what is not.
///
/// # Errors
/// 404 for everything that is not both published and free.
pub async fn index(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug) = path.into_inner();
    let mut db = visit.db().await?;
    let record = free(&mut db, &handle, &slug).await?;
    let shelf = Shelf::look(&mut db, &record, &visit.app.base_url).await?;
    let extras = model::extras::of_release(&mut db, record.sleeve.release.id).await?;
    drop(db);
    let sleeve = &record.sleeve;
    let (hue1, hue2) = sleeve.hues();
    let title = sleeve.release.title.clone();
    let is_zip = record.entries.len() > 1 || !extras.is_empty();
    let tracks = record
        .entries
        .iter()
        .map(|entry| (entry.track.position, entry.track.title.clone(), offer::track_links(&record, entry, &shelf)));
    render(&DownloadsPage {
        page: visit.page(&format!("Download {title}")).in_hues(hue1, hue2).hidden(),
        title,
        by: sleeve.artist.name.clone(),
        release_href: urls::release(&sleeve.artist.handle, &sleeve.release.slug),
        lossy: offer::lossy(&record.entries.iter().collect::<Vec<_>>()),
        too_long: offer::too_long(&record.entries),
        beside: beside(&record, !extras.is_empty()),
        whole: if is_zip { offer::release_links(&record, &shelf, !extras.is_empty()) } else { Links::default() },
        tracks: tracks.collect(),
        extras: offer::extra_links(&record, &extras),
    })
}

/// ", with the cover, the words and everything it comes with"; empty where there is nothing else.
fn beside(record: &Record, has_extras: bool) -> String {
    let words = record.entries.iter().any(|entry| entry.has_lyrics());
    let parts = [
        (record.sleeve.cover.is_some(), "the cover"),
        (words, "the words"),
        (has_extras, "everything below that it comes with"),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => format!(", with {one}"),
        [firsts @ .., last] => format!(", with {} and {last}", firsts.join(", ")),
    }
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
