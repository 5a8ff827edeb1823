//! Looks after memberships of which the provider should have told us something, and announces payments that come.

use chrono::Utc;
use model::jobs::SweepMemberships;
use model::memberships;

use crate::settling;
use crate::{Context, JobError};

/// How many are looked at in one go; the next go is minutes away.
const AT_MOST: i64 = 100;

pub(super) async fn run(_: SweepMemberships, context: &Context) -> Result<(), JobError> {
    let now = Utc::now();
    // Those of another provider wait until that one is set up again.
    if let Some((name, _)) = context.payments.provider() {
        let overdue = memberships::to_look_at(&mut *context.db().await?, name, (now, AT_MOST)).await?;
        for id in overdue {
            if let Err(error) = settling::membership(&context.payments, &context.pool, id).await {
                tracing::warn!(membership = %id, %error, "a membership could not be looked at; it is tried again");
            }
        }
    }
    let announced = memberships::announce_payments(&mut *context.db().await?, now).await?;
    if announced > 0 {
        tracing::info!(announced, "members are told of payments that come");
    }
    Ok(())
}

pub(super) async fn given_up(_: SweepMemberships, _: &Context, error: &JobError) {
    tracing::warn!(%error, "the sweep of memberships failed; the next one is in ten minutes");
}
