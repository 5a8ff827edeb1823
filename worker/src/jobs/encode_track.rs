//! The first rungs of a track: AAC 64 and 128, the progressive files, loudness and waveform. The track plays after this.

use diesel_async::AsyncConnection;
use media::{Ladder, LadderJob, Rung, manifest};
use model::encodings::{self, Encoding, Rendition};
use model::ids::{EncodingId, TrackId};
use model::jobs::{self, CompleteEncoding, EncodeTrack};
use model::masters::{self, Master};
use model::tracks::{self, Refused};
use model::{Connection, Pool};
use storage::{Group, Key};
use tokio::sync::watch;

use super::files;
use crate::{Context, JobError};

/// The rungs a track plays with.
const FIRST: [Rung; 2] = [Rung::Aac64, Rung::Aac128];
/// How much of the work is done when the first rungs are.
pub(super) const FIRST_SHARE: f32 = 0.6;

pub(super) async fn run(payload: EncodeTrack, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(track) = tracks::find(&mut connection, payload.track_id).await? else { return Ok(()) };
    let Some(master) = track.master_id else { return Ok(()) };
    let Some(master) = masters::find(&mut connection, master).await? else { return Ok(()) };
    if let Some(encoding) = track.encoding_id
        && let Some(encoding) = encodings::find(&mut connection, encoding).await?
        && encoding.master_id == master.id
    {
        return Ok(());
    }
    drop(connection);

    let id = EncodingId::new();
    let scratch = context.scratch()?;
    let ladder = make(context, &master, scratch.path()).await?;
    files::store_encoding(&context.storage, id.0, scratch.path(), &[]).await?;
    publish_manifests(context, id, &ladder.renditions, (ladder.frames, ladder.sample_rate, ladder.priming)).await?;

    let encoding = encoding_of(id, &master, &ladder)?;
    let renditions =
        ladder.renditions.iter().map(|rendition| rendition_of(id, rendition)).collect::<Result<Vec<_>, _>>()?;
    let mut connection = context.db().await?;
    let current = connection
        .transaction(async |connection| {
            let current = encodings::begin(connection, &encoding, &renditions).await?;
            if current {
                jobs::enqueue(connection, &CompleteEncoding { encoding_id: id }).await?;
            }
            diesel::QueryResult::Ok(current)
        })
        .await?;
    if !current {
        context.storage.delete_group(Group::Encoding(id.0)).await?;
    }
    Ok(())
}

pub(super) async fn given_up(payload: EncodeTrack, context: &Context, error: &JobError) {
    tracing::error!(track = %payload.track_id, %error, "a track could not be encoded");
    if let Ok(mut connection) = context.db().await {
        mark_server_fault(&mut connection, payload.track_id).await;
    }
}

/// The artist reads that it was not the file.
pub(super) async fn mark_server_fault(connection: &mut Connection, track: TrackId) {
    let refused = Refused {
        code: "server_fault",
        message: "This file could not be prepared because of a fault on the server, not in the file. The admin of the instance \
                  sees it and can try again; you can also upload the file once more.",
        at_ms: None,
    };
    if let Err(error) = tracks::mark_refused(connection, track, &refused).await {
        tracing::error!(%track, %error, "a failed track could not be marked");
    }
}

async fn make(context: &Context, master: &Master, out: &std::path::Path) -> Result<Ladder, JobError> {
    let key = Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() };
    let input = context.local(&key).await?;
    let job = LadderJob {
        input: input.path.clone(),
        out_dir: out.to_path_buf(),
        rungs: FIRST.to_vec(),
        progressive: true,
        analyse: true,
    };
    let progress = Progress::of(&context.pool, master.track_id);
    context.media.ladder(&job, |part| progress.tell(0.05 + part * (FIRST_SHARE - 0.05))).await.map_err(JobError::retry)
}

/// Writes progress into the database a few times a second, however often it is told.
pub(super) struct Progress {
    sender: watch::Sender<f32>,
    writer: tokio::task::JoinHandle<()>,
}

impl Progress {
    pub(super) fn of(pool: &Pool, track: TrackId) -> Self {
        let (sender, mut receiver) = watch::channel(0.0);
        let pool = pool.clone();
        let writer = tokio::spawn(async move {
            while receiver.changed().await.is_ok() {
                let part = *receiver.borrow_and_update();
                if let Ok(mut connection) = pool.get().await
                    && let Err(error) = tracks::mark_progress(&mut connection, track, part).await
                {
                    tracing::debug!(%error, "progress was not written");
                }
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            }
        });
        Self { sender, writer }
    }

    pub(super) fn tell(&self, part: f32) {
        // The writer is gone only when nobody wants to know any more.
        let _ = self.sender.send(part);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.writer.abort();
    }
}

/// Writes the playlists that join the renditions: readers see what was there before, or all of this.
pub(super) async fn publish_manifests(
    context: &Context,
    id: EncodingId,
    renditions: &[media::Rendition],
    (frames, sample_rate, priming): (u64, u32, u32),
) -> Result<(), JobError> {
    let hls = manifest::hls_master(renditions);
    let dash = manifest::dash(renditions, frames, sample_rate, priming);
    for (path, text) in [("manifest.mpd", dash), ("master.m3u8", hls)] {
        context.storage.put_bytes(&Key::Encoding { encoding: id.0, path: path.to_owned() }, text).await?;
    }
    Ok(())
}

fn encoding_of(id: EncodingId, master: &Master, ladder: &Ladder) -> Result<Encoding, JobError> {
    let whole = |bytes: Option<u64>| i64::try_from(bytes.unwrap_or_default()).map_err(JobError::fail);
    Ok(Encoding {
        id,
        track_id: master.track_id,
        master_id: master.id,
        frames: i64::try_from(ladder.frames).map_err(JobError::fail)?,
        sample_rate: i32::try_from(ladder.sample_rate).map_err(JobError::fail)?,
        priming: i32::try_from(ladder.priming).map_err(JobError::fail)?,
        loudness_lufs: ladder.loudness.and_then(|loudness| loudness.integrated_lufs),
        true_peak_dbtp: ladder.loudness.and_then(|loudness| loudness.true_peak_dbtp),
        waveform: ladder.waveform.clone().unwrap_or_default(),
        progressive_m4a_bytes: whole(ladder.progressive_m4a_bytes)?,
        progressive_mp3_bytes: whole(ladder.progressive_mp3_bytes)?,
        created_at: chrono::Utc::now(),
        completed_at: None,
    })
}

pub(super) fn rendition_of(id: EncodingId, rendition: &media::Rendition) -> Result<Rendition, JobError> {
    Ok(Rendition {
        encoding_id: id,
        rung: rendition.rung.name().to_owned(),
        codec: rendition.codec.clone(),
        average_bandwidth: i32::try_from(rendition.average_bandwidth).map_err(JobError::fail)?,
        peak_bandwidth: i32::try_from(rendition.peak_bandwidth).map_err(JobError::fail)?,
        bytes: i64::try_from(rendition.bytes).map_err(JobError::fail)?,
        segments: serde_json::to_value(rendition).map_err(JobError::fail)?,
    })
}
