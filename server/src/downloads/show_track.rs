//! `GET /@{artist}/{release}/{track}/downloads/{format}`: one track of a free release as a file.

use actix_web::{HttpRequest, HttpResponse, web};
use model::downloads::DownloadFormat;
use model::masters::Master;

use crate::app::App;
use crate::downloads::shelf::{File, FileState, Shelf};
use crate::downloads::{in_use, index, names, show};
use crate::error::PageError;
use crate::media::blob::{Serving, etag, serve};
use crate::releases::record::Entry;

/// How long a browser may keep a file without asking again whether it may still have it.
pub const CACHE: &str = "private, no-cache";

/// Sends it, or a part of it; has it made when it is not there.
///
/// # Errors
/// 404 for what is not there or not free.
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
    let id = entry.track.id;
    let mut shelf = Shelf::look(&mut db, &record, &app.base_url).await?;
    shelf.ask_for(&mut db, |file| file.track == id && file.format == format).await?;
    let file = shelf.of_track(id).find(|file| file.format == format).ok_or_else(PageError::not_found)?;
    let FileState::Ready(stored) = &file.state else {
        drop(db);
        return show::instead(&request, &record, &shelf, (format, Some(entry))).await;
    };
    let ids: Vec<_> = stored.download.into_iter().collect();
    if !in_use::begin(&mut db, &ids).await? {
        return Err(PageError::not_found());
    }
    drop(db);
    let disposition = names::attachment(&name(entry, file));
    let serving = Serving { content_type: file.media_type, cache_control: CACHE, disposition: Some(&disposition) };
    let tag = etag(&stored.key)?;
    let size = u64::try_from(stored.bytes).unwrap_or(0);
    let open = async |range| {
        let blob = app.storage.get_range(&stored.key, range).await?;
        Ok(in_use::hold(&app, ids, blob.into_stream()))
    };
    serve(&request, (size, &tag), &serving, open).await
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
