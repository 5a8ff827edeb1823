//! Tells who bought a ticket that its show is cancelled. The link's key is made here, so that it never stands in the queue.

use mail::MailError;
use model::jobs::SendCancellation;
use model::{accounts, purchases, secrets};

use crate::mails::cancellation::{self, Cancellation};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendCancellation, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(purchase) = purchases::find(&mut connection, payload.purchase_id).await? else { return Ok(()) };
    let account = match purchase.account_id {
        Some(account) => accounts::find(&mut connection, account).await?,
        None => None,
    };
    let secret = secrets::get_or_create(&mut connection, "purchases").await.map_err(JobError::retry)?;
    drop(connection);
    let message = cancellation::compose(&Cancellation {
        purchase: &purchase,
        name: account.as_ref().map(|account| account.name.as_str()),
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
        key: &purchases::key(&secret, purchase.id),
    })
    .map_err(JobError::fail)?;
    context.mailer.send(&message).await.map_err(|error: MailError| {
        // What a mail server says names the buyer's address; the log names the purchase.
        let said = "the mail server did not take word of a cancelled show";
        if error.is_temporary() { JobError::retry(said) } else { JobError::fail(said) }
    })?;
    Ok(())
}

pub(super) async fn given_up(payload: SendCancellation, _: &Context, error: &JobError) {
    tracing::error!(purchase = %payload.purchase_id, %error, "a buyer could not be told that a show is cancelled");
}
