//! Asks the provider for everything that happened on the sellers' accounts since it was asked last. What a webhook told is known
//! already; what a lost one should have told is looked at like every other event.

use chrono::Utc;
use model::jobs::ReconcilePayments;
use model::sellers::history;

use crate::{Context, JobError, settling};

/// How many accounts are asked for in one go; the others are first in the next.
const AT_ONCE: i64 = 500;

pub(super) async fn run(_: ReconcilePayments, context: &Context) -> Result<(), JobError> {
    let Some((name, provider)) = context.payments.provider() else { return Ok(()) };
    let accounts = history::to_ask(&mut *context.db().await?, name, (Utc::now(), AT_ONCE)).await?;
    for (account, since) in accounts {
        let asked_at = Utc::now();
        let told = match provider.events_since(&account, since).await {
            Ok(told) => told,
            // It does not answer: it will not answer for the others either.
            Err(error) if error.is_passing() => return Err(JobError::retry(error)),
            // An artist who took our access to the account back sells nothing there any more.
            Err(error) => {
                tracing::warn!(account, %error, "the payment provider does not say what happened on an account");
                Vec::new()
            }
        };
        let mut connection = context.db().await?;
        let mut lost = 0;
        for event in &told {
            lost += u32::from(settling::keep(&mut connection, name, event).await?);
        }
        history::asked(&mut connection, (name, &account), asked_at).await?;
        if lost > 0 {
            tracing::warn!(account, lost, "events of the payment provider had not reached us; they are looked at now");
        }
    }
    Ok(())
}

pub(super) async fn given_up(_: ReconcilePayments, _: &Context, error: &JobError) {
    tracing::warn!(%error, "the payment provider did not say what happened; it is asked again within the hour");
}
