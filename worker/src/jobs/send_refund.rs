//! Tells a buyer that money went back to them.

use model::jobs::SendRefund;

use super::buyer;
use crate::mails::refund;
use crate::{Context, JobError};

pub(super) async fn run(payload: SendRefund, context: &Context) -> Result<(), JobError> {
    let Some(found) = buyer::of(context, payload.purchase_id).await? else { return Ok(()) };
    let amount = (payload.currency.as_str(), payload.amount_minor);
    let message = refund::compose(&found.to(context), amount).map_err(JobError::fail)?;
    buyer::send(context, &message, "word of money that went back").await
}

pub(super) async fn given_up(payload: SendRefund, _: &Context, error: &JobError) {
    tracing::error!(purchase = %payload.purchase_id, %error, "a buyer could not be told of money that went back");
}
