//! Writes to a member about their membership.

use mail::MailError;
use model::jobs::SendMembershipMail;
use model::{accounts, artists, memberships, tiers};

use crate::mails::membership::{self, Facts};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendMembershipMail, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(found) = memberships::find(&mut connection, payload.membership_id).await? else { return Ok(()) };
    let Some(account) = found.account_id else { return Ok(()) };
    let Some(account) = accounts::find(&mut connection, account).await? else { return Ok(()) };
    let Some(artist) = artists::find(&mut connection, found.artist_id).await? else { return Ok(()) };
    let Some(tier) = tiers::find(&mut connection, found.tier_id).await? else { return Ok(()) };
    drop(connection);
    let facts = Facts {
        membership: &found,
        account: &account,
        artist: &artist,
        tier: &tier,
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
    };
    let message = membership::compose(payload.mail, &facts).map_err(JobError::fail)?;
    context.mailer.send(&message).await.map_err(|error: MailError| {
        // What a mail server says names the member's address; the log names the membership.
        let said = "the mail server did not take a mail to a member";
        if error.is_temporary() { JobError::retry(said) } else { JobError::fail(said) }
    })?;
    tracing::info!(membership = %found.id, mail = %payload.mail, "mail to a member sent");
    Ok(())
}

pub(super) async fn given_up(payload: SendMembershipMail, _: &Context, error: &JobError) {
    tracing::error!(membership = %payload.membership_id, mail = %payload.mail, %error, "a mail to a member could not be sent");
}
