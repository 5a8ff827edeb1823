//! Asks the provider about purchases whose news may have been lost: nothing depends on a webhook that arrives.

use chrono::{DateTime, Utc};
use model::jobs::SweepPayments;
use model::sellers::ProviderName;
use model::{payment_events, purchases};

use crate::{Context, JobError, settling};

/// How many purchases are looked at in one sweep.
const AT_ONCE: i64 = 200;

pub(super) async fn run(_: SweepPayments, context: &Context) -> Result<(), JobError> {
    let now = Utc::now();
    // What another provider took the money for waits until that one is set up again.
    if let Some((name, _)) = context.payments.provider() {
        look(context, name, now).await?;
    }
    // After the others: what the provider has just said of them counts.
    let ended = purchases::expire_without_checkout(&mut *context.db().await?, now).await?;
    if ended > 0 {
        tracing::info!(ended, "purchases that nobody paid");
    }
    Ok(())
}

async fn look(context: &Context, name: ProviderName, now: DateTime<Utc>) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    payment_events::remember(&mut connection, name, now).await?;
    let waiting = purchases::to_look_at(&mut connection, name, (now, AT_ONCE)).await?;
    drop(connection);
    for id in waiting {
        match settling::purchase(&context.payments, &context.pool, id).await {
            Ok(_) => {}
            // It does not answer: it will not answer for the others either.
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(error) => {
                tracing::error!(purchase = %id, %error, "the payment provider refuses to say how a purchase stands");
            }
        }
    }
    Ok(())
}

pub(super) async fn given_up(_: SweepPayments, _: &Context, error: &JobError) {
    tracing::warn!(%error, "purchases could not be looked at; the next sweep is in five minutes");
}
