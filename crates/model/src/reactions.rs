//! Likes and boosts: each actor has at most one of each kind for a thing, however often it is said.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Nullable, Uuid};
use diesel::{
    ExpressionMethods, NullableExpressionMethods, OptionalExtension, PgExpressionMethods, QueryDsl, QueryResult,
    Queryable, QueryableByName, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::actors::Actor;
use crate::ids::{ActorId, PostId, ReactionId, ReleaseId, TrackId};
use crate::notifications::{self, NotificationKind};
use crate::posts::Subject;
use crate::schema::{actors, reactions};

crate::sql_types::words! {
    /// What somebody does with a thing.
    ReactionKind {
        /// Likes it.
        Like = "like",
        /// Shows it to their followers.
        Boost = "boost",
    }
}

/// A reaction as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reactions, check_for_backend(diesel::pg::Pg))]
pub struct Reaction {
    /// Its id.
    pub id: ReactionId,
    /// What it is.
    pub kind: ReactionKind,
    /// Whose it is.
    pub actor_id: ActorId,
    /// To a release,
    pub release_id: Option<ReleaseId>,
    /// or a track,
    pub track_id: Option<TrackId>,
    /// or a post.
    pub post_id: Option<PostId>,
    /// The id of the activity, where it came from elsewhere.
    pub uri: Option<String>,
    /// When.
    pub created_at: chrono::DateTime<chrono::Utc>,
}

impl Reaction {
    /// What it is to.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        Subject::of_columns(self.release_id, self.track_id, self.post_id)
    }
}

/// How many react to a thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many like it.
    pub likes: i64,
    /// How many boosted it.
    pub boosts: i64,
}

/// Keeps a reaction; false when it stands already, or `uri` is known for another one.
///
/// # Errors
/// When the database fails, e.g. because the thing is not here.
pub async fn add(
    connection: &mut Connection,
    kind: ReactionKind,
    actor: ActorId,
    subject: Subject,
    uri: Option<&str>,
) -> QueryResult<bool> {
    let (release, track, post) = subject.columns();
    let added = diesel::insert_into(reactions::table)
        .values((
            reactions::id.eq(ReactionId::new()),
            reactions::kind.eq(kind),
            reactions::actor_id.eq(actor),
            reactions::release_id.eq(release),
            reactions::track_id.eq(track),
            reactions::post_id.eq(post),
            reactions::uri.eq(uri),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(added > 0)
}

/// Takes a reaction back, with the notification of it; gives what was taken.
///
/// # Errors
/// When the database fails.
pub async fn remove(
    connection: &mut Connection,
    kind: ReactionKind,
    actor: ActorId,
    subject: Subject,
) -> QueryResult<Option<Reaction>> {
    let Some(reaction) = find_of(connection, kind, actor, subject).await? else { return Ok(None) };
    delete(connection, reaction).await
}

/// Takes back the reaction of `actor` that came with this activity, with the notification of it; gives what was taken.
///
/// # Errors
/// When the database fails.
pub async fn remove_by_uri(connection: &mut Connection, actor: ActorId, uri: &str) -> QueryResult<Option<Reaction>> {
    let found = reactions::table
        .filter(reactions::uri.eq(uri))
        .filter(reactions::actor_id.eq(actor))
        .select(Reaction::as_select())
        .first(connection)
        .await
        .optional()?;
    match found {
        Some(reaction) => delete(connection, reaction).await,
        None => Ok(None),
    }
}

async fn delete(connection: &mut Connection, reaction: Reaction) -> QueryResult<Option<Reaction>> {
    let deleted = diesel::delete(reactions::table.find(reaction.id)).execute(connection).await?;
    if let Some(subject) = reaction.subject() {
        let kind = match reaction.kind {
            ReactionKind::Like => NotificationKind::Like,
            ReactionKind::Boost => NotificationKind::Boost,
        };
        notifications::withdraw(connection, kind, reaction.actor_id, subject).await?;
    }
    Ok((deleted > 0).then_some(reaction))
}

/// The reaction with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ReactionId) -> QueryResult<Option<Reaction>> {
    reactions::table.find(id).select(Reaction::as_select()).first(connection).await.optional()
}

/// The reaction of an actor to a thing.
///
/// # Errors
/// When the database fails.
pub async fn find_of(
    connection: &mut Connection,
    kind: ReactionKind,
    actor: ActorId,
    subject: Subject,
) -> QueryResult<Option<Reaction>> {
    let (release, track, post) = subject.columns();
    reactions::table
        .filter(reactions::kind.eq(kind))
        .filter(reactions::actor_id.eq(actor))
        .filter(reactions::release_id.is_not_distinct_from(release))
        .filter(reactions::track_id.is_not_distinct_from(track))
        .filter(reactions::post_id.is_not_distinct_from(post))
        .select(Reaction::as_select())
        .first(connection)
        .await
        .optional()
}

/// Whether an actor reacts so to a thing.
///
/// # Errors
/// When the database fails.
pub async fn has(
    connection: &mut Connection,
    kind: ReactionKind,
    actor: ActorId,
    subject: Subject,
) -> QueryResult<bool> {
    Ok(find_of(connection, kind, actor, subject).await?.is_some())
}

/// Who reacts so to a thing, the latest first; deleted and suspended actors are left out.
///
/// # Errors
/// When the database fails.
pub async fn list(
    connection: &mut Connection,
    kind: ReactionKind,
    subject: Subject,
    limit: i64,
) -> QueryResult<Vec<(Reaction, Actor)>> {
    let query = reactions::table
        .inner_join(actors::table)
        .filter(reactions::kind.eq(kind))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .order(reactions::id.desc())
        .limit(limit)
        .select((Reaction::as_select(), Actor::as_select()))
        .into_boxed();
    let query = match subject {
        Subject::Release(id) => query.filter(reactions::release_id.eq(id)),
        Subject::Track(id) => query.filter(reactions::track_id.eq(id)),
        Subject::Post(id) => query.filter(reactions::post_id.eq(id)),
    };
    query.load(connection).await
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Nullable<Uuid>)]
    post_id: Option<PostId>,
    #[diesel(sql_type = BigInt)]
    likes: i64,
    #[diesel(sql_type = BigInt)]
    boosts: i64,
}

const COUNT: &str = "SELECT post_id, count(*) FILTER (WHERE reactions.kind = 'like') AS likes,
                            count(*) FILTER (WHERE reactions.kind = 'boost') AS boosts
                     FROM reactions JOIN actors ON actors.id = reactions.actor_id
                     WHERE actors.deleted_at IS NULL AND actors.suspended_at IS NULL AND ";

/// How many react to a thing; deleted and suspended actors do not count.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection, subject: Subject) -> QueryResult<Counts> {
    let (column, id) = match subject {
        Subject::Release(id) => ("release_id", id.0),
        Subject::Track(id) => ("track_id", id.0),
        Subject::Post(id) => ("post_id", id.0),
    };
    let counted: Vec<Counted> = diesel::sql_query(format!("{COUNT} {column} = $1 GROUP BY post_id"))
        .bind::<Uuid, _>(id)
        .load(connection)
        .await?;
    Ok(counted
        .into_iter()
        .next()
        .map_or_else(Counts::default, |counted| Counts { likes: counted.likes, boosts: counted.boosts }))
}

/// How many react to each of these posts; those nobody reacts to are left out.
///
/// # Errors
/// When the database fails.
pub async fn counts_of_posts(connection: &mut Connection, posts: &[PostId]) -> QueryResult<HashMap<PostId, Counts>> {
    let counted: Vec<Counted> = diesel::sql_query(format!("{COUNT} post_id = ANY ($1) GROUP BY post_id"))
        .bind::<Array<Uuid>, _>(posts)
        .load(connection)
        .await?;
    Ok(counted
        .into_iter()
        .filter_map(|counted| Some((counted.post_id?, Counts { likes: counted.likes, boosts: counted.boosts })))
        .collect())
}

/// How these actors react to these posts.
///
/// # Errors
/// When the database fails.
pub async fn to_posts_of(
    connection: &mut Connection,
    actors: &[ActorId],
    posts: &[PostId],
) -> QueryResult<Vec<(PostId, ReactionKind)>> {
    reactions::table
        .filter(reactions::actor_id.eq_any(actors))
        .filter(reactions::post_id.eq_any(posts))
        .select((reactions::post_id.assume_not_null(), reactions::kind))
        .load(connection)
        .await
}
