//! Subscriptions: letters that somebody asks for, confirms, looks at and ends.

use model::Connection;
use model::artists::{self, Artist};
use model::ids::SubscriberId;
use model::link_keys::{self, LETTERS};
use model::secrets;
use model::subscribers::{self, Subscriber};

use crate::error::PageError;

pub mod confirmation;
pub mod create;
pub mod delete;
pub mod index;
pub mod new;
pub mod sent;
pub mod unsubscription;

/// The subscriber behind a link in a mail, whose key fits `act` and what `state` says of the subscriber.
///
/// # Errors
/// 404 for a link that is none of ours.
async fn of_link(
    db: &mut Connection,
    (id, key): &(String, String),
    act: &str,
    state: fn(&Subscriber) -> String,
) -> Result<(Subscriber, Artist), PageError> {
    let id: SubscriberId = id.parse().map_err(|_| PageError::not_found())?;
    let subscriber = subscribers::find(db, id).await?.ok_or_else(PageError::not_found)?;
    let secret = secrets::get_or_create(db, LETTERS).await?;
    if !link_keys::fits(&secret, (act, id.0, &state(&subscriber)), key) {
        return Err(PageError::not_found());
    }
    let artist = artists::find(db, subscriber.artist_id).await?.ok_or_else(PageError::not_found)?;
    Ok((subscriber, artist))
}
