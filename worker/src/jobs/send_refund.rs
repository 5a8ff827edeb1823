//! Tells a buyer that money went back to them.

use model::jobs::SendRefund;

use super::buyer;
use crate::mails::refund::{self, Refund};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendRefund, context: &Context) -> Result<(), JobError> {
    let Some(found) = buyer::of(context, payload.purchase_id).await? else { return Ok(()) };
    let message = refund::compose(&Refund {
        purchase: &found.purchase,
        amount: (&payload.currency, payload.amount_minor),
        name: found.account.as_ref().map(|account| account.name.as_str()),
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
        key: &found.key,
    })
    .map_err(JobError::fail)?;
    buyer::send(context, &message, "word of money that went back").await
}

pub(super) async fn given_up(payload: SendRefund, _: &Context, error: &JobError) {
    tracing::error!(purchase = %payload.purchase_id, %error, "a buyer could not be told of money that went back");
}
