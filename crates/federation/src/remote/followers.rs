//! Who of here follows somebody elsewhere, as their server has it (FEP-8fcf).

use std::collections::HashSet;

use diesel_async::AsyncConnection as _;
use model::actors::{self, Actor};
use model::follows::{self, FollowState};
use model::ids::ActorId;
use model::{Connection, domain_blocks};
use serde_json::Value;

use super::{fetch, read};
use crate::activities::subject;
use crate::context::Plumbing;
use crate::{Federation, FederationError, outbox, own_keys};

/// Asks for the list of those who follow an actor from here, and brings ours in step: whom they do not know follows no more, and
/// whom they know wrongly is taken off their list.
///
/// # Errors
/// 503 for what may pass; others when there is no such list.
pub async fn synchronise(plumbing: &Plumbing, actor: ActorId, url: &str) -> Result<(), FederationError> {
    let federation = plumbing.federation();
    let mut connection = federation.db().await?;
    let Some(actor) = actors::public(&mut connection, actor).await? else { return Ok(()) };
    let host = actor.uri.as_deref().and_then(read::host).ok_or(FederationError::NotFound)?;
    if read::host(url).as_deref() != Some(host.as_str()) || !domain_blocks::allowed(&mut connection, &host).await? {
        return Ok(());
    }
    drop(connection);
    let signer = own_keys::of_instance(federation).await?;
    let address = federation.client.parse(url).map_err(|error| FederationError::Refused(error.to_string()))?;
    let found = federation.client.get_object(&address, Some(&signer)).await.map_err(|error| fetch::said(&error))?;
    let theirs = members(&found.json)?;
    let mut connection = federation.db().await?;
    connection.transaction(async |connection| step(connection, federation, &actor, &theirs).await).await
}

/// Everybody on the list, which must be whole: who is missing from a part of it may stand on another.
fn members(list: &Value) -> Result<HashSet<&str>, FederationError> {
    let all = ["orderedItems", "items"].into_iter().find_map(|key| list.get(key)?.as_array());
    let all = all.ok_or_else(|| FederationError::Refused("the list of followers is not whole".to_owned()))?;
    Ok(all.iter().filter_map(read::id).collect())
}

async fn step(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    theirs: &HashSet<&str>,
) -> Result<(), FederationError> {
    for follower in follows::accepted_here(connection, actor.id).await? {
        if !theirs.contains(follower.uri(&federation.base_url).as_str()) {
            follows::remove(connection, follower.id, actor.id).await?;
        }
    }
    for id in theirs {
        let Some(follower) = subject::actor(connection, federation, id).await? else { continue };
        match follows::between(connection, follower.id, actor.id).await? {
            Some(follow) if follow.state == FollowState::Requested => {
                follows::accept(connection, follower.id, actor.id).await?;
            }
            Some(_) => {}
            // A follow that is not here is ended like one that is.
            None => {
                follows::request(connection, follower.id, actor.id, None, FollowState::Accepted).await?;
                outbox::unfollow(connection, federation, &follower, actor).await?;
            }
        }
    }
    Ok(())
}
