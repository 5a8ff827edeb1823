//! A bonus file comes in: streamed to the disk, looked at and hashed on its way, then kept as a blob.

use std::fmt::Display;

use bytes::Bytes;
use chrono::Utc;
use diesel_async::AsyncConnection;
use futures::Stream;
use model::Connection;
use model::artists::{self, Artist};
use model::extras::{self, Extra, named};
use model::ids::ExtraId;
use model::releases::Release;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::extras::error::ExtraError;
use crate::extras::key;
use crate::extras::sniff::Sniffer;
use crate::uploads::admit::room;
use crate::uploads::disk;
use crate::uploads::error::UploadError;
use crate::uploads::whole::{self, Limit};

/// The most characters of a description.
const DESCRIPTION_CHARS: usize = 300;

/// A bonus file that is to come.
#[derive(Debug, Clone)]
pub struct Announced {
    /// What it is called, as given.
    pub filename: String,
    /// What the artist says of it.
    pub description: String,
    /// Its size where that is known, else 0.
    pub bytes: u64,
}

/// Takes a whole file and puts it behind those that the release comes with.
///
/// # Errors
/// When it is of no kind that is taken, too large, breaks off, or the disk is full: nothing is kept then.
pub async fn receive<S, E>(
    app: &App,
    release: &Release,
    announced: &Announced,
    stream: &mut S,
) -> Result<Extra, ExtraError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Display,
{
    let limit = limit(app, release, announced.bytes).await?;
    let (mut sniffer, mut sha256, mut crc32) = (Sniffer::default(), Sha256::new(), crc32fast::Hasher::new());
    let file = whole::take(app, limit, announced.bytes, stream, |bytes| {
        sniffer.see(bytes);
        sha256.update(bytes);
        crc32.update(bytes);
    })
    .await?;
    let format = sniffer.format()?;
    let extra = Extra {
        id: ExtraId::new(),
        release_id: release.id,
        artist_id: release.artist_id,
        position: 1,
        filename: named(&announced.filename, format.endings),
        description: announced.description.trim().chars().filter(|c| !c.is_control()).take(DESCRIPTION_CHARS).collect(),
        kind: format.kind,
        media_type: format.media_type.to_owned(),
        extension: format.endings.first().copied().unwrap_or("bin").to_owned(),
        bytes: i64::try_from(file.bytes).map_err(std::io::Error::other)?,
        sha256: sha256.finalize().to_vec(),
        crc32: i64::from(crc32.finalize()),
        created_at: Utc::now(),
    };
    app.storage.move_file(&key(&extra), &file.path).await?;
    let mut connection = app.pool.get().await.map_err(std::io::Error::other)?;
    let kept = connection.transaction(async |connection| note(connection, app, &extra).await).await;
    if kept.is_err() {
        // Nobody knows of it; the error matters more than one about what is left of it.
        let _ = app.storage.delete(&key(&extra)).await;
    }
    kept
}

/// Notes it. The artist is locked, so that two files cannot take the same room.
async fn note(connection: &mut Connection, app: &App, extra: &Extra) -> Result<Extra, ExtraError> {
    let artist = artists::lock(connection, extra.artist_id).await?.ok_or(UploadError::Gone)?;
    let room = room(connection, app, &artist).await?;
    if u64::try_from(extra.bytes).unwrap_or(u64::MAX) > room.left {
        return Err(UploadError::Quota { left: room.left, quota: room.quota }.into());
    }
    if extras::of_release(connection, extra.release_id).await?.len() >= extras::AT_MOST {
        return Err(ExtraError::TooMany);
    }
    Ok(extras::create(connection, extra).await?)
}

/// The most this file may have, and what to say when it has more. No connection is held while the bytes come.
async fn limit(app: &App, release: &Release, announced: u64) -> Result<Limit<ExtraError>, ExtraError> {
    let mut connection = app.pool.get().await.map_err(std::io::Error::other)?;
    let artist: Artist = artists::find(&mut connection, release.artist_id).await?.ok_or(UploadError::Gone)?;
    if extras::of_release(&mut connection, release.id).await?.len() >= extras::AT_MOST {
        return Err(ExtraError::TooMany);
    }
    let room = room(&mut connection, app, &artist).await?;
    let most = app.settings.extra_max_bytes;
    let limit = if room.left < most {
        Limit { bytes: room.left, passed: UploadError::Quota { left: room.left, quota: room.quota }.into() }
    } else {
        Limit { bytes: most, passed: ExtraError::TooLarge(most) }
    };
    if announced > limit.bytes {
        return Err(limit.passed);
    }
    if !disk::has_room(&app.uploads_dir(), announced)? {
        return Err(UploadError::DiskFull.into());
    }
    Ok(limit)
}
