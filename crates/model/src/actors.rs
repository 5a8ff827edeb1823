//! Actors: everybody who speaks ActivityPub. Artists, fans and two services here, and whoever was heard of elsewhere.
//!
//! A local actor's addresses are made from its id. It takes its name in handles from one namespace that artists and fans share.
//! Whether it may be shown is asked with [`public`] and its like: an artist or a fan who is suspended is no actor to the outside.

mod local;
mod remote;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Bool, Uuid};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::fixed::{self, Piece};
use crate::ids::{AccountId, ActorId, ArtistId};
use crate::schema::actors;

pub use local::{ActorChanges, ActorError, change, create_fan, of_account, of_artist, service};
pub(crate) use local::{entomb, follow_artist, is_taken, of_new_artist};
pub use remote::{RemoteActor, by_handle, by_uri, keep_remote, suspend};

crate::sql_types::words! {
    /// What an actor says it is.
    ActorKind {
        /// A fan, a solo artist or a band.
        Person = "person",
        /// A forum or a community elsewhere.
        Group = "group",
        /// A label.
        Organization = "organization",
        /// A program, such as an instance.
        Application = "application",
        /// Something that speaks by itself, such as the list of new releases.
        Service = "service",
    }
}

crate::sql_types::words! {
    /// Who speaks here without being anybody.
    Service {
        /// The instance: it signs fetches and reports.
        Instance = "instance",
        /// It tells of every release that is published here.
        NewReleases = "new_releases",
    }
}

/// An actor as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = actors, check_for_backend(diesel::pg::Pg))]
pub struct Actor {
    /// Its id.
    pub id: ActorId,
    /// What it says it is.
    pub kind: ActorKind,
    /// The first half of its handle; lower-case for a local one.
    pub username: String,
    /// The local artist it is.
    pub artist_id: Option<ArtistId>,
    /// The account of the local fan it is.
    pub account_id: Option<AccountId>,
    /// The local service it is.
    pub service: Option<Service>,
    /// The id of a remote one; see [`Actor::uri`].
    pub uri: Option<String>,
    /// The host of a remote one's handle, with the port where one is named.
    pub host: Option<String>,
    /// The name it shows; may be empty. A local artist's is kept like the artist's.
    pub name: String,
    /// HTML that is safe to show; a local artist's stands with the artist.
    pub summary: String,
    /// A remote one's page.
    pub url: Option<String>,
    /// A remote one's picture.
    pub icon_url: Option<String>,
    /// A remote one's wide picture.
    pub image_url: Option<String>,
    /// A JSON list of `{name, value}`, the values HTML that is safe to show.
    pub fields: serde_json::Value,
    /// Where a remote one is written to; see [`Actor::inbox_of`].
    pub inbox: Option<String>,
    /// Where everybody on its server is written to at once.
    pub shared_inbox: Option<String>,
    /// What a remote one said.
    pub outbox: Option<String>,
    /// Who follows a remote one.
    pub followers: Option<String>,
    /// What a remote one pinned.
    pub featured: Option<String>,
    /// Ids of other actors that are the same person.
    pub also_known_as: Vec<String>,
    /// The id of the actor it moved to.
    pub moved_to: Option<String>,
    /// Whether somebody looks at every follow request.
    pub manually_approves: bool,
    /// Whether the followers are only counted.
    pub followers_hidden: bool,
    /// Whether it wants to be found and recommended.
    pub discoverable: bool,
    /// A remote one's keys, a JSON list of `{id, kind: rsa | ed25519, key: PEM | multibase}`.
    pub public_keys: serde_json::Value,
    /// When a remote one was fetched last.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Since when it is there, as it says.
    pub published_at: Option<DateTime<Utc>>,
    /// Since when an admin has it suspended. A local artist's or fan's suspension stands with the artist or account.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Since when it is gone for good.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When it came to be known here.
    pub created_at: DateTime<Utc>,
}

impl Actor {
    /// Whether it lives here.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.uri.is_none()
    }

    /// Its id in the fediverse; `base_url` is this instance's, without a slash at its end.
    #[must_use]
    pub fn uri(&self, base_url: &str) -> String {
        self.uri.clone().unwrap_or_else(|| urls::absolute(base_url, &urls::ap::actor(self.id.0)))
    }

    /// Its own inbox, not the shared one.
    #[must_use]
    pub fn inbox_of(&self, base_url: &str) -> String {
        self.inbox.clone().unwrap_or_else(|| urls::absolute(base_url, &urls::ap::inbox(self.id.0)))
    }

    /// `user@host`; `domain` is this instance's.
    #[must_use]
    pub fn handle(&self, domain: &str) -> String {
        format!("{}@{}", self.username, self.host.as_deref().unwrap_or(domain))
    }

    /// The name to show: the username where it has given none.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        if self.name.trim().is_empty() { &self.username } else { &self.name }
    }
}

/// Whether a row of `actors` may be shown to anybody: not deleted, and neither it nor its artist or account suspended.
pub(crate) fn is_public() -> Piece<Bool> {
    fixed::sql(
        "(actors.deleted_at IS NULL AND actors.suspended_at IS NULL
          AND num_nonnulls(actors.artist_id, actors.account_id, actors.service, actors.uri) = 1
          AND NOT EXISTS (SELECT 1 FROM artists AS hidden_artist
                          WHERE hidden_artist.id = actors.artist_id AND hidden_artist.suspended_at IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM accounts AS hidden_account
                          WHERE hidden_account.id = actors.account_id AND hidden_account.suspended_at IS NOT NULL))",
    )
}

/// The actor with this id, deleted or suspended ones too.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ActorId) -> QueryResult<Option<Actor>> {
    actors::table.find(id).select(Actor::as_select()).first(connection).await.optional()
}

/// The actor with this id, if it may be shown: neither deleted nor suspended.
///
/// # Errors
/// When the database fails.
pub async fn public(connection: &mut Connection, id: ActorId) -> QueryResult<Option<Actor>> {
    actors::table.find(id).filter(is_public()).select(Actor::as_select()).first(connection).await.optional()
}

/// The local actor of this name, in whatever case; suspended ones too, deleted ones not.
///
/// # Errors
/// When the database fails.
pub async fn local_by_username(connection: &mut Connection, name: &str) -> QueryResult<Option<Actor>> {
    actors::table
        .filter(actors::username.eq(name.to_lowercase()))
        .filter(actors::host.is_null())
        .filter(actors::deleted_at.is_null())
        .select(Actor::as_select())
        .first(connection)
        .await
        .optional()
}

/// The local actor of this name, in whatever case, if it may be shown.
///
/// # Errors
/// When the database fails.
pub async fn public_by_username(connection: &mut Connection, name: &str) -> QueryResult<Option<Actor>> {
    actors::table
        .filter(actors::username.eq(name.to_lowercase()))
        .filter(actors::host.is_null())
        .filter(is_public())
        .select(Actor::as_select())
        .first(connection)
        .await
        .optional()
}

/// The actors with these ids, deleted or suspended ones too.
///
/// # Errors
/// When the database fails.
pub async fn many(connection: &mut Connection, ids: &[ActorId]) -> QueryResult<HashMap<ActorId, Actor>> {
    let found: Vec<Actor> =
        actors::table.filter(actors::id.eq_any(ids)).select(Actor::as_select()).load(connection).await?;
    Ok(found.into_iter().map(|actor| (actor.id, actor)).collect())
}

/// Deletes an actor for good, here or elsewhere: only its id stays, so that it can be answered that it is gone, and with it what
/// is still to be delivered of its own. Its posts are emptied, everything else of it goes, its name is free. What its followers
/// are to hear must stand in `deliveries` before. False if it was deleted already or never was.
///
/// # Errors
/// When the database fails.
pub async fn mark_deleted(connection: &mut Connection, id: ActorId) -> QueryResult<bool> {
    let marked = fixed::query(include_str!("actors/mark_deleted.sql")).bind::<Uuid, _>(id).execute(connection).await?;
    Ok(marked > 0)
}
