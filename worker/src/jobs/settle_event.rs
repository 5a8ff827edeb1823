//! The provider told us of something: it is asked how that stands now. Events may come twice, late and in any order.

use model::jobs::SettleEvent;

use crate::settling::{self, SettleError};
use crate::{Context, JobError};

pub(super) async fn run(payload: SettleEvent, context: &Context) -> Result<(), JobError> {
    settling::event(&context.payments, &context.pool, payload.provider, &payload.event_id).await.map_err(JobError::from)
}

pub(super) async fn given_up(payload: SettleEvent, _: &Context, error: &JobError) {
    let event = payload.event_id;
    tracing::error!(%event, %error, "what the payment provider told of could not be looked at; it waits, and is tried again every hour");
}

impl From<SettleError> for JobError {
    fn from(error: SettleError) -> Self {
        if error.is_passing() { Self::retry(error) } else { Self::fail(error) }
    }
}
