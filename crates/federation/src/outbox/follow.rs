//! Following, and the answers to those who want to.

use model::actors::Actor;
use model::follows::{self, Follow, FollowState};
use model::ids::ActivityId;
use model::notifications::{self, NotificationKind};
use model::{Connection, deliveries};
use serde_json::{Value, json};

use super::{Saying, inbox};
use crate::objects::activity::{self, Said};
use crate::{Federation, FederationError};

/// A local actor follows somebody. Who is here is followed at once, or asked; who is elsewhere is asked.
///
/// # Errors
/// When the database fails.
pub async fn follow(
    connection: &mut Connection,
    federation: &Federation,
    follower: &Actor,
    followed: &Actor,
) -> Result<Follow, FederationError> {
    let at_once = followed.is_local() && !followed.manually_approves;
    let state = if at_once { FollowState::Accepted } else { FollowState::Requested };
    let follow = follows::request(connection, follower.id, followed.id, None, state).await?;
    let Some(inbox) = inbox(followed) else {
        let kind = if at_once { NotificationKind::Follow } else { NotificationKind::FollowRequest };
        notifications::notify(connection, followed.id, kind, follower.id, None).await?;
        return Ok(follow);
    };
    let (address, object) = (address(federation, &follow), followed.uri(&federation.base_url));
    let id = ActivityId::new();
    let saying = Saying::new(follower, "Follow", &address);
    let said = saying.keep_as(connection, federation, id, &address, |said| activity::follow(said, &object)).await?;
    if let Some(id) = said {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(follow)
}

/// A local actor no longer follows somebody, or takes its request back.
///
/// # Errors
/// When the database fails.
pub async fn unfollow(
    connection: &mut Connection,
    federation: &Federation,
    follower: &Actor,
    followed: &Actor,
) -> Result<(), FederationError> {
    let Some(follow) = follows::remove(connection, follower.id, followed.id).await? else { return Ok(()) };
    let Some(inbox) = inbox(followed) else { return Ok(()) };
    let (address, object) = (address(federation, &follow), followed.uri(&federation.base_url));
    let actor = follower.uri(&federation.base_url);
    let undone = activity::follow(&Said { id: &address, actor: &actor, at: follow.created_at }, &object);
    let saying = Saying::new(follower, "Undo", &address);
    if let Some(id) = saying.keep(connection, federation, |said| activity::undo(said, undone)).await? {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(())
}

/// A local actor lets somebody elsewhere follow it; `uri` is the id of the Follow.
///
/// # Errors
/// When the database fails.
pub async fn accept(
    connection: &mut Connection,
    federation: &Federation,
    followed: &Actor,
    follower: &Actor,
    uri: &str,
) -> Result<(), FederationError> {
    answer(connection, federation, Answer { kind: "Accept", followed, follower, uri }).await
}

/// A local actor does not let somebody elsewhere follow it, or no longer.
///
/// # Errors
/// When the database fails.
pub async fn reject(
    connection: &mut Connection,
    federation: &Federation,
    followed: &Actor,
    follower: &Actor,
    uri: &str,
) -> Result<(), FederationError> {
    answer(connection, federation, Answer { kind: "Reject", followed, follower, uri }).await
}

struct Answer<'a> {
    kind: &'static str,
    followed: &'a Actor,
    follower: &'a Actor,
    uri: &'a str,
}

async fn answer(
    connection: &mut Connection,
    federation: &Federation,
    answer: Answer<'_>,
) -> Result<(), FederationError> {
    let Some(inbox) = inbox(answer.follower) else { return Ok(()) };
    let follower = answer.follower.uri(&federation.base_url);
    let followed = answer.followed.uri(&federation.base_url);
    let follow: Value = json!({"id": answer.uri, "type": "Follow", "actor": follower, "object": followed});
    let saying = Saying::new(answer.followed, answer.kind, answer.uri);
    let make = |said: &Said<'_>| match answer.kind {
        "Accept" => activity::accept(said, &follower, follow),
        _ => activity::reject(said, &follower, follow),
    };
    if let Some(id) = saying.keep(connection, federation, make).await? {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(())
}

/// The id of a follow that began here.
fn address(federation: &Federation, follow: &Follow) -> String {
    federation.absolute(&urls::ap::follow(follow.id.0))
}
