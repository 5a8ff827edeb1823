//! The first rungs of a track: AAC 64 and 128, with loudness and waveform. The track plays after this. Then the progressive files,
//! without which nothing is published. It is encoded for the place in its release that is known by now.

use diesel_async::AsyncConnection;
use media::{Ladder, LadderJob};
use model::encodings::{self, Encoding};
use model::ids::{EncodingId, TrackId};
use model::jobs::{self, CompareRecording, EncodeTrack};
use model::tracks::{self, Refused, Track};
use model::{Connection, changes, places, releases};
use storage::Group;

use super::files;
use super::ladder::{self, FIRST, Input};
use super::progress::{Progress, Work};
use crate::{Context, JobError};

/// How much of the work is done when the first rungs and the progressive files are.
pub(super) const FIRST_SHARE: f32 = 0.6;
/// How much is done when the first rungs are there alone.
const RUNGS_SHARE: f32 = 0.35;

pub(super) async fn run(payload: EncodeTrack, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(track) = tracks::find(&mut connection, payload.track_id).await? else { return Ok(()) };
    let before = match track.encoding_id {
        Some(id) => encodings::find(&mut connection, id).await?,
        None => None,
    };
    let begun = before.clone().filter(|encoding| Some(encoding.master_id) == track.master_id);
    if begun.as_ref().is_some_and(Encoding::has_files) {
        return Ok(());
    }
    let release = releases::find(&mut connection, track.release_id).await?;
    let places = places::of_release(&mut connection, track.release_id).await?;
    drop(connection);
    let Some(place) = places.into_iter().find(|place| place.track == track.id) else { return Ok(()) };
    let Some(input) = Input::open(context, place).await? else { return Ok(()) };
    // Of a draft's new track nobody needs files before its artist hears it; all others wait for nothing, or play what was there.
    let hurries = before.is_none() && release.is_some_and(|release| release.published_at.is_none());
    let encoding = match begun {
        Some(encoding) => encoding,
        None => match begin(context, &track, &input, (before.map(|encoding| encoding.id), hurries)).await? {
            Some(encoding) => encoding,
            None => return Ok(()),
        },
    };
    if encoding.has_files() { Ok(()) } else { add_files(context, &track, encoding, &input).await }
}

/// Makes the first rungs, and the files with them unless it `hurries`; the track plays after this. None if it was for nothing: the
/// track has another file by now.
async fn begin(
    context: &Context,
    track: &Track,
    input: &Input,
    (before, hurries): (Option<EncodingId>, bool),
) -> Result<Option<Encoding>, JobError> {
    let id = EncodingId::new();
    let scratch = context.scratch()?;
    let job = LadderJob { progressive: !hurries, analyse: true, ..input.job(scratch.path(), FIRST.to_vec())? };
    let made = make(context, track, &job, (0.05, if hurries { RUNGS_SHARE } else { FIRST_SHARE })).await?;
    files::store_encoding(&context.storage, id.0, scratch.path()).await?;

    let mut encoding = ladder::encoding(id, &input.place, &made)?;
    let heard = ladder::add_heard(&mut encoding, &made)?;
    if !hurries {
        ladder::add_files(&mut encoding, &made, scratch.path()).await?;
    }
    let renditions = ladder::renditions(id, &made, scratch.path()).await?;
    let mut connection = context.db().await?;
    let current = connection
        .transaction(async |connection| {
            let current = encodings::begin(connection, (&encoding, &heard), &renditions, before).await?;
            if current {
                jobs::enqueue(connection, &CompareRecording { master_id: encoding.master_id }).await?;
                if encoding.has_files() {
                    // The last rungs cost the most: they are made when it is quiet, and known who stands beside the track.
                    places::changed(connection, track.release_id).await?;
                }
            }
            diesel::QueryResult::Ok(current)
        })
        .await?;
    if !current {
        context.storage.delete_group(Group::Encoding(id.0)).await?;
        return Ok(None);
    }
    Ok(Some(encoding))
}

/// Makes the progressive files of a track that plays.
async fn add_files(context: &Context, track: &Track, mut encoding: Encoding, input: &Input) -> Result<(), JobError> {
    let scratch = context.scratch()?;
    let job = LadderJob { progressive: true, ..input.job(scratch.path(), Vec::new())? };
    let made = make(context, track, &job, (RUNGS_SHARE, FIRST_SHARE)).await?;
    files::store_encoding(&context.storage, encoding.id.0, scratch.path()).await?;
    ladder::add_files(&mut encoding, &made, scratch.path()).await?;
    let mut connection = context.db().await?;
    connection
        .transaction(async |connection| {
            encodings::add_files(connection, &encoding).await?;
            places::changed(connection, track.release_id).await?;
            changes::notify(connection, track.release_id).await
        })
        .await?;
    Ok(())
}

/// Runs the job, which brings the track from one share of its work to another.
async fn make(context: &Context, track: &Track, job: &LadderJob, (from, to): (f32, f32)) -> Result<Ladder, JobError> {
    let progress = Progress::of(&context.pool, Work::Track(track.id));
    let made = context.media.ladder(job, |part| progress.tell(from + part * (to - from))).await;
    made.map_err(JobError::retry)
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
