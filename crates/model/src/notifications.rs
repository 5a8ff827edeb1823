//! Notifications: what the people behind a local actor should hear of, each thing once.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Bool, Nullable, Text, Uuid};
use diesel::{
    ExpressionMethods, JoinOnDsl, NullableExpressionMethods, PgExpressionMethods, QueryDsl, QueryResult, Queryable,
    Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::actors::Actor;
use crate::follows::FollowState;
use crate::ids::{AccountId, ActorId, NotificationId, PostId, ReleaseId, RemoteReleaseId, TrackId};
use crate::posts::{Post, Subject};
use crate::schema::{actors, follows, notifications, posts};
use crate::{Connection, fixed};

crate::sql_types::words! {
    /// What happened.
    NotificationKind {
        /// Somebody follows.
        Follow = "follow",
        /// Somebody asks to follow.
        FollowRequest = "follow_request",
        /// Somebody likes a release, track or post.
        Like = "like",
        /// Somebody boosted a release, track or post.
        Boost = "boost",
        /// Somebody commented on a release or track, or answered a post.
        Comment = "comment",
        /// Somebody named the actor.
        Mention = "mention",
        /// Somebody who is followed moved to another server.
        Move = "move",
        /// Somebody who is followed brought out a release.
        Release = "release",
    }
}

/// A notification as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = notifications, check_for_backend(diesel::pg::Pg))]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Whom it is for.
    pub actor_id: ActorId,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub from_actor_id: ActorId,
    /// With which release,
    pub release_id: Option<ReleaseId>,
    /// or track,
    pub track_id: Option<TrackId>,
    /// or post: the comment or mention itself, or the post that is liked.
    pub post_id: Option<PostId>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// The release of another server that it is about.
    pub remote_release_id: Option<RemoteReleaseId>,
}

/// A release that came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewRelease {
    /// Here.
    Here(ReleaseId),
    /// On another server.
    Elsewhere(RemoteReleaseId),
}

/// Notes that `from` did something that `actor` should hear of. False, and nothing is noted, when it is noted already, `actor` is
/// not from here or is `from`, blocks or mutes `from` or is blocked by it, or `from` is suspended, or silenced with its server and
/// not followed.
///
/// # Errors
/// When the database fails.
pub async fn notify(
    connection: &mut Connection,
    actor: ActorId,
    kind: NotificationKind,
    from: ActorId,
    about: Option<Subject>,
) -> QueryResult<bool> {
    let (release, track, post) = about.map_or((None, None, None), Subject::columns);
    let noted = fixed::query(include_str!("notifications/notify.sql"))
        .bind::<Uuid, _>(NotificationId::new())
        .bind::<Uuid, _>(actor)
        .bind::<Text, _>(kind)
        .bind::<Uuid, _>(from)
        .bind::<Nullable<Uuid>, _>(release)
        .bind::<Nullable<Uuid>, _>(track)
        .bind::<Nullable<Uuid>, _>(post)
        .execute(connection)
        .await?;
    Ok(noted > 0)
}

/// Notes for everybody here who follows `from` that it brought out a release, once. Who blocks or mutes it does not hear of it.
///
/// # Errors
/// When the database fails.
pub async fn notify_followers(connection: &mut Connection, from: ActorId, release: NewRelease) -> QueryResult<()> {
    let followers: Vec<ActorId> = follows::table
        .inner_join(actors::table.on(actors::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(from))
        .filter(follows::state.eq(FollowState::Accepted))
        .filter(actors::host.is_null())
        .select(actors::id)
        .load(connection)
        .await?;
    // The ids are made here, so that they stand in the order of time.
    let ids: Vec<NotificationId> = followers.iter().map(|_| NotificationId::new()).collect();
    let (here, elsewhere) = match release {
        NewRelease::Here(id) => (Some(id), None),
        NewRelease::Elsewhere(id) => (None, Some(id)),
    };
    fixed::query(include_str!("notifications/notify_followers.sql"))
        .bind::<Array<Uuid>, _>(ids)
        .bind::<Array<Uuid>, _>(followers)
        .bind::<Uuid, _>(from)
        .bind::<Nullable<Uuid>, _>(here)
        .bind::<Nullable<Uuid>, _>(elsewhere)
        .execute(connection)
        .await?;
    Ok(())
}

/// What `from` did with a thing no longer holds: nobody hears of it any more.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(
    connection: &mut Connection,
    kind: NotificationKind,
    from: ActorId,
    about: Subject,
) -> QueryResult<()> {
    let (release, track, post) = about.columns();
    diesel::delete(
        notifications::table
            .filter(notifications::kind.eq(kind))
            .filter(notifications::from_actor_id.eq(from))
            .filter(notifications::release_id.is_not_distinct_from(release))
            .filter(notifications::track_id.is_not_distinct_from(track))
            .filter(notifications::post_id.is_not_distinct_from(post)),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// `from` no longer follows `actor`, or no longer asks to.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_follow(connection: &mut Connection, actor: ActorId, from: ActorId) -> QueryResult<()> {
    diesel::delete(
        notifications::table
            .filter(notifications::actor_id.eq(actor))
            .filter(notifications::from_actor_id.eq(from))
            .filter(notifications::kind.eq_any([NotificationKind::Follow, NotificationKind::FollowRequest])),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What an actor should hear of, the latest first, `limit` behind `before`: who did it, and the post it is about. What deleted and
/// suspended actors did is left out.
///
/// # Errors
/// When the database fails.
pub async fn of_actor(
    connection: &mut Connection,
    actor: ActorId,
    before: Option<NotificationId>,
    limit: i64,
) -> QueryResult<Vec<(Notification, Actor, Option<Post>)>> {
    let mut query = notifications::table
        .inner_join(actors::table.on(actors::id.eq(notifications::from_actor_id)))
        .left_join(posts::table.on(posts::id.nullable().eq(notifications::post_id)))
        .filter(notifications::actor_id.eq(actor))
        .filter(crate::actors::is_public())
        .filter(fixed::sql::<Bool>("NOT host_is_refused(actors.host)"))
        .order(notifications::id.desc())
        .limit(limit)
        .select((Notification::as_select(), Actor::as_select(), Option::<Post>::as_select()))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(notifications::id.lt(before));
    }
    query.load(connection).await
}

/// How many things an actor has not read.
///
/// # Errors
/// When the database fails.
pub async fn unread(connection: &mut Connection, actor: ActorId) -> QueryResult<i64> {
    notifications::table
        .inner_join(actors::table.on(actors::id.eq(notifications::from_actor_id)))
        .filter(notifications::actor_id.eq(actor))
        .filter(notifications::read_at.is_null())
        .filter(crate::actors::is_public())
        .filter(fixed::sql::<Bool>("NOT host_is_refused(actors.host)"))
        .count()
        .get_result(connection)
        .await
}

/// How many things the fan of an account has not read; nothing for an account without a handle.
///
/// # Errors
/// When the database fails.
pub async fn unread_of_fan(connection: &mut Connection, account: AccountId) -> QueryResult<i64> {
    match crate::actors::of_account(connection, account).await? {
        Some(own) => unread(connection, own.id).await,
        None => Ok(0),
    }
}

/// An actor has read everything.
///
/// # Errors
/// When the database fails.
pub async fn mark_read(connection: &mut Connection, actor: ActorId) -> QueryResult<()> {
    let unread =
        notifications::table.filter(notifications::actor_id.eq(actor)).filter(notifications::read_at.is_null());
    diesel::update(unread).set(notifications::read_at.eq(Some(Utc::now()))).execute(connection).await?;
    Ok(())
}
