//! `GET /@{artist}/{release}/{track}/downloads/{format}`: one track of a free release as a file.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use model::downloads::DownloadFormat;
use model::masters::Master;

use crate::app::App;
use crate::downloads::shelf::{File, FileState, Shelf};
use crate::downloads::{index, names};
use crate::error::PageError;
use crate::media::blob::{Serving, serve_blob};
use crate::releases::record::Entry;

/// How long a browser may keep a file without asking again whether it may still have it.
pub const CACHE: &str = "private, no-cache";

/// Sends it, or a part of it.
///
/// # Errors
/// 404 for what is not there or not free, 503 while the file is made.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (handle, release, track, format) = path.into_inner();
    let format: DownloadFormat = format.parse().map_err(|_| PageError::not_found())?;
    let mut db = app.db().await?;
    let record = index::free(&mut db, &handle, &release).await?;
    let entry = record.entries.iter().find(|entry| entry.track.slug == track).ok_or_else(PageError::not_found)?;
    let shelf = Shelf::prepare(&mut db, &record).await?;
    drop(db);
    let file = shelf.of_track(entry.track.id).find(|file| file.format == format).ok_or_else(PageError::not_found)?;
    let all = urls::release_downloads(&handle, &release);
    let FileState::Ready(key, _) = &file.state else { return Err(not_ready(&file.state, &all)) };
    let disposition = names::attachment(&name(entry, file));
    let serving = Serving { content_type: file.media_type, cache_control: CACHE, disposition: Some(&disposition) };
    serve_blob(&request, &app.storage, key, &serving).await
}

/// What the file is saved as: the original under its own name, what is made of it by number and title.
fn name(entry: &Entry, file: &File) -> String {
    match &entry.master {
        Some(master) if file.format == DownloadFormat::Original => original_name(master),
        _ => names::track(entry.track.position, &entry.track.title, &file.extension),
    }
}

fn original_name(master: &Master) -> String {
    let stem = master.filename.rsplit_once('.').map_or(master.filename.as_str(), |(stem, _)| stem);
    let base = stem.rsplit(['/', '\\']).next().unwrap_or(stem);
    format!("{}.{}", names::part(base), master.extension)
}

/// What is said while a file is made, or when it cannot be; `all` is the page that shows how far it is.
#[must_use]
pub fn not_ready(state: &FileState, all: &str) -> PageError {
    let mut error = PageError::bad_request(
        "The server makes this file now. Look at the list of downloads: it is there as soon as it is done.",
    );
    error.status = StatusCode::SERVICE_UNAVAILABLE;
    error.title = "Being prepared";
    if *state == FileState::Refused {
        error.title = "This file could not be made";
        "It is written in the server's log. The other formats in the list of downloads may be there."
            .clone_into(&mut error.message);
    }
    error.leading_to(all, "All downloads")
}
