//! A complete upload becomes a master: hashed, decoded once from beginning to end, kept bit for bit. Or it is refused.

use std::io::Read;
use std::path::Path;

use diesel_async::AsyncConnection;
use media::{MediaError, Probe, Refusal};
use model::ids::MasterId;
use model::jobs::{self, EncodeTrack, IngestUpload};
use model::masters::Master;
use model::tracks::{self, Refused, Track};
use model::uploads::Upload;
use model::{artists, masters, notices, uploads};
use sha2::{Digest, Sha256};
use storage::Key;

use super::prefill;
use crate::{Context, JobError};

pub(super) async fn run(payload: IngestUpload, context: &Context) -> Result<(), JobError> {
    let part = context.uploads_dir().join(payload.upload_id.to_string());
    let mut connection = context.db().await?;
    let Some(upload) = uploads::find(&mut connection, payload.upload_id).await? else { return Ok(()) };
    let track = match upload.track_id {
        Some(track) => tracks::find(&mut connection, track).await?,
        None => None,
    };
    // The track is gone, or waits for another file by now.
    let Some(track) = track.filter(|track| track.upload_id == Some(upload.id)) else {
        uploads::delete(&mut connection, upload.id).await?;
        return remove(&part);
    };
    tracks::mark_progress(&mut connection, track.id, 0.02).await?;
    drop(connection);

    let scratch = context.scratch()?;
    let cover = scratch.path().join("cover");
    match context.media.probe(&part, &cover).await {
        Ok(probe) => accept(context, &upload, &track, Accepted { part: &part, probe, cover: &cover }).await,
        Err(error) => match error.refusal() {
            Some(refusal) => refuse(context, &upload, &track, &refusal, &part).await,
            None => Err(failure(&error)),
        },
    }
}

/// The server failed, not the file: the artist is told so, and the bytes stay for the admin's retry.
pub(super) async fn given_up(payload: IngestUpload, context: &Context, error: &JobError) {
    tracing::error!(upload = %payload.upload_id, %error, "an upload could not be taken in");
    let Ok(mut connection) = context.db().await else { return };
    let Ok(Some(upload)) = uploads::find(&mut connection, payload.upload_id).await else { return };
    if let Some(track) = upload.track_id {
        super::encode_track::mark_server_fault(&mut connection, track).await;
    }
}

struct Accepted<'a> {
    part: &'a Path,
    probe: Probe,
    cover: &'a Path,
}

async fn accept(context: &Context, upload: &Upload, track: &Track, accepted: Accepted<'_>) -> Result<(), JobError> {
    let path = accepted.part.to_path_buf();
    let (sha256, bytes) =
        tokio::task::spawn_blocking(move || hash(&path)).await.map_err(JobError::retry)?.map_err(JobError::retry)?;
    // The master has its upload's id, so that a second try writes the same one.
    let master = master_of(upload, track, &accepted.probe, (sha256, bytes))?;
    let key = Key::Master { artist: upload.artist_id.0, master: master.id.0, ext: master.extension.clone() };
    context.storage.put_file(&key, accepted.part).await?;

    let noticed = serde_json::to_value(&accepted.probe.notices).map_err(JobError::fail)?;
    let mut connection = context.db().await?;
    let artist =
        artists::find(&mut connection, upload.artist_id).await?.ok_or_else(|| JobError::fail("the artist is gone"))?;
    let cover = prefill::cover(context, &mut connection, track, &accepted.probe, accepted.cover).await?;
    connection
        .transaction(async |connection| {
            if masters::find(connection, master.id).await?.is_none() {
                masters::create(connection, &master).await?;
            }
            notices::keep(connection, master.id, &noticed).await?;
            prefill::fields(connection, track, &artist, &accepted.probe.tags).await?;
            if let Some(image) = cover {
                prefill::use_cover(connection, track, image).await?;
            }
            // After what takes the release's row: everybody takes that before the place in the queue.
            masters::adopt(connection, track.id, master.id).await?;
            jobs::enqueue(connection, &EncodeTrack { track_id: track.id }).await?;
            uploads::delete(connection, upload.id).await
        })
        .await?;
    tracing::info!(track = %track.id, master = %master.id, codec = %master.codec, frames = master.frames, "master accepted");
    remove(accepted.part)
}

fn master_of(
    upload: &Upload,
    track: &Track,
    probe: &Probe,
    (sha256, bytes): (Vec<u8>, u64),
) -> Result<Master, JobError> {
    Ok(Master {
        id: MasterId(upload.id.0),
        track_id: track.id,
        artist_id: upload.artist_id,
        filename: upload.filename.clone(),
        extension: extension(&probe.container, &probe.codec).to_owned(),
        bytes: i64::try_from(bytes).map_err(JobError::fail)?,
        sha256,
        container: probe.container.clone(),
        codec: probe.codec.clone(),
        lossless: probe.lossless,
        sample_rate: i32::try_from(probe.sample_rate).map_err(JobError::fail)?,
        channels: i16::try_from(probe.channels).map_err(JobError::fail)?,
        bits: probe.bits.map(i16::try_from).transpose().map_err(JobError::fail)?,
        frames: i64::try_from(probe.frames).map_err(JobError::fail)?,
        duration_ms: probe.duration_ms,
        tags: serde_json::to_value(&probe.tags).map_err(JobError::fail)?,
        created_at: chrono::Utc::now(),
        bitrate_kbps: probe.bitrate_kbps.map(i32::try_from).transpose().map_err(JobError::fail)?,
    })
}

/// The ending of the real format, whatever the file was called.
fn extension(container: &str, codec: &str) -> &'static str {
    match (container, codec) {
        ("wav", _) => "wav",
        ("aiff", _) => "aiff",
        ("flac", _) => "flac",
        ("mp4", _) => "m4a",
        ("mp3", _) => "mp3",
        ("adts", _) => "aac",
        ("ogg", "opus") => "opus",
        ("ogg", _) => "ogg",
        _ => "bin",
    }
}

async fn refuse(
    context: &Context,
    upload: &Upload,
    track: &Track,
    refusal: &Refusal,
    part: &Path,
) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    connection
        .transaction(async |connection| {
            let refused = Refused { code: &refusal.code, message: &refusal.message, at_ms: refusal.at_ms };
            tracks::mark_refused(connection, track.id, &refused).await?;
            uploads::delete(connection, upload.id).await
        })
        .await?;
    tracing::info!(track = %track.id, code = %refusal.code, "upload refused");
    remove(part)
}

fn failure(error: &MediaError) -> JobError {
    match error {
        MediaError::Spawn(_) => JobError::retry(format!("tonewood-media cannot be started: {error}")),
        other => JobError::retry(other),
    }
}

fn hash(path: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 20];
    let mut bytes = 0_u64;
    loop {
        let read = file.read(&mut buffer)?;
        let Some(filled) = buffer.get(..read).filter(|filled| !filled.is_empty()) else { break };
        hasher.update(filled);
        bytes += u64::try_from(read).unwrap_or(0);
    }
    Ok((hasher.finalize().to_vec(), bytes))
}

fn remove(part: &Path) -> Result<(), JobError> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(JobError::retry(error)),
        _ => Ok(()),
    }
}
