//! Sends whoever redeemed a code the link to what it gave. The link is made here, so that it never stands in the queue.

use model::jobs::SendRedemption;
use model::link_keys::{self, PURCHASES};
use model::{artists, download_codes, releases, secrets};

use super::send_account_mail::of_mail;
use crate::notes::{self, Note};
use crate::{Context, JobError};

pub(super) async fn run(payload: SendRedemption, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(redemption) = download_codes::redemption(&mut connection, payload.entitlement_id).await? else {
        return Ok(());
    };
    let Some(release) = releases::find(&mut connection, redemption.release_id).await? else { return Ok(()) };
    let Some(artist) = artists::find(&mut connection, release.artist_id).await? else { return Ok(()) };
    let secret = secrets::get_or_create(&mut connection, PURCHASES).await.map_err(JobError::retry)?;
    drop(connection);
    let id = redemption.id.0;
    let path = urls::letters::redemption(id, &link_keys::key(&secret, "redemption", id, ""));
    let note = Note {
        to: &redemption.email,
        site_name: &context.settings.instance_name,
        base_url: &context.base_url,
        link: &urls::absolute(&context.base_url, &path),
    };
    let title = format!("{} by {}", release.title, artist.name);
    let message = notes::redemption(&note, &title).map_err(JobError::fail)?;
    context.mailer.send(&message).await.map_err(of_mail)?;
    tracing::info!(entitlement = %id, "the link to a redeemed release is sent");
    Ok(())
}

pub(super) async fn given_up(payload: SendRedemption, _: &Context, error: &JobError) {
    tracing::error!(entitlement = %payload.entitlement_id, %error, "a link to a redeemed release could not be sent");
}
