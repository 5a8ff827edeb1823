//! What local actors say, and to whom. Everything here writes rows on the caller's connection, inside its transaction: the
//! activity, and a delivery for each inbox. [`crate::delivery`] sends them.

mod actor;
mod follow;
mod post;
mod quote;
mod reaction;
mod release;
mod show;

use chrono::{DateTime, Utc};
use model::Connection;
use model::activities::{self, NewActivity};
use model::actors::Actor;
use model::ids::ActivityId;
use serde_json::Value;

use crate::objects::activity::Said;
use crate::{Federation, FederationError};

pub use actor::{actor_changed, actor_deleted, actor_moved, block, flag, unblock};
pub use follow::{accept, follow, reject, unfollow};
pub use post::{post_created, post_deleted, post_updated};
pub use quote::quote_answered;
pub use reaction::{react, unreact};
pub use release::{release_changed, release_published, release_unpublished};
pub use show::{show_told, show_withdrawn};

/// Something a local actor is about to say.
struct Saying<'a> {
    /// Who says it.
    actor: &'a Actor,
    /// The activity's type.
    kind: &'a str,
    /// The id of what it is about.
    object: &'a str,
    /// Said once under this name, however often it is tried.
    event: Option<&'a str>,
    /// Whether it stands in the outbox for everybody.
    is_public: bool,
    /// When.
    at: DateTime<Utc>,
}

impl<'a> Saying<'a> {
    fn new(actor: &'a Actor, kind: &'a str, object: &'a str) -> Self {
        Self { actor, kind, object, event: None, is_public: false, at: Utc::now() }
    }

    fn once(self, event: &'a str) -> Self {
        Self { event: Some(event), ..self }
    }

    fn for_everybody(self) -> Self {
        Self { is_public: true, ..self }
    }

    fn at(self, at: DateTime<Utc>) -> Self {
        Self { at, ..self }
    }

    /// Writes the activity that `make` makes; none if it was said before.
    async fn keep(
        self,
        connection: &mut Connection,
        federation: &Federation,
        make: impl FnOnce(&Said<'_>) -> Value + Send,
    ) -> Result<Option<ActivityId>, FederationError> {
        let id = ActivityId::new();
        let address = federation.absolute(&urls::ap::activity(id.0));
        self.keep_as(connection, federation, id, &address, make).await
    }

    /// As [`Saying::keep`], under an address of its own: a Follow is known by the follow's.
    async fn keep_as(
        self,
        connection: &mut Connection,
        federation: &Federation,
        id: ActivityId,
        address: &str,
        make: impl FnOnce(&Said<'_>) -> Value + Send,
    ) -> Result<Option<ActivityId>, FederationError> {
        let actor = self.actor.uri(&federation.base_url);
        let body = make(&Said { id: address, actor: &actor, at: self.at });
        let new = NewActivity {
            id,
            actor: self.actor.id,
            kind: self.kind,
            object: self.object,
            event: self.event,
            body,
            is_public: self.is_public,
        };
        Ok(activities::keep(connection, new).await?)
    }
}

/// Where an actor elsewhere is reached alone.
fn inbox(actor: &Actor) -> Option<String> {
    actor.inbox.clone()
}
