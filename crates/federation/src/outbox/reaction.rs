//! Likes and boosts by local actors.

use chrono::Utc;
use model::Connection;
use model::actors::Actor;
use model::deliveries::{self, Audience};
use model::ids::ActivityId;
use model::notifications::{self, NotificationKind};
use model::posts::{self, Subject};
use model::reactions::{self, Reaction, ReactionKind};

use super::{Saying, inbox};
use crate::activities::subject;
use crate::objects::{self, activity};
use crate::{Federation, FederationError};

/// A local actor likes or boosts something. A boost goes to its followers, both go to whose it is.
///
/// # Errors
/// When the database fails.
pub async fn react(
    connection: &mut Connection,
    federation: &Federation,
    kind: ReactionKind,
    actor: &Actor,
    subject: Subject,
) -> Result<(), FederationError> {
    if !reactions::add(connection, kind, actor.id, subject, None).await? {
        return Ok(());
    }
    let Some(reaction) = reactions::find_of(connection, kind, actor.id, subject).await? else { return Ok(()) };
    let Some(owner) = subject::owner(connection, subject).await? else { return Ok(()) };
    if owner.is_local() && owner.id != actor.id {
        let told = if kind == ReactionKind::Like { NotificationKind::Like } else { NotificationKind::Boost };
        notifications::notify(connection, owner.id, told, actor.id, Some(subject)).await?;
    }
    let Some(object) = uri(connection, federation, subject).await? else { return Ok(()) };
    let Some(body) = body(federation, &reaction, actor, &owner, &object) else { return Ok(()) };
    let address = federation.absolute(&urls::ap::reaction(reaction.id.0));
    let word = if kind == ReactionKind::Like { "Like" } else { "Announce" };
    let saying = Saying::new(actor, word, &address);
    let saying = if kind == ReactionKind::Boost { saying.for_everybody() } else { saying };
    let id = ActivityId::new();
    let said = saying.keep_as(connection, federation, id, &address, |_| body).await?;
    send(connection, said, kind, actor, &owner).await
}

/// A local actor takes a like or boost back.
///
/// # Errors
/// When the database fails.
pub async fn unreact(
    connection: &mut Connection,
    federation: &Federation,
    kind: ReactionKind,
    actor: &Actor,
    subject: Subject,
) -> Result<(), FederationError> {
    let Some(reaction) = reactions::remove(connection, kind, actor.id, subject).await? else { return Ok(()) };
    let told = if kind == ReactionKind::Like { NotificationKind::Like } else { NotificationKind::Boost };
    notifications::withdraw(connection, told, actor.id, subject).await?;
    let Some(owner) = subject::owner(connection, subject).await? else { return Ok(()) };
    let Some(object) = uri(connection, federation, subject).await? else { return Ok(()) };
    let Some(undone) = body(federation, &reaction, actor, &owner, &object) else { return Ok(()) };
    let address = federation.absolute(&urls::ap::reaction(reaction.id.0));
    let saying = Saying::new(actor, "Undo", &address);
    let said = saying.keep(connection, federation, |said| activity::undo(said, undone)).await?;
    send(connection, said, kind, actor, &owner).await
}

/// Likes of what is here stay here; nobody else need know who likes what.
fn body(
    federation: &Federation,
    reaction: &Reaction,
    actor: &Actor,
    owner: &Actor,
    object: &str,
) -> Option<serde_json::Value> {
    let address = federation.absolute(&urls::ap::reaction(reaction.id.0));
    let by = actor.uri(&federation.base_url);
    let of = owner.uri(&federation.base_url);
    let said = activity::Said { id: &address, actor: &by, at: Utc::now() };
    match reaction.kind {
        ReactionKind::Like if owner.is_local() => None,
        ReactionKind::Like => Some(activity::like(&said, object, &of)),
        ReactionKind::Boost => {
            let audience = objects::Audience::public(&federation.base_url, actor.id.0).and_mentioned([of]);
            Some(activity::announce(&said, &audience, object))
        }
    }
}

async fn send(
    connection: &mut Connection,
    said: Option<ActivityId>,
    kind: ReactionKind,
    actor: &Actor,
    owner: &Actor,
) -> Result<(), FederationError> {
    let Some(id) = said else { return Ok(()) };
    if kind == ReactionKind::Boost {
        deliveries::to_followers(connection, id, actor.id, Audience::All).await?;
    }
    if let Some(inbox) = inbox(owner) {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(())
}

/// The id under which others know it: a release and a track by their notes.
async fn uri(
    connection: &mut Connection,
    federation: &Federation,
    subject: Subject,
) -> Result<Option<String>, FederationError> {
    Ok(match subject {
        Subject::Release(id) => Some(federation.absolute(&urls::ap::release_note(id.0))),
        Subject::Track(id) => Some(federation.absolute(&urls::ap::track_note(id.0))),
        Subject::Post(id) => {
            let post = posts::find(connection, id).await?;
            post.map(|post| post.uri.unwrap_or_else(|| federation.absolute(&urls::ap::post(id.0))))
        }
    })
}
