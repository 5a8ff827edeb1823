//! `Accept` and `Reject`: the answers to somebody's wish here to follow.

use model::Connection;
use model::follows::{self, Follow};
use model::ids::FollowId;
use model::jobs::{self, BackfillActor};
use serde_json::Value;
use urls::ap::Local;

use super::{Arrival, subject};
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::read;

/// The follow begins.
pub async fn accept(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(follow) = meant(connection, arrival, arrival.body).await? else {
        return Ok(Taken::Ignored("no such follow is asked for"));
    };
    let is_first = follows::count_followers(connection, follow.followed_id).await? == 0;
    follows::accept(connection, follow.follower_id, follow.followed_id).await?;
    // What comes from now on comes by itself; what was there before does not.
    if is_first {
        jobs::enqueue_unless_waiting(connection, &BackfillActor { actor_id: follow.followed_id }).await?;
    }
    Ok(Taken::Done)
}

/// It does not begin, or ends.
pub async fn reject(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(follow) = meant(connection, arrival, arrival.body).await? else {
        return Ok(Taken::Ignored("no such follow is asked for"));
    };
    follows::remove(connection, follow.follower_id, follow.followed_id).await?;
    Ok(Taken::Done)
}

/// The follow ends, for the Accept that let it begin is taken back.
pub async fn taken_back(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    accept: &Value,
) -> Result<Taken, FederationError> {
    let Some(follow) = meant(connection, arrival, accept).await? else {
        return Ok(Taken::Ignored("there is no such follow"));
    };
    follows::remove(connection, follow.follower_id, follow.followed_id).await?;
    Ok(Taken::Done)
}

/// The follow of the sender that an answer is about: by its id, or by who follows whom.
async fn meant(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    answer: &Value,
) -> Result<Option<Follow>, FederationError> {
    let Some(object) = read::first(answer, "object") else { return Ok(None) };
    let path = read::id(object).and_then(|id| arrival.federation.local_path(id));
    if let Some(Local::Follow(id)) = path.and_then(urls::ap::parse) {
        let found = follows::find(connection, FollowId(id)).await?;
        return Ok(found.filter(|follow| follow.followed_id == arrival.sender.id));
    }
    let follower = match read::id_at(object, "actor") {
        Some(follower) => subject::actor(connection, arrival.federation, follower).await?,
        None => None,
    };
    let Some(follower) = follower else { return Ok(None) };
    if read::id_at(object, "object").is_some_and(|followed| arrival.sender.uri.as_deref() != Some(followed)) {
        return Ok(None);
    }
    Ok(follows::between(connection, follower.id, arrival.sender.id).await?)
}
