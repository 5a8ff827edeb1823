//! `GET /@{artist}/{release}/downloads/{format}` and `…/{format}/{track}`: a download that has to be made first. The page says
//! how far it is, and goes on to the file by itself, with or without scripts.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use model::downloads::DownloadFormat;

use crate::downloads::goods::Goods;
use crate::downloads::shelf::{File, FileState, Shelf};
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::releases::record::Entry;
use crate::releases::words;
use crate::visit::Visit;

/// After how many seconds a program should ask again.
const RETRY_AFTER: &str = "3";

/// The page of a download that is made.
#[derive(Template)]
#[template(path = "downloads/show.html")]
pub struct DownloadPage {
    /// The common part.
    pub page: Page,
    /// "FLAC of Low Water".
    pub title: String,
    /// Whose it is.
    pub by: String,
    /// Its own address.
    pub own: String,
    /// The page of all files.
    pub all: String,
    /// The file.
    pub href: String,
    /// "312 MB"; empty until it is there.
    pub size: String,
    /// How many files are made.
    pub done: usize,
    /// Of how many.
    pub total: usize,
    /// How much of the sound is in what is made, in percent.
    pub percent: i64,
    /// How far it is.
    pub stage: Stage,
}

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is made.
    Making,
    /// It can be had.
    Ready,
    /// It could not be made just now.
    Failed,
    /// It cannot be made.
    Refused,
}

/// Of a whole release.
///
/// # Errors
/// 404 for what is not there, and for those who may not have it.
pub async fn release(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug, format) = path.into_inner();
    let mut db = visit.db().await?;
    let goods = Goods::of_visit(&mut db, &visit, (&handle, &slug)).await?;
    drop(db);
    wait(&visit, &goods, &format, None).await
}

/// Of one track.
///
/// # Errors
/// 404 for what is not there, and for those who may not have it.
pub async fn track(visit: Visit, path: web::Path<(String, String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug, format, track) = path.into_inner();
    let mut db = visit.db().await?;
    let goods = Goods::of_visit(&mut db, &visit, (&handle, &slug)).await?;
    drop(db);
    wait(&visit, &goods, &format, Some(&track)).await
}

/// The page of the goods in a format, or of one track of them: has made what is not there.
///
/// # Errors
/// 404 for what they are not offered in.
pub async fn wait(visit: &Visit, goods: &Goods, format: &str, track: Option<&str>) -> Result<HttpResponse, PageError> {
    let format: DownloadFormat = format.parse().map_err(|_| PageError::not_found())?;
    let entry = track.map(|slug| goods.entry(slug)).transpose()?;
    let mut db = visit.db().await?;
    let mut shelf = Shelf::look(&mut db, &goods.record, &visit.app.base_url).await?;
    let chosen = |file: &File| file.format == format && entry.is_none_or(|entry| entry.track.id == file.track);
    shelf.ask_for(&mut db, chosen).await?;
    drop(db);
    render(&page(visit, goods, &shelf, (format, entry))?)
}

/// The same page in place of a file that is not there yet, as 503.
///
/// # Errors
/// 404 when there is no such file.
pub fn instead(
    visit: &Visit,
    goods: &Goods,
    shelf: &Shelf,
    what: (DownloadFormat, Option<&Entry>),
) -> Result<HttpResponse, PageError> {
    let mut answer = render_as(StatusCode::SERVICE_UNAVAILABLE, &page(visit, goods, shelf, what)?)?;
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static(RETRY_AFTER));
    Ok(answer)
}

fn page(
    visit: &Visit,
    goods: &Goods,
    shelf: &Shelf,
    (format, entry): (DownloadFormat, Option<&Entry>),
) -> Result<DownloadPage, PageError> {
    let (sleeve, counter) = (&goods.record.sleeve, &goods.counter);
    let files: Vec<&File> = match entry {
        Some(entry) => shelf.of_track(entry.track.id).filter(|file| file.format == format).collect(),
        None => shelf.whole(format).unwrap_or_default(),
    };
    let ready = files.iter().filter_map(|file| match &file.state {
        FileState::Ready(stored) => Some(stored.bytes),
        _ => None,
    });
    let (done, bytes) = ready.fold((0, 0), |(count, bytes), size| (count + 1, bytes + size));
    let made = files.iter().map(|file| match file.state {
        FileState::Ready(_) => file.duration_ms * 100,
        FileState::Making(percent) => file.duration_ms * percent,
        _ => 0,
    });
    let (made, all_ms): (i64, i64) = (made.sum(), files.iter().map(|file| file.duration_ms).sum());
    let any = |state: &FileState| files.iter().any(|file| file.state == *state);
    let stage = match files.len() {
        0 => return Err(PageError::not_found()),
        total if total == done => Stage::Ready,
        _ if any(&FileState::Refused) => Stage::Refused,
        _ if any(&FileState::Failed) => Stage::Failed,
        _ => Stage::Making,
    };
    let what = entry.map_or(&sleeve.release.title, |entry| &entry.track.title);
    let title = format!("{} of {what}", format.name());
    let (own, href) = match entry {
        Some(entry) => (counter.track_page(&entry.track.slug, format), counter.track(&entry.track.slug, format)),
        None => (counter.release_page(format), counter.release(format)),
    };
    let (hue1, hue2) = sleeve.hues();
    Ok(DownloadPage {
        page: visit.page(&title).in_hues(hue1, hue2).hidden(),
        title,
        by: sleeve.artist.name.clone(),
        own,
        all: counter.all(),
        href,
        size: if stage == Stage::Ready { words::size(bytes) } else { String::new() },
        done,
        total: files.len(),
        percent: made / all_ms.max(1),
        stage,
    })
}
