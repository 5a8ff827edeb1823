//! `Move`: an actor goes to live elsewhere, and takes its followers along.

use model::jobs::{self, FollowMove};
use model::{Connection, follows};

use super::Arrival;
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::read;

/// Has looked up where it goes. Whether the new one says that it was the old one is checked there, before anybody here follows.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    if arrival.object_id().ok() != arrival.sender.uri.as_deref() {
        return Err(FederationError::Forbidden("an actor can only move itself".to_owned()));
    }
    let Some(target) = read::id_at(arrival.body, "target") else {
        return Err(FederationError::Refused("the Move has no target".to_owned()));
    };
    if follows::count_followers(connection, arrival.sender.id).await? == 0 {
        return Ok(Taken::Ignored("nobody here follows who moves"));
    }
    jobs::enqueue(connection, &FollowMove { from: arrival.sender.id, to: target.to_owned() }).await?;
    Ok(Taken::Done)
}
