//! `Block`: somebody elsewhere wants nothing to do with somebody here.

use model::actor_blocks::{self, BlockKind};
use model::{Connection, follows};

use super::{Arrival, subject};
use crate::FederationError;
use crate::inbox::Taken;

/// Ends the follows between the two; the block is kept, so that nothing is sent there again.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(blocked) = subject::actor(connection, arrival.federation, arrival.object_id()?).await? else {
        return Ok(Taken::Ignored("there is no such actor here"));
    };
    follows::remove(connection, blocked.id, arrival.sender.id).await?;
    follows::remove(connection, arrival.sender.id, blocked.id).await?;
    actor_blocks::add(connection, arrival.sender.id, blocked.id, BlockKind::Block).await?;
    Ok(Taken::Done)
}
