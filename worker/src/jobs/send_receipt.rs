//! Sends a buyer the link to what they bought.

use model::jobs::SendReceipt;
use model::{artists, sellers};

use super::buyer;
use crate::mails::receipt;
use crate::{Context, JobError};

pub(super) async fn run(payload: SendReceipt, context: &Context) -> Result<(), JobError> {
    let Some(found) = buyer::of(context, payload.purchase_id).await? else { return Ok(()) };
    let mut connection = context.db().await?;
    let Some(artist) = artists::find(&mut connection, found.purchase.artist_id).await? else { return Ok(()) };
    let seller = sellers::of(&mut connection, artist.id).await?;
    drop(connection);
    let message = receipt::compose(&found.to(context), (&artist, &seller)).map_err(JobError::fail)?;
    buyer::send(context, &message, "a receipt").await?;
    tracing::info!(purchase = %payload.purchase_id, "receipt sent");
    Ok(())
}

pub(super) async fn given_up(payload: SendReceipt, _: &Context, error: &JobError) {
    tracing::error!(purchase = %payload.purchase_id, %error, "a receipt could not be sent");
}
