//! `Create`: somebody wrote something, or put out music.

use chrono::{Duration, Utc};
use model::notifications::{self, NewRelease, NotificationKind};
use model::posts::{Subject, Visibility};
use model::{Connection, follows, remote_releases};
use serde_json::Value;

use super::{Arrival, fetch_later};
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::{note, read, release};

/// How old a release may be to be news: servers tell some of what they have again.
const NEWS: Duration = Duration::days(7);

/// Takes answers and mentions from everybody, and everything from those whom somebody here follows.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let Some(object) = arrival.object() else {
        return by_id(connection, arrival).await;
    };
    match read::kind(object) {
        kind if note::is_one(kind) => take_note(connection, arrival, object).await,
        "Audio" | "Album" => take_music(connection, arrival, object).await,
        _ => Ok(Taken::Ignored("objects of this type are nothing to us")),
    }
}

async fn take_note(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    object: &Value,
) -> Result<Taken, FederationError> {
    if note::is_vote(object) {
        return Ok(Taken::Ignored("nobody here asks anything that is voted on"));
    }
    let now = chrono::Utc::now();
    let note = note::read(connection, arrival.federation, arrival.sender, object, now).await?;
    let answers = match note.post.subject {
        Some(subject) => note::owner_here(connection, subject).await?.map(|owner| (subject, owner)),
        None => None,
    };
    // What somebody here wrote to, or follows, or is named in; also what goes on below a comment that is here.
    let is_near = answers.is_some() || !note.mentioned.is_empty() || note.post.subject.is_some();
    if !is_near && follows::count_followers(connection, arrival.sender.id).await? == 0 {
        return Ok(Taken::Ignored("nobody here follows the sender or is named"));
    }
    if note::is_unwanted(connection, &note, arrival.sender).await? {
        return Ok(Taken::Ignored("whom it answers has blocked the sender"));
    }
    let post = note::keep(connection, &note).await?;
    if post.actor_id != arrival.sender.id {
        return Err(FederationError::Forbidden("the post is known as somebody else's".to_owned()));
    }
    if post.deleted_at.is_some() {
        return Ok(Taken::Ignored("it was deleted before it came"));
    }
    let about = Some(Subject::Post(post.id));
    let told = answers.map(|(_, owner)| owner);
    if let Some(owner) = &told {
        let kind = if note.post.visibility == Visibility::Direct {
            NotificationKind::Mention
        } else {
            NotificationKind::Comment
        };
        notifications::notify(connection, owner.id, kind, arrival.sender.id, about).await?;
    }
    for actor in note.mentioned.iter().filter(|actor| told.as_ref().is_none_or(|told| told.id != actor.id)) {
        notifications::notify(connection, actor.id, NotificationKind::Mention, arrival.sender.id, about).await?;
    }
    Ok(Taken::Done)
}

async fn take_music(
    connection: &mut Connection,
    arrival: &Arrival<'_>,
    object: &Value,
) -> Result<Taken, FederationError> {
    if follows::count_followers(connection, arrival.sender.id).await? == 0 {
        return Ok(Taken::Ignored("nobody here follows the sender"));
    }
    let uri = release::uri(object).unwrap_or_default();
    let was_known = remote_releases::by_uri(connection, uri).await?.is_some();
    let taken = release::take(connection, arrival.sender, object).await?;
    let kept = remote_releases::by_uri(connection, uri).await?;
    if let Some(new) = kept.filter(|kept| !was_known && kept.published_at > Utc::now() - NEWS) {
        let news = NewRelease::Elsewhere(new.id);
        notifications::notify_followers(connection, arrival.sender.id, news).await?;
    }
    Ok(taken)
}

/// Only an id came: its server is asked later, if anybody here wants to know.
async fn by_id(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let uri = arrival.object_id()?;
    if read::host(uri).as_deref() != Some(arrival.host) {
        return Err(FederationError::Forbidden("the object is not on its sender's host".to_owned()));
    }
    if follows::count_followers(connection, arrival.sender.id).await? == 0 {
        return Ok(Taken::Ignored("nobody here follows the sender"));
    }
    fetch_later(connection, arrival, uri, false).await
}
