//! `Delete`: somebody elsewhere took something down, or is gone.

use model::{Connection, actors, posts, remote_releases};

use super::Arrival;
use crate::FederationError;
use crate::inbox::Taken;

/// Takes it down here too, if it is the sender's.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let uri = arrival.object_id()?;
    if arrival.sender.uri.as_deref() == Some(uri) {
        actors::mark_deleted(connection, arrival.sender.id).await?;
        return Ok(Taken::Done);
    }
    if let Some(post) = posts::by_uri(connection, uri).await? {
        if post.actor_id != arrival.sender.id {
            return Err(FederationError::Forbidden("a post can only be deleted by its author".to_owned()));
        }
        posts::mark_deleted(connection, post.id).await?;
        return Ok(Taken::Done);
    }
    if let Some(release) = remote_releases::of_part(connection, arrival.sender.id, uri).await? {
        remote_releases::take_down(connection, &release, uri).await?;
        return Ok(Taken::Done);
    }
    match remote_releases::by_uri(connection, uri).await? {
        Some(_) => Err(FederationError::Forbidden("a release can only be deleted by its artist".to_owned())),
        None => Ok(Taken::Ignored("it is not known here")),
    }
}
