//! Sends an account the mail that holds its one-time link.
use model::jobs::SendAccountMail;
use crate::{Context, JobError};
pub(super) async fn run(_: SendAccountMail, _: &Context) -> Result<(), JobError> {
    Err(JobError::fail("being written"))
}
pub(super) async fn given_up(payload: SendAccountMail, _: &Context, error: &JobError) {
    tracing::error!(account = %payload.account_id, %error, "a mail could not be sent");
}
