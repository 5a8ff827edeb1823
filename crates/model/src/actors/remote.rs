//! Actors that live elsewhere, as they were fetched last.

use chrono::{DateTime, Utc};
use diesel::sql_types::Text;
use diesel::{AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Actor, ActorKind};
use crate::ids::ActorId;
use crate::schema::actors;
use crate::{Connection, deliveries};

diesel::define_sql_function! { fn lower(text: Text) -> Text }

/// An actor as its server tells of it, checked and made safe to show by whoever fetched it. The fields are those of [`Actor`].
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = actors, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the fields are those of the actor")]
pub struct RemoteActor {
    pub kind: ActorKind,
    pub username: String,
    pub uri: String,
    pub host: String,
    pub name: String,
    pub summary: String,
    pub url: Option<String>,
    pub icon_url: Option<String>,
    pub image_url: Option<String>,
    pub fields: serde_json::Value,
    pub inbox: String,
    pub shared_inbox: Option<String>,
    pub outbox: Option<String>,
    pub followers: Option<String>,
    pub featured: Option<String>,
    pub also_known_as: Vec<String>,
    pub moved_to: Option<String>,
    pub manually_approves: bool,
    pub discoverable: bool,
    pub public_keys: serde_json::Value,
    pub fetched_at: Option<DateTime<Utc>>,
    pub published_at: Option<DateTime<Utc>>,
}

/// The remote actor with this id, deleted or suspended ones too.
///
/// # Errors
/// When the database fails.
pub async fn by_uri(connection: &mut Connection, uri: &str) -> QueryResult<Option<Actor>> {
    actors::table.filter(actors::uri.eq(uri)).select(Actor::as_select()).first(connection).await.optional()
}

/// The remote actor of this handle, in whatever case, that was fetched last; deleted ones not.
///
/// # Errors
/// When the database fails.
pub async fn by_handle(connection: &mut Connection, host: &str, username: &str) -> QueryResult<Option<Actor>> {
    actors::table
        .filter(actors::host.eq(host.to_lowercase()))
        .filter(lower(actors::username).eq(username.to_lowercase()))
        .filter(actors::deleted_at.is_null())
        .order(actors::fetched_at.desc())
        .select(Actor::as_select())
        .first(connection)
        .await
        .optional()
}

/// Keeps a remote actor as it was just fetched. One that counted as deleted is there again, and so are its inboxes; a suspension
/// stays.
///
/// # Errors
/// When the database fails.
pub async fn keep_remote(connection: &mut Connection, actor: &RemoteActor) -> QueryResult<Actor> {
    let inboxes: Vec<&str> =
        [Some(actor.inbox.as_str()), actor.shared_inbox.as_deref()].into_iter().flatten().collect();
    deliveries::revive_inboxes(connection, &inboxes).await?;
    diesel::insert_into(actors::table)
        .values((actors::id.eq(ActorId::new()), actor))
        .on_conflict(actors::uri)
        .do_update()
        .set((actor, actors::deleted_at.eq(None::<DateTime<Utc>>)))
        .returning(Actor::as_returning())
        .get_result(connection)
        .await
}

/// Suspends a remote actor, or lets it in again: it is shown nowhere and nothing is sent to it.
///
/// # Errors
/// When the database fails.
pub async fn suspend(connection: &mut Connection, id: ActorId, suspended: bool) -> QueryResult<()> {
    let since = suspended.then(Utc::now);
    diesel::update(actors::table.filter(actors::id.eq(id)).filter(actors::uri.is_not_null()))
        .set(actors::suspended_at.eq(since))
        .execute(connection)
        .await?;
    Ok(())
}
