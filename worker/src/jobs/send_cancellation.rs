//! Tells who bought a ticket that its show is cancelled.

use model::jobs::SendCancellation;

use super::buyer;
use crate::mails::cancellation;
use crate::{Context, JobError};

pub(super) async fn run(payload: SendCancellation, context: &Context) -> Result<(), JobError> {
    let Some(found) = buyer::of(context, payload.purchase_id).await? else { return Ok(()) };
    let message = cancellation::compose(&found.to(context)).map_err(JobError::fail)?;
    buyer::send(context, &message, "word of a cancelled show").await
}

pub(super) async fn given_up(payload: SendCancellation, _: &Context, error: &JobError) {
    tracing::error!(purchase = %payload.purchase_id, %error, "a buyer could not be told that a show is cancelled");
}
