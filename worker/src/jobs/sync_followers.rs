//! Brings who of here follows somebody elsewhere in step with what their server has.

use federation::remote::followers;
use model::jobs::SyncFollowers;

use crate::{Context, JobError};

pub(super) async fn run(payload: SyncFollowers, context: &Context) -> Result<(), JobError> {
    match Box::pin(followers::synchronise(&context.federation, payload.actor_id, &payload.url)).await {
        Ok(()) => Ok(()),
        Err(error) if error.status() == 503 => Err(JobError::retry(error)),
        Err(error) => {
            tracing::debug!(actor = %payload.actor_id, %error, "there is no list of followers to be in step with");
            Ok(())
        }
    }
}

pub(super) async fn given_up(payload: SyncFollowers, _: &Context, error: &JobError) {
    tracing::info!(actor = %payload.actor_id, %error, "a list of followers could not be fetched");
}
