//! `GET /@{artist}/{release}/{track}/downloads/{format}`: one track of a release as a file.

use actix_web::{HttpResponse, web};
use model::downloads::DownloadFormat;
use model::masters::Master;

use crate::downloads::goods::Goods;
use crate::downloads::shelf::{File, FileState, Shelf};
use crate::downloads::{in_use, names, show};
use crate::error::PageError;
use crate::media::blob::{Serving, etag, serve};
use crate::releases::record::Entry;
use crate::visit::Visit;

/// How long a browser may keep a file without asking again whether it may still have it.
pub const CACHE: &str = "private, no-cache";

/// Sends it, or a part of it; has it made when it is not there.
///
/// # Errors
/// 404 for what is not there, and for those who may not have it.
pub async fn show(visit: Visit, path: web::Path<(String, String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, release, track, format) = path.into_inner();
    let mut db = visit.db().await?;
    let goods = Goods::of_visit(&mut db, &visit, (&handle, &release)).await?;
    drop(db);
    send(&visit, &goods, &track, &format).await
}

/// Sends one track of the goods in a format, or has it made.
///
/// # Errors
/// 404 for a track that is none of them and a format that it is not offered in.
pub async fn send(visit: &Visit, goods: &Goods, track: &str, format: &str) -> Result<HttpResponse, PageError> {
    let app = &visit.app;
    let format: DownloadFormat = format.parse().map_err(|_| PageError::not_found())?;
    let entry = goods.entry(track)?;
    let id = entry.track.id;
    let mut db = visit.db().await?;
    let mut shelf = Shelf::look(&mut db, &goods.record, &app.base_url).await?;
    shelf.ask_for(&mut db, |file| file.track == id && file.format == format).await?;
    let file = shelf.of_track(id).find(|file| file.format == format).ok_or_else(PageError::not_found)?;
    let FileState::Ready(stored) = &file.state else {
        drop(db);
        return show::instead(visit, goods, &shelf, (format, Some(entry)));
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
        Ok(in_use::hold(app, ids, blob.into_stream()))
    };
    serve(&visit.request, (size, &tag), &serving, open).await
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
