//! The short way in: a whole file in one request, of a size that may not be known before its end.

use std::fmt::Display;

use bytes::Bytes;
use diesel_async::AsyncConnection;
use futures::Stream;
use model::releases::Release;
use model::tracks::Track;
use model::{artists, uploads};

use crate::app::App;
use crate::uploads::admit::{admit, room};
use crate::uploads::begin::{Announced, note};
use crate::uploads::error::UploadError;
use crate::uploads::whole::{self, Limit};

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
    let file = whole::take(app, limit, announced.bytes, stream, |_| ()).await?;
    let known = Announced { bytes: file.bytes, ..announced.clone() };
    let mut connection = app.pool.get().await.map_err(std::io::Error::other)?;
    let track = connection
        .transaction(async |connection| {
            note(connection, app, release, (file.id, &known)).await?;
            Ok::<Track, UploadError>(uploads::complete(connection, file.id).await?)
        })
        .await?;
    file.stay();
    Ok(track)
}

/// The most this file may have, and what to say when it has more. No connection is held while the bytes come.
async fn limit(app: &App, release: &Release, announced: u64) -> Result<Limit<UploadError>, UploadError> {
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
