//! `GET /@{artist}/{release}/downloads/{format}.zip`: a whole free release, packed while it is sent.

use actix_web::body::SizedStream;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use futures::{StreamExt as _, stream};
use model::downloads::DownloadFormat;
use storage::{Key, StorageError};

use crate::app::App;
use crate::downloads::shelf::{File, FileState, Shelf};
use crate::downloads::show_track::{CACHE, not_ready};
use crate::downloads::zip::{Archive, Packed, ZipError};
use crate::downloads::{index, names};
use crate::error::PageError;
use crate::releases::record::Record;

/// The size of the cover that lies beside the tracks.
const COVER_SIZE: u32 = 1400;

/// Sends it.
///
/// # Errors
/// 404 for what is not there or not free, 503 while a file is made.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (handle, slug, format) = path.into_inner();
    let format: DownloadFormat = format.parse().map_err(|_| PageError::not_found())?;
    let mut db = app.db().await?;
    let record = index::free(&mut db, &handle, &slug).await?;
    let shelf = Shelf::prepare(&mut db, &record).await?;
    drop(db);
    if !shelf.formats().contains(&format) {
        return Err(PageError::not_found());
    }
    let all = urls::release_downloads(&handle, &slug);
    let files = shelf.whole(format).ok_or_else(|| not_ready(&FileState::Preparing, &all))?;
    if let Some(file) = files.iter().find(|file| !matches!(file.state, FileState::Ready(..))) {
        return Err(not_ready(&file.state, &all));
    }
    let packed = pack(&app, &record, &files).await?;
    let release = &record.sleeve.release;
    let archive = Archive::new(app.storage.clone(), packed, release.published_at.unwrap_or_else(Utc::now));
    let name = format!("{}.zip", names::folder(&record.sleeve.artist.name, &release.title));
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("application/zip")
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CACHE_CONTROL, CACHE))
        .insert_header((header::CONTENT_DISPOSITION, names::attachment(&name)));
    let length = archive.length();
    if request.method() == Method::HEAD {
        return Ok(answer.body(SizedStream::new(length, stream::empty::<Result<_, ZipError>>())));
    }
    let bytes = archive.into_stream().inspect(|part| {
        if let Err(error) = part {
            tracing::error!(%error, "a ZIP broke off");
        }
    });
    Ok(answer.body(SizedStream::new(length, bytes.boxed_local())))
}

/// The files of the archive in one folder, with their sizes as they are stored.
async fn pack(app: &App, record: &Record, files: &[&File]) -> Result<Vec<Packed>, PageError> {
    let sleeve = &record.sleeve;
    let folder = names::folder(&sleeve.artist.name, &sleeve.release.title);
    let mut packed = Vec::with_capacity(files.len() + 1);
    for (entry, file) in record.entries.iter().zip(files) {
        let FileState::Ready(key, _) = &file.state else { continue };
        let bytes = app.storage.size(key).await?;
        let name = names::track(entry.track.position, &entry.track.title, &file.extension);
        packed.push(Packed { path: format!("{folder}/{name}"), key: key.clone(), bytes });
    }
    if let Some(cover) = &sleeve.cover {
        let key = Key::Image { image: cover.id.0, name: format!("{COVER_SIZE}.jpg") };
        match app.storage.size(&key).await {
            Ok(bytes) => packed.push(Packed { path: format!("{folder}/cover.jpg"), key, bytes }),
            // The music is whole without it.
            Err(StorageError::Missing(blob)) => tracing::warn!(%blob, "a cover is not in storage"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(packed)
}
