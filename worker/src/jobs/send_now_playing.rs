//! Tells a scrobbler what plays now. Once: in a minute it would not be true any more.

use model::jobs::SendNowPlaying;
use model::{scrobblers, scrobbles};

use crate::listenbrainz::{self, Connected};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendNowPlaying, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(scrobbler) = scrobblers::find(&mut connection, payload.account_id).await? else { return Ok(()) };
    let Some(heard) = scrobbles::heard(&mut connection, payload.track_id).await? else { return Ok(()) };
    let token = scrobbler.token(&mut connection).await.map_err(JobError::fail)?;
    drop(connection);
    let there = Connected { base_url: &scrobbler.base_url, token: &token };
    let client = &context.federation.federation().client;
    if let Err(error) = listenbrainz::playing_now(client, there, &heard, &context.base_url).await {
        tracing::info!(%error, "a scrobbler was not told what plays");
    }
    Ok(())
}

pub(super) async fn given_up(_: SendNowPlaying, _: &Context, error: &JobError) {
    tracing::warn!(%error, "a scrobbler cannot be told what plays");
}
