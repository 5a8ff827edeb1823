//! `GET /@{artist}/{release}/downloads`: every file of a release that somebody may have, whole or by track.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::downloads::goods::Goods;
use crate::downloads::offer::{self, ExtraLink, Links};
use crate::downloads::shelf::Shelf;
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
/// 404 for what is not there, and for those who may have nothing of it.
pub async fn index(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug) = path.into_inner();
    let mut db = visit.db().await?;
    let goods = Goods::of_visit(&mut db, &visit, (&handle, &slug)).await?;
    let shelf = Shelf::look(&mut db, &goods.record, &visit.app.base_url).await?;
    drop(db);
    let Goods { record, extras, .. } = &goods;
    let sleeve = &record.sleeve;
    let (hue1, hue2) = sleeve.hues();
    let title = sleeve.release.title.clone();
    let is_zip = record.entries.len() > 1 || !extras.is_empty();
    let tracks = record.entries.iter().map(|entry| {
        (entry.track.position, entry.track.title.clone(), offer::track_links(&goods.counter, entry, &shelf))
    });
    render(&DownloadsPage {
        page: visit.page(&format!("Download {title}")).in_hues(hue1, hue2).hidden(),
        title,
        by: sleeve.artist.name.clone(),
        release_href: urls::release(&sleeve.artist.handle, &sleeve.release.slug),
        lossy: offer::lossy(&record.entries.iter().collect::<Vec<_>>()),
        too_long: offer::too_long(&record.entries),
        beside: beside(record, !extras.is_empty()),
        whole: if is_zip { offer::release_links(&goods, &shelf) } else { Links::default() },
        tracks: tracks.collect(),
        extras: offer::extra_links(&goods.counter, extras),
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
