//! Looks for the newest releases of somebody elsewhere whom somebody here began to follow.

use federation::remote::backfill;
use model::jobs::BackfillActor;

use crate::{Context, JobError};

pub(super) async fn run(payload: BackfillActor, context: &Context) -> Result<(), JobError> {
    match Box::pin(backfill::newest(&context.federation, payload.actor_id)).await {
        Ok(()) => Ok(()),
        Err(error) if error.status() == 503 => Err(JobError::retry(error)),
        Err(error) => {
            tracing::debug!(actor = %payload.actor_id, %error, "what was brought out before cannot be had");
            Ok(())
        }
    }
}

pub(super) async fn given_up(payload: BackfillActor, _: &Context, error: &JobError) {
    tracing::info!(actor = %payload.actor_id, %error, "what was brought out before could not be fetched");
}
