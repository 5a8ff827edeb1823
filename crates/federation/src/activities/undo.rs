//! `Undo`: the sender takes back what it did.

use model::notifications::{self, NotificationKind};
use model::reactions::{self, ReactionKind};
use model::{Connection, actor_blocks, follows};
use serde_json::Value;

use super::{Arrival, subject};
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::read;

/// Takes it back, by the whole activity or by its id.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(undone) = read::first(arrival.body, "object") else {
        return Err(FederationError::Refused("the Undo has no object".to_owned()));
    };
    let by = read::id_at(undone, "actor");
    if by.is_some_and(|by| arrival.sender.uri.as_deref() != Some(by)) {
        return Err(FederationError::Forbidden("only its own actor may take an activity back".to_owned()));
    }
    match read::kind(undone) {
        "Follow" => unfollow(connection, arrival, undone).await,
        "Like" | "EmojiReact" => unreact(connection, arrival, undone, ReactionKind::Like).await,
        "Announce" => unreact(connection, arrival, undone, ReactionKind::Boost).await,
        "Block" => unblock(connection, arrival, undone).await,
        // Some who accepted a follow end it by taking that back.
        "Accept" => super::accept::taken_back(connection, arrival, undone).await,
        _ => by_id(connection, arrival, undone).await,
    }
}

async fn unfollow(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    undone: &Value,
) -> Result<Taken, FederationError> {
    let followed = match read::id_at(undone, "object") {
        Some(address) => subject::actor(connection, arrival.federation, address).await?,
        None => None,
    };
    let Some(followed) = followed else { return by_id(connection, arrival, undone).await };
    follows::remove(connection, arrival.sender.id, followed.id).await?;
    notifications::withdraw_follow(connection, followed.id, arrival.sender.id).await?;
    Ok(Taken::Done)
}

async fn unreact(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    undone: &Value,
    kind: ReactionKind,
) -> Result<Taken, FederationError> {
    let subject = match read::id_at(undone, "object") {
        Some(address) => subject::of(connection, arrival.federation, address).await?,
        None => None,
    };
    let Some(subject) = subject else { return by_id(connection, arrival, undone).await };
    reactions::remove(connection, kind, arrival.sender.id, subject).await?;
    let told = if kind == ReactionKind::Like { NotificationKind::Like } else { NotificationKind::Boost };
    notifications::withdraw(connection, told, arrival.sender.id, subject).await?;
    Ok(Taken::Done)
}

async fn unblock(connection: &mut Connection, arrival: &Arrival<'_>, undone: &Value) -> Result<Taken, FederationError> {
    let Some(address) = read::id_at(undone, "object") else { return Ok(Taken::Ignored("it says no whom")) };
    let Some(blocked) = subject::actor(connection, arrival.federation, address).await? else {
        return Ok(Taken::Ignored("there is no such actor here"));
    };
    actor_blocks::remove(connection, arrival.sender.id, blocked.id, actor_blocks::BlockKind::Block).await?;
    Ok(Taken::Done)
}

async fn by_id(connection: &mut Connection, arrival: &Arrival<'_>, undone: &Value) -> Result<Taken, FederationError> {
    let Some(uri) = read::id(undone) else { return Ok(Taken::Ignored("it does not say what is undone")) };
    let sender = arrival.sender.id;
    let was_follow = follows::remove_by_uri(connection, sender, uri).await?.is_some();
    if was_follow || reactions::remove_by_uri(connection, sender, uri).await?.is_some() {
        return Ok(Taken::Done);
    }
    Ok(Taken::Ignored("there is nothing of the sender to undo"))
}
