//! A release whose order, tracks or files changed: every track is compared with the place it was encoded for, and what
//! differs is encoded anew. While more of it is on its way, nothing is made that would have to be made again.

use diesel_async::AsyncConnection;
use media::loudness::{self, Blocks};
use model::encodings::Encoding;
use model::ids::{EncodingId, ReleaseId};
use model::jobs::{self, AlignRelease, CompleteEncoding};
use model::places::{self, Place};
use model::{Connection, encodings, releases, tracks, uploads};

use crate::{Context, JobError};

pub(super) async fn run(payload: AlignRelease, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    connection.transaction(async |connection| align(connection, payload.release_id).await).await
}

/// Everything plays on as it does; the next change tries again.
pub(super) async fn given_up(payload: AlignRelease, _: &Context, error: &JobError) {
    tracing::error!(release = %payload.release_id, %error, "a release could not be aligned");
}

async fn align(connection: &mut Connection, id: ReleaseId) -> Result<(), JobError> {
    if releases::lock(connection, id).await?.is_none() {
        return Ok(());
    }
    let places = places::of_release(connection, id).await?;
    let playing: Vec<EncodingId> =
        tracks::of_release(connection, id).await?.iter().filter_map(|track| track.encoding_id).collect();
    let made = encodings::find_all(connection, &playing).await?;
    measure(connection, id, &made).await?;
    let coming = uploads::are_coming(connection, id).await?;
    for place in &places {
        // Of another file the first rungs are on their way; they come back here.
        let own = |encoding: &&Encoding| encoding.track_id == place.track && encoding.master_id == place.master;
        let Some(encoding) = made.iter().find(own) else { continue };
        settle(connection, place, encoding, coming).await?;
    }
    if coming {
        places::changed(connection, id).await?;
    }
    Ok(())
}

async fn settle(connection: &mut Connection, place: &Place, encoding: &Encoding, coming: bool) -> Result<(), JobError> {
    let suits = place.suits(encoding) && encoding.outdated_at.is_none();
    if suits && encoding.start != place.start {
        encodings::shift(connection, encoding.id, place.start).await?;
    }
    let whole = suits && encoding.completed_at.is_some();
    if !whole && !coming {
        jobs::enqueue_unless_waiting(connection, &CompleteEncoding { encoding_id: encoding.id }).await?;
    }
    Ok(())
}

/// How loud the release is as one piece.
async fn measure(connection: &mut Connection, id: ReleaseId, made: &[Encoding]) -> Result<(), JobError> {
    let ids: Vec<EncodingId> = made.iter().map(|encoding| encoding.id).collect();
    let heard = encodings::heard_all(connection, &ids).await?;
    let blocks = heard.into_iter().filter_map(|heard| heard.loudness_blocks);
    let blocks: Vec<Vec<Blocks>> =
        blocks.map(serde_json::from_value).collect::<Result<_, _>>().map_err(JobError::fail)?;
    let lufs = loudness::of_album(&blocks.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let peak = made.iter().filter_map(|encoding| encoding.true_peak_dbtp).reduce(f64::max);
    Ok(releases::set_loudness(connection, id, (lufs, peak)).await?)
}
