//! `Update`: an actor, a post or a release elsewhere has changed.

use model::{Connection, actors, posts, remote_releases};

use super::Arrival;
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::{actor, note, read, release};

/// Changes what is known here; what is not known stays so.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(object) = arrival.object() else {
        return Ok(Taken::Ignored("the update has nothing of the sender's host in it"));
    };
    let uri = read::id(object).unwrap_or_default();
    let kind = read::kind(object);
    if actor::kind_of(kind).is_some() {
        if arrival.sender.uri.as_deref() != Some(uri) {
            return Err(FederationError::Forbidden("an actor can only change itself".to_owned()));
        }
        let changed = actor::parse(object)?;
        actors::keep_remote(connection, &changed).await?;
        return Ok(Taken::Done);
    }
    if matches!(kind, "Audio" | "Album") {
        return match remote_releases::of_part(connection, arrival.sender.id, uri).await? {
            Some(_) => release::take(connection, arrival.sender, object).await,
            None => Ok(Taken::Ignored("it is not known here")),
        };
    }
    match posts::by_uri(connection, uri).await? {
        Some(known) if known.actor_id == arrival.sender.id && note::is_one(kind) => {
            let now = chrono::Utc::now();
            let mut changed = note::read(connection, arrival.federation, arrival.sender, object, now).await?;
            changed.post.updated_at = changed.post.updated_at.or(Some(now));
            note::keep(connection, &changed).await?;
            Ok(Taken::Done)
        }
        _ => Ok(Taken::Ignored("it is not known here")),
    }
}
