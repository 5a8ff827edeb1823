//! A show was cancelled: what was paid for its tickets goes back. Each purchase is brought to what the provider says of it first, so
//! that running again, or at the same time as a refund in the studio, gives nothing back twice.

use model::ids::PurchaseId;
use model::jobs::RefundTickets;
use model::purchases::{self, PurchaseState};
use model::{shows, tickets};

use crate::settling::{self, SettleError};
use crate::{Context, JobError};

pub(super) async fn run(payload: RefundTickets, context: &Context) -> Result<(), JobError> {
    let id = payload.show_id;
    let mut connection = context.db().await?;
    let show = shows::find(&mut connection, id).await?;
    if show.is_none_or(|show| show.cancelled_at.is_none()) {
        return Ok(());
    }
    let sold = tickets::of_show(&mut connection, id).await?;
    drop(connection);
    let mut failed = None;
    // One that cannot be given back keeps nobody else from their money.
    for ticket in &sold {
        if let Err(error) = give_back(context, ticket.id).await {
            tracing::warn!(purchase = %ticket.id, %error, "a ticket could not be given back");
            if failed.as_ref().is_none_or(|before: &SettleError| !before.is_passing()) {
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// What was given back already is looked at again with every step: a reference that names it is taken once.
async fn give_back(context: &Context, id: PurchaseId) -> Result<(), SettleError> {
    settling::purchase(&context.payments, &context.pool, id).await?;
    let found = purchases::find(&mut *settling::db(&context.pool).await?, id).await?;
    let Some(ticket) = found.filter(|ticket| ticket.state == PurchaseState::Paid) else { return Ok(()) };
    let left = ticket.amount_minor - ticket.refunded_minor;
    let Some(payment) = ticket.payment_id.as_deref().filter(|_| left > 0) else { return Ok(()) };
    let provider = settling::provider(&context.payments, ticket.provider)?;
    let reference = format!("{}-{}-{left}", ticket.id, ticket.refunded_minor);
    provider.refund(&ticket.provider_account, payment, left, &reference).await?;
    settling::purchase(&context.payments, &context.pool, id).await?;
    Ok(())
}

/// The studio shows the sales that are not given back, where the artist can do it.
pub(super) async fn given_up(payload: RefundTickets, _: &Context, error: &JobError) {
    tracing::error!(show = %payload.show_id, %error, "not all tickets of a cancelled show could be given back");
}
