//! A show is over: its recording becomes a draft, and its post leads to the replay. What can be heard again needs nothing: its
//! segments lie in storage, and playlists are written from their rows.

use diesel_async::AsyncConnection;
use model::jobs::{self, CloseShow, CutRecording, UpdateShowPost};
use model::{show_segments, shows};

use crate::{Context, JobError};

/// A recording that is shorter, in seconds, was somebody's try.
const SHORTEST_SECONDS: i64 = 10;

pub(super) async fn run(payload: CloseShow, context: &Context) -> Result<(), JobError> {
    let id = payload.show_id;
    let mut connection = context.db().await?;
    let Some(show) = shows::find(&mut connection, id).await? else { return Ok(()) };
    let recording = show_segments::recording(&mut connection, id).await?;
    let frames: i64 = recording.iter().map(|segment| i64::from(segment.frames)).sum();
    let is_worth_it = show.records && frames >= SHORTEST_SECONDS * show_segments::FRAMES_A_SECOND;
    connection
        .transaction(async |connection| {
            if is_worth_it {
                jobs::enqueue(connection, &CutRecording { show_id: id }).await?;
            }
            jobs::enqueue(connection, &UpdateShowPost { show_id: id }).await
        })
        .await?;
    tracing::info!(show = %id, seconds = frames / show_segments::FRAMES_A_SECOND, "a show is over");
    Ok(())
}

/// The recording stays; the studio cuts it when the artist asks for it.
pub(super) async fn given_up(payload: CloseShow, _: &Context, error: &JobError) {
    tracing::error!(show = %payload.show_id, %error, "a show that is over could not be tidied up");
}
