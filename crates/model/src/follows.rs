//! Follows: who follows whom, and who asked to.

mod lists;

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{ActorId, FollowId};
use crate::schema::follows;

pub use lists::{
    accepted_here, asked, count_followers, count_following, followers, following, local_followers, requests,
};

crate::sql_types::words! {
    /// How far a follow is.
    FollowState {
        /// It waits for the followed one's answer.
        Requested = "requested",
        /// It holds.
        Accepted = "accepted",
    }
}

/// A follow as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = follows, check_for_backend(diesel::pg::Pg))]
pub struct Follow {
    /// Its id; later ones are greater.
    pub id: FollowId,
    /// Who follows.
    pub follower_id: ActorId,
    /// Whom.
    pub followed_id: ActorId,
    /// The id of the Follow activity where it came from elsewhere; a local one's is made from its id.
    pub uri: Option<String>,
    /// How far it is.
    pub state: FollowState,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Notes that one actor follows or wants to follow another, and gives what stands. Where it does already, its state stays as it
/// is; a Follow that came under another id is known by the new one from then on, for that is what its sender will undo.
///
/// # Errors
/// When the database fails, or the two are one.
pub async fn request(
    connection: &mut Connection,
    follower: ActorId,
    followed: ActorId,
    uri: Option<&str>,
    state: FollowState,
) -> QueryResult<Follow> {
    let new = (
        follows::id.eq(FollowId::new()),
        follows::follower_id.eq(follower),
        follows::followed_id.eq(followed),
        follows::uri.eq(uri),
        follows::state.eq(state),
    );
    diesel::insert_into(follows::table)
        .values(new)
        .on_conflict((follows::follower_id, follows::followed_id))
        .do_update()
        // No uri leaves the one that stands; the row is written all the same, so that it is returned.
        .set(follows::uri.eq(diesel::dsl::sql("coalesce(excluded.uri, follows.uri)")))
        .returning(Follow::as_returning())
        .get_result(connection)
        .await
}

/// A request becomes a follow; false if there is no such request.
///
/// # Errors
/// When the database fails.
pub async fn accept(connection: &mut Connection, follower: ActorId, followed: ActorId) -> QueryResult<bool> {
    let requested = follows::table
        .filter(follows::follower_id.eq(follower))
        .filter(follows::followed_id.eq(followed))
        .filter(follows::state.eq(FollowState::Requested));
    let accepted = diesel::update(requested).set(follows::state.eq(FollowState::Accepted)).execute(connection).await?;
    Ok(accepted > 0)
}

/// Ends a follow or takes a request back, whoever of the two wants it; gives what was there.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, follower: ActorId, followed: ActorId) -> QueryResult<Option<Follow>> {
    diesel::delete(follows::table)
        .filter(follows::follower_id.eq(follower))
        .filter(follows::followed_id.eq(followed))
        .returning(Follow::as_returning())
        .get_result(connection)
        .await
        .optional()
}

/// Ends what an actor began with the Follow of this id; gives what was there. An id that another actor used is not found.
///
/// # Errors
/// When the database fails.
pub async fn remove_by_uri(connection: &mut Connection, follower: ActorId, uri: &str) -> QueryResult<Option<Follow>> {
    match by_uri(connection, follower, uri).await? {
        Some(follow) => remove(connection, follower, follow.followed_id).await,
        None => Ok(None),
    }
}

/// The follow with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: FollowId) -> QueryResult<Option<Follow>> {
    follows::table.find(id).select(Follow::as_select()).first(connection).await.optional()
}

/// What is between two actors, in this direction.
///
/// # Errors
/// When the database fails.
pub async fn between(connection: &mut Connection, follower: ActorId, followed: ActorId) -> QueryResult<Option<Follow>> {
    follows::table
        .filter(follows::follower_id.eq(follower))
        .filter(follows::followed_id.eq(followed))
        .select(Follow::as_select())
        .first(connection)
        .await
        .optional()
}

/// What this remote actor began with the Follow of this id.
///
/// # Errors
/// When the database fails.
pub async fn by_uri(connection: &mut Connection, follower: ActorId, uri: &str) -> QueryResult<Option<Follow>> {
    follows::table
        .filter(follows::follower_id.eq(follower))
        .filter(follows::uri.eq(uri))
        .select(Follow::as_select())
        .first(connection)
        .await
        .optional()
}
