//! Asks somebody who wants an artist's letters to confirm it. The link is made here, so that it never stands in the queue.

use model::jobs::SendSubscriptionMail;
use model::link_keys::{self, LETTERS};
use model::{artists, secrets, subscribers};

use super::send_account_mail::of_mail;
use crate::notes::{self, Note};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendSubscriptionMail, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(subscriber) = subscribers::find(&mut connection, payload.subscriber_id).await? else { return Ok(()) };
    let Some(artist) = artists::find(&mut connection, subscriber.artist_id).await? else { return Ok(()) };
    let secret = secrets::get_or_create(&mut connection, LETTERS).await.map_err(JobError::retry)?;
    drop(connection);
    let id = subscriber.id.0;
    let path = if subscriber.is_on() {
        urls::letters::unsubscription(id, &link_keys::key(&secret, "unsubscribe", id, ""))
    } else {
        urls::letters::confirmation(id, &link_keys::key(&secret, "confirm", id, &subscriber.state()))
    };
    let note = Note {
        to: &subscriber.email,
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
        link: &urls::absolute(&context.base_url, &path),
    };
    let message = notes::subscription(&note, &artist.name, subscriber.is_on()).map_err(JobError::fail)?;
    context.mailer.send(&message).await.map_err(of_mail)?;
    tracing::info!(subscriber = %id, "a wish for letters is asked to be confirmed");
    Ok(())
}

pub(super) async fn given_up(payload: SendSubscriptionMail, _: &Context, error: &JobError) {
    tracing::error!(subscriber = %payload.subscriber_id, %error, "a mail that confirms could not be sent");
}
