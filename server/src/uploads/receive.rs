//! The short way in: a whole file in one request, of a size that may not be known before its end.

use std::fmt::Display;
use std::path::PathBuf;

use bytes::Bytes;
use diesel_async::AsyncConnection;
use futures::Stream;
use model::ids::UploadId;
use model::releases::Release;
use model::tracks::Track;
use model::{artists, uploads};

use crate::app::App;
use crate::uploads::admit::{admit, room};
use crate::uploads::begin::{Announced, note};
use crate::uploads::error::UploadError;
use crate::uploads::path;
use crate::uploads::writer::Writer;

/// Removes the file of a transfer that did not come to its end.
pub(crate) struct Unfinished(pub(crate) Option<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = std::fs::remove_file(&path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %path.display(), %error, "the file of a broken upload stays");
        }
    }
}

/// Takes a whole file and makes the track. `announced.bytes` is its size where the request says it, else 0.
///
/// # Errors
/// When it is not let in, breaks off, or the disk is full: nothing is kept then.
pub async fn receive<S, E>(
    app: &App,
    release: &Release,
    announced: &Announced,
    stream: &mut S,
) -> Result<Track, UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Display,
{
    take(app, release, announced, stream).await.map_err(UploadError::of_one_piece)
}

async fn take<S, E>(app: &App, release: &Release, announced: &Announced, stream: &mut S) -> Result<Track, UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Display,
{
    let limit = limit(app, release, announced.bytes).await?;
    let id = UploadId::new();
    let path = path(app, id);
    let mut unfinished = Unfinished(Some(path.clone()));
    let mut writer = Writer::open(id, &path).await?;
    match writer.pour(stream, limit.bytes, |_| ()).await {
        Err(UploadError::TooMany) => return Err(limit.passed),
        other => other?,
    }
    if writer.length() == 0 {
        return Err(UploadError::Empty);
    }
    if announced.bytes > 0 && writer.length() != announced.bytes {
        return Err(UploadError::Dropped);
    }
    writer.sync().await?;
    let whole = Announced { bytes: writer.length(), ..announced.clone() };
    drop(writer);
    let mut connection = app.pool.get().await.map_err(std::io::Error::other)?;
    let track = connection
        .transaction(async |connection| {
            note(connection, app, release, (id, &whole)).await?;
            Ok::<Track, UploadError>(uploads::complete(connection, id).await?)
        })
        .await?;
    unfinished.0 = None;
    Ok(track)
}

struct Limit {
    bytes: u64,
    passed: UploadError,
}

/// The most this file may have, and what to say when it has more. No connection is held while the bytes come.
async fn limit(app: &App, release: &Release, announced: u64) -> Result<Limit, UploadError> {
    let mut connection = app.pool.get().await.map_err(std::io::Error::other)?;
    let artist = artists::find(&mut connection, release.artist_id).await?.ok_or(UploadError::Gone)?;
    if announced > 0 {
        admit(&mut connection, app, &artist, announced).await?;
        return Ok(Limit { bytes: announced, passed: UploadError::TooMany });
    }
    let room = room(&mut connection, app, &artist).await?;
    let most = app.settings.upload_max_bytes;
    let passed = if room.left < most {
        UploadError::Quota { left: room.left, quota: room.quota }
    } else {
        UploadError::TooLarge(most)
    };
    Ok(Limit { bytes: most.min(room.left), passed })
}
