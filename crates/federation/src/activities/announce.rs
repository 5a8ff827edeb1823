//! `Announce`: somebody boosts something: of ours, or something else that whoever follows them here may want to see.

use model::notifications::{self, NotificationKind};
use model::reactions::{self, ReactionKind};
use model::{Connection, follows};

use super::{Arrival, fetch_later, is_blocked, subject};
use crate::FederationError;
use crate::inbox::Taken;

/// Counts a boost of ours; has fetched what somebody who is followed here boosts elsewhere. What stands inside an Announce is
/// never taken from it: its author's server is asked.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let address = arrival.object_id()?;
    let Some(boosted) = subject::of(connection, arrival.federation, address).await? else {
        return elsewhere(connection, arrival, address).await;
    };
    let owner = subject::owner(connection, boosted).await?.filter(model::actors::Actor::is_local);
    if !subject::is_public(connection, boosted).await? {
        return Ok(Taken::Ignored("what is boosted is not for everybody"));
    }
    if let Some(owner) = &owner
        && is_blocked(connection, owner, arrival.sender).await?
    {
        return Ok(Taken::Ignored("whose it is has blocked the sender"));
    }
    let is_new = reactions::add(connection, ReactionKind::Boost, arrival.sender.id, boosted, Some(arrival.id)).await?;
    if let Some(owner) = owner.filter(|_| is_new) {
        notifications::notify(connection, owner.id, NotificationKind::Boost, arrival.sender.id, Some(boosted)).await?;
    }
    Ok(Taken::Done)
}

async fn elsewhere(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    address: &str,
) -> Result<Taken, FederationError> {
    if arrival.federation.is_local(address) {
        return Ok(Taken::Ignored("what is boosted is not here"));
    }
    if follows::count_followers(connection, arrival.sender.id).await? == 0 {
        return Ok(Taken::Ignored("nobody here follows who boosts"));
    }
    fetch_later(connection, arrival, address, true).await
}
