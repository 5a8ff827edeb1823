//! The rungs that may come later. What plays goes on; the playlists name the new rungs once their segments are there.

use diesel_async::AsyncConnection;
use media::{LadderJob, Rung};
use model::jobs::CompleteEncoding;
use model::{encodings, masters, tracks};
use storage::Key;

use super::encode_track::{FIRST_SHARE, Progress, publish_manifests, rendition_of};
use super::files;
use crate::{Context, JobError};

/// The rungs that come later.
const LAST: [Rung; 1] = [Rung::Aac320];

pub(super) async fn run(payload: CompleteEncoding, context: &Context) -> Result<(), JobError> {
    let id = payload.encoding_id;
    let mut connection = context.db().await?;
    let Some(encoding) = encodings::find(&mut connection, id).await? else { return Ok(()) };
    let track = tracks::find(&mut connection, encoding.track_id).await?;
    // The track is gone or plays from a newer encoding.
    let Some(track) = track.filter(|track| track.encoding_id == Some(id)) else { return Ok(()) };
    if encoding.completed_at.is_some() {
        return Ok(());
    }
    let Some(master) = masters::find(&mut connection, encoding.master_id).await? else { return Ok(()) };
    let first = encodings::renditions_of(&mut connection, &[id]).await?;
    drop(connection);

    let scratch = context.scratch()?;
    let key = Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() };
    let input = context.local(&key).await?;
    let job = LadderJob {
        input: input.path.clone(),
        out_dir: scratch.path().to_path_buf(),
        rungs: LAST.to_vec(),
        progressive: false,
        analyse: false,
    };
    let progress = Progress::of(&context.pool, track.id);
    let made = context
        .media
        .ladder(&job, |part| progress.tell(FIRST_SHARE + part * (0.99 - FIRST_SHARE)))
        .await
        .map_err(JobError::retry)?;
    drop(progress);
    files::store_encoding(&context.storage, id.0, scratch.path(), &[]).await?;

    let mut all: Vec<media::Rendition> = first
        .into_iter()
        .filter(|rendition| Rung::from_name(&rendition.rung).is_some_and(|rung| !LAST.contains(&rung)))
        .map(|rendition| serde_json::from_value(rendition.segments).map_err(JobError::fail))
        .collect::<Result<_, _>>()?;
    all.extend(made.renditions.iter().cloned());
    publish_manifests(context, id, &all, (made.frames, made.sample_rate, made.priming)).await?;

    let last = made.renditions.iter().map(|rendition| rendition_of(id, rendition)).collect::<Result<Vec<_>, _>>()?;
    let mut connection = context.db().await?;
    connection
        .transaction(async |connection| {
            encodings::complete(connection, id, &last).await?;
            tracks::mark_ready(connection, track.id).await
        })
        .await?;
    tracing::info!(track = %track.id, encoding = %id, "ladder complete");
    Ok(())
}

/// The track plays with the first rungs; the admin sees the failed job.
pub(super) async fn given_up(payload: CompleteEncoding, _: &Context, error: &JobError) {
    tracing::error!(encoding = %payload.encoding_id, %error, "the last rungs could not be made");
}
