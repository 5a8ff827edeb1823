//! More bytes of a resumable upload; the last one makes the track.

use std::fmt::Display;

use aws_lc_rs::digest;
use bytes::Bytes;
use diesel_async::AsyncConnection;
use futures::Stream;
use model::tracks::Track;
use model::uploads::Upload;
use model::{Connection, uploads};

use crate::app::App;
use crate::uploads::error::UploadError;
use crate::uploads::writer::Writer;
use crate::uploads::{disk, path};

/// What the bytes of one request must hash to.
#[derive(Debug, Clone)]
pub struct Checksum {
    /// SHA-1 or SHA-256.
    pub algorithm: &'static digest::Algorithm,
    /// The hash.
    pub value: Vec<u8>,
}

/// Some bytes of an upload.
pub struct Chunk<'a, S> {
    /// Where they start.
    pub offset: u64,
    /// How many are announced, where that is known.
    pub length: Option<u64>,
    /// What they must hash to.
    pub checksum: Option<Checksum>,
    /// The bytes.
    pub stream: &'a mut S,
}

/// Writes a chunk behind what is here and gives the new offset. A broken connection leaves what came, unless the chunk has a
/// checksum, which half a chunk cannot be held against.
///
/// # Errors
/// When the chunk does not join on, is too long, does not fit its checksum, breaks off, or the disk is full.
pub async fn append<S, E>(app: &App, upload: &Upload, chunk: Chunk<'_, S>) -> Result<u64, UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Display,
{
    let total = u64::try_from(upload.bytes_total).unwrap_or(0);
    let mut writer = Writer::open(upload.id, &path(app, upload.id)).await?;
    let start = writer.length();
    if chunk.offset != start {
        return Err(UploadError::WrongOffset { given: chunk.offset, present: start });
    }
    if chunk.length.is_some_and(|length| start.saturating_add(length) > total) {
        return Err(UploadError::TooMany);
    }
    if !disk::has_room(&app.uploads_dir(), chunk.length.unwrap_or(0))? {
        return Err(UploadError::DiskFull);
    }
    let mut hash = chunk.checksum.as_ref().map(|checksum| digest::Context::new(checksum.algorithm));
    let poured = writer
        .pour(chunk.stream, total, |bytes| {
            if let Some(hash) = &mut hash {
                hash.update(bytes);
            }
        })
        .await;
    let fits = match (&chunk.checksum, hash) {
        (Some(checksum), Some(hash)) => poured.is_ok() && hash.finish().as_ref() == checksum.value,
        _ => true,
    };
    if !fits || matches!(poured, Err(UploadError::TooMany)) {
        writer.cut(start).await?;
    }
    poured?;
    if !fits {
        return Err(UploadError::Checksum);
    }
    if writer.length() == total {
        writer.sync().await?;
    }
    Ok(writer.length())
}

/// The last byte has come: the track is made, or renewed, and the worker woken. A second call gives the same track.
///
/// # Errors
/// When the database fails.
pub async fn complete(connection: &mut Connection, upload: &Upload) -> Result<Track, UploadError> {
    let id = upload.id;
    Ok(connection.transaction(async |connection| uploads::complete(connection, id).await).await?)
}
