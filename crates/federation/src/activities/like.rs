//! `Like`: somebody likes a release, a track or a post of somebody here.

use model::Connection;
use model::notifications::{self, NotificationKind};
use model::reactions::{self, ReactionKind};

use super::{Arrival, is_blocked, subject};
use crate::FederationError;
use crate::inbox::Taken;

/// Counts it once, and tells whose it is.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(liked) = subject::of(connection, arrival.federation, arrival.object_id()?).await? else {
        return Ok(Taken::Ignored("what is liked is not here"));
    };
    let Some(owner) = subject::owner(connection, liked).await? else { return Ok(Taken::Ignored("nobody owns it")) };
    if !owner.is_local() {
        return Ok(Taken::Ignored("what is liked is of another server"));
    }
    if is_blocked(connection, &owner, arrival.sender).await? {
        return Ok(Taken::Ignored("whose it is has blocked the sender"));
    }
    let is_new = reactions::add(connection, ReactionKind::Like, arrival.sender.id, liked, Some(arrival.id)).await?;
    if is_new {
        notifications::notify(connection, owner.id, NotificationKind::Like, arrival.sender.id, Some(liked)).await?;
    }
    Ok(Taken::Done)
}
