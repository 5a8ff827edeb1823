//! `Follow`: somebody elsewhere follows somebody here.

use model::follows::{self, FollowState};
use model::jobs::{self, InspectPeer};
use model::notifications::{self, NotificationKind};
use model::{Connection, actor_blocks, peers};

use super::{Arrival, subject};
use crate::inbox::Taken;
use crate::{FederationError, outbox};

/// Notes the follow and answers it: at once, or when the followed one has said yes.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(followed) = subject::actor(connection, arrival.federation, arrival.object_id()?).await? else {
        return Err(FederationError::NotFound);
    };
    let sender = arrival.sender;
    if actor_blocks::has(connection, followed.id, sender.id, actor_blocks::BlockKind::Block).await? {
        outbox::reject(connection, arrival.federation, &followed, sender, arrival.id).await?;
        return Ok(Taken::Done);
    }
    if peers::find(connection, arrival.host).await?.is_none_or(|peer| peer.inspected_at.is_none()) {
        jobs::enqueue_unless_waiting(connection, &InspectPeer { host: arrival.host.to_owned() }).await?;
    }
    let state = if followed.manually_approves { FollowState::Requested } else { FollowState::Accepted };
    let follow = follows::request(connection, sender.id, followed.id, Some(arrival.id), state).await?;
    // One that was accepted before stays so, whatever has changed since; the other side may have lost our answer.
    let kind = if follow.state == FollowState::Accepted {
        outbox::accept(connection, arrival.federation, &followed, sender, arrival.id).await?;
        NotificationKind::Follow
    } else {
        NotificationKind::FollowRequest
    };
    notifications::notify(connection, followed.id, kind, sender.id, None).await?;
    Ok(Taken::Done)
}
