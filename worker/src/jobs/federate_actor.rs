//! Tells followers elsewhere that a profile changed.

use diesel_async::AsyncConnection;
use federation::{FederationError, outbox, own_keys};
use model::actors;
use model::jobs::FederateActor;

use crate::{Context, JobError};

pub(super) async fn run(payload: FederateActor, context: &Context) -> Result<(), JobError> {
    let federation = context.federation.federation();
    let mut connection = context.db().await?;
    let Some(actor) = actors::public(&mut connection, payload.actor_id).await? else { return Ok(()) };
    // Made before the transaction begins: it takes a while.
    own_keys::of(federation, actor.id).await.map_err(JobError::retry)?;
    let said =
        connection.transaction(async |connection| outbox::actor_changed(connection, federation, &actor).await).await;
    said.map_err(|error: FederationError| JobError::retry(error))
}

pub(super) async fn given_up(payload: FederateActor, _: &Context, error: &JobError) {
    tracing::error!(actor = %payload.actor_id, %error, "followers elsewhere could not be told of a changed profile");
}
