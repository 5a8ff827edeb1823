//! The first rungs of a track: AAC 64 and 128, the progressive files, loudness and waveform. The track plays after this.
//! It is encoded for the place in its release that is known by now.

use diesel_async::AsyncConnection;
use media::LadderJob;
use model::ids::{EncodingId, TrackId};
use model::jobs::{self, CompareRecording, EncodeTrack};
use model::tracks::{self, Refused};
use model::{Connection, encodings, places};
use storage::Group;

use super::files;
use super::ladder::{self, FIRST, Input};
use super::progress::{Progress, Work};
use crate::{Context, JobError};

/// How much of the work is done when the first rungs are.
pub(super) const FIRST_SHARE: f32 = 0.6;

pub(super) async fn run(payload: EncodeTrack, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(track) = tracks::find(&mut connection, payload.track_id).await? else { return Ok(()) };
    let before = match track.encoding_id {
        Some(id) => encodings::find(&mut connection, id).await?,
        None => None,
    };
    if before.as_ref().is_some_and(|encoding| Some(encoding.master_id) == track.master_id) {
        return Ok(());
    }
    let places = places::of_release(&mut connection, track.release_id).await?;
    drop(connection);
    let Some(place) = places.into_iter().find(|place| place.track == track.id) else { return Ok(()) };
    let Some(input) = Input::open(context, place).await? else { return Ok(()) };

    let id = EncodingId::new();
    let scratch = context.scratch()?;
    let job = LadderJob { progressive: true, analyse: true, ..input.job(scratch.path(), FIRST.to_vec())? };
    let progress = Progress::of(&context.pool, Work::Track(track.id));
    let made = context.media.ladder(&job, |part| progress.tell(0.05 + part * (FIRST_SHARE - 0.05))).await;
    let made = made.map_err(JobError::retry)?;
    drop(progress);
    files::store_encoding(&context.storage, id.0, scratch.path()).await?;

    let mut encoding = ladder::encoding(id, &input.place, &made)?;
    let heard = ladder::add_heard(&mut encoding, &made, scratch.path()).await?;
    let renditions = ladder::renditions(id, &made, scratch.path()).await?;
    let mut connection = context.db().await?;
    let current = connection
        .transaction(async |connection| {
            let before = before.as_ref().map(|encoding| encoding.id);
            let current = encodings::begin(connection, (&encoding, &heard), &renditions, before).await?;
            if current {
                jobs::enqueue(connection, &CompareRecording { master_id: encoding.master_id }).await?;
                // The last rungs cost the most: they are made when it is quiet, and known who stands beside the track.
                places::changed(connection, track.release_id).await?;
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
