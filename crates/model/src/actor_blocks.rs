//! Blocks and mutes: a local artist or fan does not want to be reached by somebody, or only not to see them.

use std::collections::HashSet;

use diesel::dsl::{exists, select};
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::actors::Actor;
use crate::ids::ActorId;
use crate::schema::{actor_blocks, actors, follows, notifications};

crate::sql_types::words! {
    /// How somebody is kept away.
    BlockKind {
        /// They neither reach the actor nor follow it, and neither sees the other.
        Block = "block",
        /// The actor does not see them.
        Mute = "mute",
    }
}

/// Keeps somebody away; false when they are already, or are the actor. A block ends the follows between the two, and either kind
/// takes away what the actor was to hear of them. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn add(connection: &mut Connection, actor: ActorId, target: ActorId, kind: BlockKind) -> QueryResult<bool> {
    if actor == target {
        return Ok(false);
    }
    let row = (actor_blocks::actor_id.eq(actor), actor_blocks::target_id.eq(target), actor_blocks::kind.eq(kind));
    let added =
        diesel::insert_into(actor_blocks::table).values(row).on_conflict_do_nothing().execute(connection).await?;
    if kind == BlockKind::Block {
        let between = follows::follower_id
            .eq(actor)
            .and(follows::followed_id.eq(target))
            .or(follows::follower_id.eq(target).and(follows::followed_id.eq(actor)));
        diesel::delete(follows::table.filter(between)).execute(connection).await?;
    }
    let heard = notifications::actor_id.eq(actor).and(notifications::from_actor_id.eq(target));
    diesel::delete(notifications::table.filter(heard)).execute(connection).await?;
    Ok(added > 0)
}

/// Keeps somebody away no more; false when they were not.
///
/// # Errors
/// When the database fails.
pub async fn remove(
    connection: &mut Connection,
    actor: ActorId,
    target: ActorId,
    kind: BlockKind,
) -> QueryResult<bool> {
    let removed = diesel::delete(actor_blocks::table.find((actor, target, kind))).execute(connection).await?;
    Ok(removed > 0)
}

/// Whether `actor` keeps `target` away so.
///
/// # Errors
/// When the database fails.
pub async fn has(connection: &mut Connection, actor: ActorId, target: ActorId, kind: BlockKind) -> QueryResult<bool> {
    select(exists(actor_blocks::table.find((actor, target, kind)))).get_result(connection).await
}

/// Whom an actor keeps away so, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection, actor: ActorId, kind: BlockKind) -> QueryResult<Vec<Actor>> {
    actor_blocks::table
        .inner_join(actors::table.on(actors::id.eq(actor_blocks::target_id)))
        .filter(actor_blocks::actor_id.eq(actor))
        .filter(actor_blocks::kind.eq(kind))
        .order(actor_blocks::created_at.desc())
        .select(Actor::as_select())
        .load(connection)
        .await
}

/// Whom an actor does not get to see: those it blocks or mutes, and those who block it.
///
/// # Errors
/// When the database fails.
pub async fn hidden_for(connection: &mut Connection, actor: ActorId) -> QueryResult<HashSet<ActorId>> {
    let rows: Vec<(ActorId, ActorId)> = actor_blocks::table
        .filter(
            actor_blocks::actor_id
                .eq(actor)
                .or(actor_blocks::target_id.eq(actor).and(actor_blocks::kind.eq(BlockKind::Block))),
        )
        .select((actor_blocks::actor_id, actor_blocks::target_id))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(by, target)| if by == actor { target } else { by }).collect())
}
