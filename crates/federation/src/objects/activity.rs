//! Activities: who does what with which object.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::audience::Audience;
use super::time::moment;
use super::{context, tombstone};

/// What all activities say.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The id of the activity; see [`urls::ap::activity`], and `follow` and `reaction` beside it.
    pub id: &'a str,
    /// The id of who does it.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl Said<'_> {
    /// An activity with this object, to whom that is.
    fn with(&self, kind: &str, audience: &Audience, object: Value) -> Value {
        let mut members = Map::new();
        members.insert("@context".to_owned(), context::plain());
        members.insert("id".to_owned(), json!(self.id));
        members.insert("type".to_owned(), json!(kind));
        members.insert("actor".to_owned(), json!(self.actor));
        members.insert("published".to_owned(), json!(moment(self.at)));
        members.insert("object".to_owned(), object);
        audience.put(&mut members);
        let mut document = Value::Object(members);
        context::hoist(&mut document);
        document
    }
}

/// Something new: it goes to those it is addressed to.
#[must_use]
pub fn create(said: &Said<'_>, object: Value) -> Value {
    said.with("Create", &Audience::read(&object), object)
}

/// Something changed; it goes to those it is addressed to. It says of itself that it changed now: Mastodon takes no edit that is
/// not later than the last one.
#[must_use]
pub fn update(said: &Said<'_>, mut object: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.insert("updated".to_owned(), json!(moment(said.at)));
    }
    said.with("Update", &Audience::read(&object), object)
}

/// An activity that was said before, with its object as that is now.
#[must_use]
pub fn with_object(mut activity: Value, object: Value) -> Value {
    if let Value::Object(members) = &mut activity {
        members.insert("object".to_owned(), object);
    }
    context::hoist(&mut activity);
    activity
}

/// An actor changed its profile.
#[must_use]
pub fn update_actor(said: &Said<'_>, followers: &str, actor: Value) -> Value {
    let audience = Audience { to: vec![super::PUBLIC.to_owned()], cc: vec![followers.to_owned()] };
    said.with("Update", &audience, actor)
}

/// An object that was a `former` is deleted.
#[must_use]
pub fn delete(said: &Said<'_>, audience: &Audience, object: &str, former: &str) -> Value {
    said.with("Delete", audience, tombstone(object, former, said.at))
}

/// An actor is gone, with everything it said.
#[must_use]
pub fn delete_actor(said: &Said<'_>) -> Value {
    said.with("Delete", &Audience::only(&[super::PUBLIC]), json!(said.actor))
}

/// The actor shows its followers something.
#[must_use]
pub fn announce(said: &Said<'_>, audience: &Audience, object: &str) -> Value {
    said.with("Announce", audience, json!(object))
}

/// The actor likes something of `author`.
#[must_use]
pub fn like(said: &Said<'_>, object: &str, author: &str) -> Value {
    said.with("Like", &Audience::only(&[author]), json!(object))
}

/// The actor wants to follow another one.
#[must_use]
pub fn follow(said: &Said<'_>, followed: &str) -> Value {
    said.with("Follow", &Audience::only(&[followed]), json!(followed))
}

/// The actor lets somebody follow it. `follow` is the Follow as it came, or at least its id.
#[must_use]
pub fn accept(said: &Said<'_>, follower: &str, follow: Value) -> Value {
    said.with("Accept", &Audience::only(&[follower]), follow)
}

/// The actor does not let somebody follow it, or no longer.
#[must_use]
pub fn reject(said: &Said<'_>, follower: &str, follow: Value) -> Value {
    said.with("Reject", &Audience::only(&[follower]), follow)
}

/// The actor takes back an activity of its own, and tells who was told of that.
#[must_use]
pub fn undo(said: &Said<'_>, activity: Value) -> Value {
    said.with("Undo", &Audience::read(&activity), activity)
}

/// The instance reports things (and the actor they are by) to where they come from. It does not say who complained.
#[must_use]
pub fn flag(said: &Said<'_>, objects: &[String], comment: &str) -> Value {
    let mut document = said.with("Flag", &Audience::default(), json!(objects));
    if let Value::Object(members) = &mut document {
        members.insert("content".to_owned(), json!(comment));
    }
    document
}

/// The actor wants nothing to do with another one.
#[must_use]
pub fn block(said: &Said<'_>, blocked: &str) -> Value {
    said.with("Block", &Audience::only(&[blocked]), json!(blocked))
}

/// The actor has moved to `target`, which names it in `alsoKnownAs`.
#[must_use]
pub fn moved(said: &Said<'_>, followers: &str, target: &str) -> Value {
    targeted(said.with("Move", &Audience::only(&[followers]), json!(said.actor)), target)
}

/// The actor puts something into one of its collections.
#[must_use]
pub fn add(said: &Said<'_>, audience: &Audience, object: &str, collection: &str) -> Value {
    targeted(said.with("Add", audience, json!(object)), collection)
}

/// The actor takes something out of one of its collections.
#[must_use]
pub fn remove(said: &Said<'_>, audience: &Audience, object: &str, collection: &str) -> Value {
    targeted(said.with("Remove", audience, json!(object)), collection)
}

fn targeted(mut document: Value, target: &str) -> Value {
    if let Value::Object(members) = &mut document {
        members.insert("target".to_owned(), json!(target));
    }
    document
}
