//! Tells followers elsewhere what happened to a release. The release is looked at now: what was unpublished meanwhile is not told.

use diesel_async::AsyncConnection;
use federation::{FederationError, outbox};
use model::actors;
use model::jobs::{FederateRelease, ReleaseEvent};

use crate::{Context, JobError};

pub(super) async fn run(payload: FederateRelease, context: &Context) -> Result<(), JobError> {
    let federation = context.federation.federation();
    let mut connection = context.db().await?;
    let Some(actor) = actors::public(&mut connection, payload.actor_id).await? else { return Ok(()) };
    let release = payload.release_id;
    let said = connection
        .transaction(async |connection| match payload.event {
            ReleaseEvent::Published => {
                Box::pin(outbox::release_published(connection, federation, &actor, release)).await
            }
            ReleaseEvent::Changed => Box::pin(outbox::release_changed(connection, federation, &actor, release)).await,
            ReleaseEvent::Unpublished => {
                outbox::release_unpublished(connection, federation, &actor, release, &payload.tracks).await
            }
        })
        .await;
    said.map_err(|error: FederationError| JobError::retry(error))
}

pub(super) async fn given_up(payload: FederateRelease, _: &Context, error: &JobError) {
    tracing::error!(release = %payload.release_id, %error, "followers elsewhere could not be told of a release");
}
