//! Somebody asked for a mail to an address: whether it has an account is looked up here, where nobody waits for it.

use diesel_async::AsyncConnection;
use model::account_mails;
use model::jobs::SendAskedMail;

use crate::{Context, JobError};

pub(super) async fn run(payload: SendAskedMail, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    connection
        .transaction(async |connection| account_mails::answer(connection, &payload.address, payload.mail).await)
        .await?;
    Ok(())
}

pub(super) async fn given_up(payload: SendAskedMail, _: &Context, error: &JobError) {
    tracing::error!(mail = %payload.mail, %error, "a mail that was asked for could not be sent");
}
