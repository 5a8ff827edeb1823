//! What becomes of local actors themselves, and what they want nothing to do with.

use chrono::Utc;
use model::Connection;
use model::actors::Actor;
use model::deliveries::{self, Audience};

use super::{Saying, inbox};
use crate::objects::activity;
use crate::{Federation, FederationError, facts, objects, own_keys};

/// A profile changed.
///
/// # Errors
/// When the database fails.
pub async fn actor_changed(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
) -> Result<(), FederationError> {
    let keys = own_keys::of(federation, actor.id).await?;
    let Some(facts) = facts::actor(connection, &federation.base_url, actor, own_keys::public(&keys)).await? else {
        return Ok(());
    };
    let address = actor.uri(&federation.base_url);
    let followers = federation.absolute(&urls::ap::followers(actor.id.0));
    let document = objects::actor(&facts);
    let saying = Saying::new(actor, "Update", &address);
    let said = saying.keep(connection, federation, |said| activity::update_actor(said, &followers, document)).await?;
    if let Some(id) = said {
        deliveries::to_followers(connection, id, actor.id, Audience::All).await?;
    }
    Ok(())
}

/// An actor is going to be erased: everybody who may know it hears so.
///
/// # Errors
/// When the database fails.
pub async fn actor_deleted(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    inboxes: &[String],
) -> Result<(), FederationError> {
    let address = actor.uri(&federation.base_url);
    let saying = Saying::new(actor, "Delete", &address);
    if let Some(id) = saying.keep(connection, federation, activity::delete_actor).await? {
        deliveries::to_followers(connection, id, actor.id, Audience::All).await?;
        deliveries::to_inboxes(connection, id, inboxes).await?;
    }
    Ok(())
}

/// An actor goes to live elsewhere, under `target`, which says that it was this one.
///
/// # Errors
/// When the database fails.
pub async fn actor_moved(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    target: &str,
) -> Result<(), FederationError> {
    let address = actor.uri(&federation.base_url);
    let followers = federation.absolute(&urls::ap::followers(actor.id.0));
    let event = format!("actor:{}:moved:{target}", actor.id);
    let saying = Saying::new(actor, "Move", &address).once(&event);
    let said = saying.keep(connection, federation, |said| activity::moved(said, &followers, target)).await?;
    if let Some(id) = said {
        deliveries::to_followers(connection, id, actor.id, Audience::All).await?;
    }
    Ok(())
}

/// A local actor wants nothing to do with somebody elsewhere.
///
/// # Errors
/// When the database fails.
pub async fn block(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    blocked: &Actor,
) -> Result<(), FederationError> {
    tell_blocked(connection, federation, actor, blocked, "Block").await
}

/// It changed its mind.
///
/// # Errors
/// When the database fails.
pub async fn unblock(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    blocked: &Actor,
) -> Result<(), FederationError> {
    tell_blocked(connection, federation, actor, blocked, "Undo").await
}

async fn tell_blocked(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    blocked: &Actor,
    kind: &str,
) -> Result<(), FederationError> {
    let Some(inbox) = inbox(blocked) else { return Ok(()) };
    let (by, whom) = (actor.uri(&federation.base_url), blocked.uri(&federation.base_url));
    let saying = Saying::new(actor, kind, &whom);
    let make = |said: &activity::Said<'_>| match kind {
        "Block" => activity::block(said, &whom),
        _ => {
            let id = format!("{by}/blocks/{}", blocked.id);
            activity::undo(said, activity::block(&activity::Said { id: &id, actor: &by, at: Utc::now() }, &whom))
        }
    };
    if let Some(id) = saying.keep(connection, federation, make).await? {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(())
}

/// The instance passes a complaint on to where what it is about comes from; it does not say whose complaint.
///
/// # Errors
/// When the database fails.
pub async fn flag(
    connection: &mut Connection,
    federation: &Federation,
    target: &Actor,
    objects: &[String],
    comment: &str,
) -> Result<(), FederationError> {
    let Some(inbox) = inbox(target) else { return Ok(()) };
    let instance = model::actors::service(connection, model::actors::Service::Instance).await?;
    let whom = target.uri(&federation.base_url);
    let saying = Saying::new(&instance, "Flag", &whom);
    if let Some(id) = saying.keep(connection, federation, |said| activity::flag(said, objects, comment)).await? {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(())
}
