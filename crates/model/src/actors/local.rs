//! Actors that live here: artists, fans and services.

use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Actor, ActorKind, Service};
use crate::Connection;
use crate::artists::{Artist, ArtistKind};
use crate::handles::{self, HandleError};
use crate::ids::{AccountId, ActorId, ArtistId};
use crate::schema::actors;

/// Why somebody cannot become an actor.
#[derive(Debug, thiserror::Error)]
pub enum ActorError {
    /// The handle will not do.
    #[error(transparent)]
    Handle(#[from] HandleError),
    /// An artist or a fan has the handle.
    #[error("The handle is taken. Choose another one.")]
    HandleTaken,
    /// The account is an actor already.
    #[error("This account has a handle already.")]
    HasHandle,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// What a local actor's owner decides; `None` leaves it as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = actors)]
pub struct ActorChanges {
    /// The name a fan shows. An artist's is changed with the artist.
    pub name: Option<String>,
    /// What a fan says of itself, as HTML that is safe to show.
    pub summary: Option<String>,
    /// Whether somebody looks at every follow request.
    pub manually_approves: Option<bool>,
    /// Whether the followers are only counted.
    pub followers_hidden: Option<bool>,
    /// Whether it wants to be found and recommended.
    pub discoverable: Option<bool>,
    /// Ids of other actors that are the same person; an actor that moves here is named before it moves.
    pub also_known_as: Option<Vec<String>>,
    /// The id of the actor it moved to; `Some(None)` takes that back.
    pub moved_to: Option<Option<String>>,
}

#[derive(Insertable)]
#[diesel(table_name = actors)]
struct NewLocal<'a> {
    id: ActorId,
    kind: ActorKind,
    username: &'a str,
    name: &'a str,
    artist_id: Option<ArtistId>,
    account_id: Option<AccountId>,
    service: Option<Service>,
    followers_hidden: bool,
    discoverable: bool,
    published_at: Option<DateTime<Utc>>,
}

impl<'a> NewLocal<'a> {
    fn new(kind: ActorKind, username: &'a str, name: &'a str) -> Self {
        Self {
            id: ActorId::new(),
            kind,
            username,
            name,
            artist_id: None,
            account_id: None,
            service: None,
            followers_hidden: false,
            discoverable: true,
            published_at: Some(Utc::now()),
        }
    }
}

/// What an artist is in the fediverse. A band is a person there: groups behave like forums elsewhere.
fn kind_of(kind: ArtistKind) -> ActorKind {
    match kind {
        ArtistKind::Label => ActorKind::Organization,
        ArtistKind::Person | ArtistKind::Band => ActorKind::Person,
    }
}

/// The actor of an artist that was just made; fails with a violated uniqueness where a fan has the handle.
pub(crate) async fn of_new_artist(connection: &mut Connection, artist: &Artist) -> QueryResult<Actor> {
    let actor = NewLocal {
        artist_id: Some(artist.id),
        published_at: Some(artist.created_at),
        ..NewLocal::new(kind_of(artist.kind), &artist.handle, &artist.name)
    };
    diesel::insert_into(actors::table).values(actor).returning(Actor::as_returning()).get_result(connection).await
}

/// Brings the actor of an artist that was changed up to date.
pub(crate) async fn follow_artist(connection: &mut Connection, artist: &Artist) -> QueryResult<()> {
    diesel::update(actors::table.filter(actors::artist_id.eq(artist.id)))
        .set((
            actors::kind.eq(kind_of(artist.kind)),
            actors::username.eq(&artist.handle),
            actors::name.eq(&artist.name),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes the actor of an artist or an account that is about to be removed, if it has one.
pub(crate) async fn entomb(connection: &mut Connection, actor: Option<Actor>) -> QueryResult<()> {
    if let Some(actor) = actor {
        super::mark_deleted(connection, actor.id).await?;
    }
    Ok(())
}

/// The actor of a local artist; every artist has one.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Option<Actor>> {
    actors::table.filter(actors::artist_id.eq(artist)).select(Actor::as_select()).first(connection).await.optional()
}

/// The actor of an account that took a handle.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account: AccountId) -> QueryResult<Option<Actor>> {
    actors::table.filter(actors::account_id.eq(account)).select(Actor::as_select()).first(connection).await.optional()
}

/// The actor of a service, made now if there is none.
///
/// # Errors
/// When the database fails, or an artist or a fan has had the service's name since before it was reserved.
pub async fn service(connection: &mut Connection, service: Service) -> QueryResult<Actor> {
    let found = actors::table.filter(actors::service.eq(service)).select(Actor::as_select());
    if let Some(actor) = found.first(connection).await.optional()? {
        return Ok(actor);
    }
    let kind = match service {
        Service::Instance => ActorKind::Application,
        Service::NewReleases => ActorKind::Service,
    };
    let new = NewLocal { service: Some(service), ..NewLocal::new(kind, service.word(), "") };
    // Of two that make it at once, one makes it.
    diesel::insert_into(actors::table).values(new).on_conflict_do_nothing().execute(connection).await?;
    found.first(connection).await
}

/// Makes a fan an actor under a handle that no artist and no other fan has. Its followers are hidden and it is not recommended,
/// until it wants otherwise.
///
/// # Errors
/// When the handle is invalid, reserved or taken, or the account has one already.
pub async fn create_fan(
    connection: &mut Connection,
    account: AccountId,
    username: &str,
    name: &str,
) -> Result<Actor, ActorError> {
    let username = handles::normal(username)?;
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(100).collect();
    let fan = NewLocal {
        account_id: Some(account),
        followers_hidden: true,
        discoverable: false,
        ..NewLocal::new(ActorKind::Person, &username, &name)
    };
    // Whatever is taken, the caller's transaction goes on: which of the two it was is asked afterwards.
    let made = diesel::insert_into(actors::table)
        .values(fan)
        .on_conflict_do_nothing()
        .returning(Actor::as_returning())
        .get_result(connection)
        .await
        .optional()?;
    match made {
        Some(actor) => Ok(actor),
        None if of_account(connection, account).await?.is_some() => Err(ActorError::HasHandle),
        None => Err(ActorError::HandleTaken),
    }
}

/// Changes what a local actor's owner decides.
///
/// # Errors
/// When the database fails.
pub async fn change(connection: &mut Connection, id: ActorId, changes: &ActorChanges) -> QueryResult<Actor> {
    let local = actors::table.filter(actors::id.eq(id)).filter(actors::uri.is_null());
    let changed = diesel::update(local).set(changes).returning(Actor::as_returning()).get_result(connection);
    match changed.await {
        // A form that changes nothing is no mistake.
        Err(Error::QueryBuilderError(_)) => local.select(Actor::as_select()).first(connection).await,
        done => done,
    }
}

/// Whether a statement failed because something unique is taken.
pub(crate) fn is_taken(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}
