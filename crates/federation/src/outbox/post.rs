//! Posts and comments by local actors.

use model::Connection;
use model::actors::{self, Actor};
use model::deliveries::{self, Audience};
use model::ids::{ActivityId, ActorId};
use model::images::{self, ImagePurpose, ImageState};
use model::posts::{Post, Visibility, mentions};

use super::{Saying, inbox};
use crate::activities::subject;
use crate::facts;
use crate::objects::{self, activity};
use crate::{Federation, FederationError};

/// A local actor wrote a post or a comment. One with a picture that is not ready goes out when it is: call this again then.
///
/// # Errors
/// When the database fails.
pub async fn post_created(
    connection: &mut Connection,
    federation: &Federation,
    author: &Actor,
    post: &Post,
) -> Result<(), FederationError> {
    let Some(note) = note(connection, federation, post).await? else { return Ok(()) };
    let address = federation.absolute(&urls::ap::post(post.id.0));
    let saying = Saying::new(author, "Create", &address).at(post.published_at);
    let saying = if post.visibility == Visibility::Public { saying.for_everybody() } else { saying };
    let said = saying.keep(connection, federation, |said| activity::create(said, note)).await?;
    send(connection, said, author, post).await
}

/// A local actor changed it.
///
/// # Errors
/// When the database fails.
pub async fn post_updated(
    connection: &mut Connection,
    federation: &Federation,
    author: &Actor,
    post: &Post,
) -> Result<(), FederationError> {
    let Some(note) = note(connection, federation, post).await? else { return Ok(()) };
    let address = federation.absolute(&urls::ap::post(post.id.0));
    let saying = Saying::new(author, "Update", &address);
    let said = saying.keep(connection, federation, |said| activity::update(said, note)).await?;
    send(connection, said, author, post).await
}

/// A local actor deletes it. To be called before the row loses whom it mentions.
///
/// # Errors
/// When the database fails.
pub async fn post_deleted(
    connection: &mut Connection,
    federation: &Federation,
    author: &Actor,
    post: &Post,
) -> Result<(), FederationError> {
    if post.members_only {
        return Ok(());
    }
    let address = federation.absolute(&urls::ap::post(post.id.0));
    let saying = Saying::new(author, "Delete", &address);
    let audience = objects::Audience::public(&federation.base_url, author.id.0);
    let said = saying.keep(connection, federation, |said| activity::delete(said, &audience, &address, "Note")).await?;
    send(connection, said, author, post).await
}

async fn note(
    connection: &mut Connection,
    federation: &Federation,
    post: &Post,
) -> Result<Option<serde_json::Value>, FederationError> {
    // What is for members stays here.
    if post.members_only || waits_for_picture(connection, post).await? {
        return Ok(None);
    }
    let facts = facts::post(connection, &federation.base_url, &federation.domain, post.id).await?;
    Ok(facts.map(|facts| objects::post(&facts)))
}

/// Whether its own picture is not looked at yet.
async fn waits_for_picture(connection: &mut Connection, post: &Post) -> diesel::QueryResult<bool> {
    let Some(id) = post.image_id else { return Ok(false) };
    let image = images::find(connection, id).await?;
    Ok(image.is_some_and(|image| image.purpose == ImagePurpose::Post && image.state == ImageState::Queued))
}

/// To followers, unless it is for those alone whom it mentions; to these; and to whoever wrote what it answers.
async fn send(
    connection: &mut Connection,
    said: Option<ActivityId>,
    author: &Actor,
    post: &Post,
) -> Result<(), FederationError> {
    let Some(id) = said else { return Ok(()) };
    if post.visibility != Visibility::Direct {
        deliveries::to_followers(connection, id, author.id, Audience::All).await?;
    }
    let mut to: Vec<ActorId> = mentions::of_post(connection, post.id).await?.iter().map(|actor| actor.id).collect();
    if let Some(answered) = post.subject()
        && let Some(owner) = subject::owner(connection, answered).await?
    {
        to.push(owner.id);
    }
    let inboxes: Vec<String> = actors::many(connection, &to).await?.values().filter_map(inbox).collect();
    deliveries::to_inboxes(connection, id, &inboxes).await?;
    Ok(())
}
