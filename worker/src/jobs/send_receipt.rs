//! Sends a buyer the link to what they bought. The link's key is made here, so that it never stands in the queue.

use mail::MailError;
use model::jobs::SendReceipt;
use model::{accounts, artists, purchases, secrets, sellers};

use crate::mails::receipt::{self, Receipt};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendReceipt, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(purchase) = purchases::find(&mut connection, payload.purchase_id).await? else { return Ok(()) };
    let Some(artist) = artists::find(&mut connection, purchase.artist_id).await? else { return Ok(()) };
    let seller = sellers::of(&mut connection, artist.id).await?;
    let account = match purchase.account_id {
        Some(account) => accounts::find(&mut connection, account).await?,
        None => None,
    };
    let secret = secrets::get_or_create(&mut connection, "purchases").await.map_err(JobError::retry)?;
    drop(connection);
    let message = receipt::compose(&Receipt {
        purchase: &purchase,
        artist: &artist,
        seller: &seller,
        account: account.as_ref(),
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
        key: &purchases::key(&secret, purchase.id),
    })
    .map_err(JobError::fail)?;
    context.mailer.send(&message).await.map_err(|error: MailError| {
        // What a mail server says names the buyer's address; the log names the purchase.
        let said = "the mail server did not take a receipt";
        if error.is_temporary() { JobError::retry(said) } else { JobError::fail(said) }
    })?;
    tracing::info!(purchase = %purchase.id, "receipt sent");
    Ok(())
}

pub(super) async fn given_up(payload: SendReceipt, _: &Context, error: &JobError) {
    tracing::error!(purchase = %payload.purchase_id, %error, "a receipt could not be sent");
}
