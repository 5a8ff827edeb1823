//! `GET /@{artist}/{release}/downloads/{format}.zip`: a whole release, packed while it is sent.

use actix_web::{HttpResponse, web};
use chrono::Utc;
use futures::TryStreamExt as _;
use model::downloads::DownloadFormat;
use model::extras::Extra;
use model::ids::DownloadId;
use model::lrc;
use storage::{Key, StorageError};

use crate::app::App;
use crate::downloads::goods::Goods;
use crate::downloads::shelf::{File, FileState, Shelf, Stored};
use crate::downloads::show_track::CACHE;
use crate::downloads::zip::{Archive, Content, Packed};
use crate::downloads::{checksums, in_use, names, show};
use crate::error::PageError;
use crate::media::blob::{Serving, serve};
use crate::releases::record::{Entry, Record};
use crate::visit::Visit;

/// The size of the cover that lies beside the tracks.
const COVER_SIZE: u32 = 1400;
/// The folder of what the release comes with, beside the tracks.
const EXTRAS: &str = "Extras";

/// Sends it, or a part of it; has made what is not there.
///
/// # Errors
/// 404 for what is not there, and for those who may not have it.
pub async fn show(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug, format) = path.into_inner();
    let mut db = visit.db().await?;
    let goods = Goods::of_visit(&mut db, &visit, (&handle, &slug)).await?;
    drop(db);
    send(&visit, &goods, &format).await
}

/// Sends all tracks of the goods in a format, or has made what is not there.
///
/// # Errors
/// 404 for a format that they are not offered in.
pub async fn send(visit: &Visit, goods: &Goods, format: &str) -> Result<HttpResponse, PageError> {
    let Goods { record, extras, .. } = goods;
    let app = &visit.app;
    let format: DownloadFormat = format.parse().map_err(|_| PageError::not_found())?;
    let mut db = visit.db().await?;
    let mut shelf = Shelf::look(&mut db, record, &app.base_url).await?;
    if !shelf.formats().contains(&format) {
        return Err(PageError::not_found());
    }
    shelf.ask_for(&mut db, |file| file.format == format).await?;
    let Some(stored) = ready(&shelf, format) else {
        drop(db);
        return show::instead(visit, goods, &shelf, (format, None));
    };
    let ids: Vec<DownloadId> = stored.iter().filter_map(|(_, stored)| stored.download).collect();
    if !in_use::begin(&mut db, &ids).await? {
        return Err(PageError::not_found());
    }
    drop(db);
    let stem = names::archive(&record.sleeve.artist.name, &record.sleeve.release.title, format.name());
    let packed = pack(app, record, (&stem, &stored), extras).await?;
    let archive = Archive::new(packed, record.sleeve.release.published_at.unwrap_or_else(Utc::now));
    let disposition = names::attachment(&format!("{stem}.zip"));
    let serving = Serving { content_type: "application/zip", cache_control: CACHE, disposition: Some(&disposition) };
    let (length, tag) = (archive.length(), archive.etag().to_owned());
    let open = async |range| {
        let bytes = archive
            .into_stream(app.storage.clone(), range)
            .inspect_err(|error| tracing::error!(%error, "a ZIP broke off"));
        Ok(in_use::hold(app, ids, bytes))
    };
    serve(&visit.request, (length, &tag), &serving, open).await
}

/// Every track's file in a format, once all of them are there.
fn ready<'a>(shelf: &'a Shelf, format: DownloadFormat) -> Option<Vec<(&'a File, &'a Stored)>> {
    let stored = |file: &'a File| match &file.state {
        FileState::Ready(stored) => Some((file, stored)),
        _ => None,
    };
    shelf.whole(format)?.into_iter().map(stored).collect()
}

/// What lies in the archive's one folder: tracks, their words, the cover, and what the release comes with.
async fn pack(
    app: &App,
    record: &Record,
    (folder, files): (&str, &[(&File, &Stored)]),
    extras: &[Extra],
) -> Result<Vec<Packed>, PageError> {
    let mut packed = Vec::with_capacity(files.len() + extras.len() + 1);
    for (entry, (file, stored)) in record.entries.iter().zip(files) {
        let name = names::track(entry.track.position, &entry.track.title, &file.extension);
        packed.push(blob(app, format!("{folder}/{name}"), stored).await?);
        packed.extend(words(folder, entry));
    }
    if let Some(cover) = &record.sleeve.cover {
        let key = Key::Image { image: cover.id.0, name: format!("{COVER_SIZE}.jpg") };
        match checksums::of(&app.checksums, &app.storage, &key).await {
            Ok((bytes, crc32)) => {
                packed.push(Packed { path: format!("{folder}/cover.jpg"), content: Content::Blob(key), bytes, crc32 });
            }
            // The music is whole without it.
            Err(StorageError::Missing(blob)) => tracing::warn!(%blob, "a cover is not in storage"),
            Err(error) => return Err(error.into()),
        }
    }
    let mut taken = Vec::new();
    for extra in extras {
        let name = names::unused(&mut taken, &names::file(&extra.filename));
        let stored = Stored {
            key: crate::extras::key(extra),
            bytes: extra.bytes,
            crc32: u32::try_from(extra.crc32).ok(),
            download: None,
        };
        packed.push(blob(app, format!("{folder}/{EXTRAS}/{name}"), &stored).await?);
    }
    Ok(packed)
}

async fn blob(app: &App, path: String, stored: &Stored) -> Result<Packed, PageError> {
    let (bytes, crc32) = match stored.crc32 {
        Some(crc32) => (u64::try_from(stored.bytes).unwrap_or(0), crc32),
        None => checksums::of(&app.checksums, &app.storage, &stored.key).await?,
    };
    Ok(Packed { path, content: Content::Blob(stored.key.clone()), bytes, crc32 })
}

/// A track's words as texts of its name, which players look for: plain, and with times where it has those.
fn words(folder: &str, entry: &Entry) -> Vec<Packed> {
    let track = &entry.track;
    let text = |extension: &str, words: &str| {
        let path = format!("{folder}/{}", names::track(track.position, &track.title, extension));
        (!words.trim().is_empty()).then(|| Packed::text(path, format!("{}\n", words.trim())))
    };
    let plain = lrc::words(&track.lyrics, &track.lyrics_synced);
    [text("txt", &plain), text("lrc", &track.lyrics_synced)].into_iter().flatten().collect()
}
