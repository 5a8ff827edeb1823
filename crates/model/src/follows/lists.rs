//! Lists of followers and of those who are followed.

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Follow, FollowState};
use crate::Connection;
use crate::actors::{self, Actor};
use crate::ids::{ActorId, FollowId};
use crate::schema::{actors as actors_table, follows};

/// Who follows an actor, newest first, at most `limit` from behind `after`. Who is deleted or suspended is left out.
///
/// # Errors
/// When the database fails.
pub async fn followers(
    connection: &mut Connection,
    actor: ActorId,
    after: Option<FollowId>,
    limit: i64,
) -> QueryResult<Vec<(Follow, Actor)>> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(actor).and(follows::state.eq(FollowState::Accepted)))
        .filter(follows::id.lt(behind(after)))
        .filter(actors::is_public())
        .order(follows::id.desc())
        .limit(limit)
        .select((Follow::as_select(), Actor::as_select()))
        .load(connection)
        .await
}

/// Whom an actor follows, newest first, at most `limit` from behind `after`. Who is deleted or suspended is left out.
///
/// # Errors
/// When the database fails.
pub async fn following(
    connection: &mut Connection,
    actor: ActorId,
    after: Option<FollowId>,
    limit: i64,
) -> QueryResult<Vec<(Follow, Actor)>> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(actor).and(follows::state.eq(FollowState::Accepted)))
        .filter(follows::id.lt(behind(after)))
        .filter(actors::is_public())
        .order(follows::id.desc())
        .limit(limit)
        .select((Follow::as_select(), Actor::as_select()))
        .load(connection)
        .await
}

/// The greatest id there can be, where the list starts at its beginning.
fn behind(after: Option<FollowId>) -> FollowId {
    after.unwrap_or(FollowId(uuid::Uuid::max()))
}

/// Who asked to follow an actor and has no answer yet, oldest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn requests(connection: &mut Connection, actor: ActorId, limit: i64) -> QueryResult<Vec<(Follow, Actor)>> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(actor).and(follows::state.eq(FollowState::Requested)))
        .filter(actors::is_public())
        .order(follows::id.asc())
        .limit(limit)
        .select((Follow::as_select(), Actor::as_select()))
        .load(connection)
        .await
}

/// Whom an actor asked and has no answer of yet, newest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn asked(connection: &mut Connection, actor: ActorId, limit: i64) -> QueryResult<Vec<(Follow, Actor)>> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(actor).and(follows::state.eq(FollowState::Requested)))
        .filter(actors::is_public())
        .order(follows::id.desc())
        .limit(limit)
        .select((Follow::as_select(), Actor::as_select()))
        .load(connection)
        .await
}

/// How many follow an actor; who is deleted or suspended is not counted.
///
/// # Errors
/// When the database fails.
pub async fn count_followers(connection: &mut Connection, actor: ActorId) -> QueryResult<i64> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(actor).and(follows::state.eq(FollowState::Accepted)))
        .filter(actors::is_public())
        .count()
        .get_result(connection)
        .await
}

/// How many an actor follows; requests, and who is deleted or suspended, are not counted.
///
/// # Errors
/// When the database fails.
pub async fn count_following(connection: &mut Connection, actor: ActorId) -> QueryResult<i64> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(actor).and(follows::state.eq(FollowState::Accepted)))
        .filter(actors::is_public())
        .count()
        .get_result(connection)
        .await
}

/// The local actors that follow an actor, in no order; those who only asked to are left out.
///
/// # Errors
/// When the database fails.
pub async fn accepted_here(connection: &mut Connection, actor: ActorId) -> QueryResult<Vec<Actor>> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(actor).and(follows::state.eq(FollowState::Accepted)))
        .filter(actors_table::uri.is_null().and(actors_table::deleted_at.is_null()))
        .select(Actor::as_select())
        .load(connection)
        .await
}

/// The local actors that follow an actor or asked to: those whom its move concerns.
///
/// # Errors
/// When the database fails.
pub async fn local_followers(connection: &mut Connection, actor: ActorId) -> QueryResult<Vec<Actor>> {
    follows::table
        .inner_join(actors_table::table.on(actors_table::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(actor).and(actors_table::uri.is_null()))
        .filter(actors::is_public())
        .order(follows::id.asc())
        .select(Actor::as_select())
        .load(connection)
        .await
}
