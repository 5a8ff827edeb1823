//! Sends an account a mail. The one-time link it may hold is made here, so that no token ever stands in the queue; a mail
//! that goes twice carries a new link the second time, and the first one stops working.

use mail::MailError;
use model::account_links::{self, LinkError};
use model::accounts;
use model::jobs::SendAccountMail;

use crate::mails::{self, Facts};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendAccountMail, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(account) = accounts::find(&mut connection, payload.account_id).await? else {
        // The account went while its mail waited; there is nobody to write to.
        return Ok(());
    };
    let to = payload.address.as_deref().unwrap_or(&account.email);
    let path = match payload.mail.purpose() {
        Some(purpose) => {
            let token = account_links::create(&mut connection, Some(account.id), purpose, payload.address.as_deref())
                .await
                .map_err(|error: LinkError| JobError::retry(error))?;
            urls::account_link(purpose.word(), &token)
        }
        None => match &payload.release {
            Some(release) => release.path.clone(),
            None => mails::next_step(payload.mail).to_owned(),
        },
    };
    drop(connection);
    let release = payload.release.unwrap_or_default();
    let facts = Facts {
        to,
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
        account_name: &account.name,
        account_email: &account.email,
        release_title: &release.title,
        points: &release.points,
        link: &urls::absolute(&context.base_url, &path),
    };
    let message = mails::compose(payload.mail, &facts).map_err(JobError::fail)?;
    context.mailer.send(&message).await.map_err(of_mail)?;
    tracing::info!(account = %account.id, mail = %payload.mail, "mail sent");
    Ok(())
}

pub(super) async fn given_up(payload: SendAccountMail, _: &Context, error: &JobError) {
    tracing::error!(account = %payload.account_id, mail = %payload.mail, %error, "a mail could not be sent");
}

/// Whether a mail that did not go is tried again.
pub(super) fn of_mail(error: MailError) -> JobError {
    let said = without_addresses(&error.to_string());
    if error.is_temporary() { JobError::Retry(said) } else { JobError::Fail(said) }
}

/// What a mail server says of a recipient names it; the log and the list of jobs name the account.
pub(super) fn without_addresses(said: &str) -> String {
    let plain = |word: &str| if word.contains('@') { "(an address)".to_owned() } else { word.to_owned() };
    said.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::without_addresses;

    #[test]
    fn a_refusal_names_nobody() {
        let said =
            without_addresses("the mail server refused: 550 5.1.1 <ann@example.org>: unknown; (also bob@example.org)");
        assert_eq!(said, "the mail server refused: 550 5.1.1 (an address) unknown; (also (an address)");
    }
}
