//! Posts of somebody, answers to something, and who may read one.

use diesel::dsl::{InnerJoin, IntoBoxed, exists, select};
use diesel::pg::Pg;
use diesel::sql_types::Bool;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Post, Subject, Visibility, find};
use crate::ids::{AccountId, ActorId, ArtistId, PostId};
use crate::schema::{actors as actors_table, follows, mentions, posts};
use crate::{Connection, actors, fixed, members, memberships};

/// What somebody posted for everybody, comments left out, newest first, `limit` of them behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn of_actor(
    connection: &mut Connection,
    actor: ActorId,
    before: Option<PostId>,
    limit: i64,
) -> QueryResult<Vec<Post>> {
    let mut query = posts::table
        .filter(posts::actor_id.eq(actor))
        .filter(posts::parent_id.is_null().and(posts::release_id.is_null()).and(posts::track_id.is_null()))
        .filter(posts::visibility.eq_any(Visibility::ON_PAGES))
        .filter(posts::deleted_at.is_null().and(posts::hidden_at.is_null()))
        .order((posts::published_at.desc(), posts::id.desc()))
        .limit(limit)
        .select(Post::as_select())
        .into_boxed();
    if let Some(before) = before {
        let Some(before) = find(connection, before).await? else { return Ok(Vec::new()) };
        query = query.filter(
            posts::published_at
                .lt(before.published_at)
                .or(posts::published_at.eq(before.published_at).and(posts::id.lt(before.id))),
        );
    }
    query.load(connection).await
}

type Shown = IntoBoxed<'static, InnerJoin<posts::table, actors_table::table>, Pg>;

/// The direct answers to something that everybody may read, with their authors.
fn answers(subject: Subject) -> Shown {
    let query = posts::table
        .inner_join(actors_table::table)
        .into_boxed()
        .filter(posts::visibility.eq_any(Visibility::ON_PAGES))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(actors::is_public())
        .filter(fixed::sql::<Bool>("NOT host_is_refused(actors.host)"));
    match subject {
        Subject::Release(id) => query.filter(posts::release_id.eq(id)).filter(posts::parent_id.is_null()),
        Subject::Track(id) => query.filter(posts::track_id.eq(id)).filter(posts::parent_id.is_null()),
        Subject::Post(id) => query.filter(posts::parent_id.eq(id)),
    }
}

/// The direct answers to something that everybody may read, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn replies(connection: &mut Connection, subject: Subject, limit: i64) -> QueryResult<Vec<Post>> {
    answers(subject)
        .order((posts::published_at.asc(), posts::id.asc()))
        .limit(limit)
        .select(Post::as_select())
        .load(connection)
        .await
}

/// How many direct answers to something everybody may read.
///
/// # Errors
/// When the database fails.
pub async fn count_replies(connection: &mut Connection, subject: Subject) -> QueryResult<i64> {
    answers(subject).count().get_result(connection).await
}

/// What an artist wrote for members, newest first.
///
/// # Errors
/// When the database fails.
pub async fn for_members(connection: &mut Connection, artist: ActorId, limit: i64) -> QueryResult<Vec<Post>> {
    posts::table
        .filter(posts::actor_id.eq(artist))
        .filter(posts::members_only)
        .filter(posts::deleted_at.is_null().and(posts::hidden_at.is_null()))
        .order((posts::published_at.desc(), posts::id.desc()))
        .limit(limit)
        .select(Post::as_select())
        .load(connection)
        .await
}

/// Whether an account may read what an artist writes for members: it manages the artist, or its membership includes that.
///
/// # Errors
/// When the database fails.
pub async fn are_for(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<bool> {
    if members::role(connection, artist, account).await?.is_some() {
        return Ok(true);
    }
    let rights = memberships::current(connection, artist, account).await?;
    Ok(rights.is_some_and(|rights| rights.includes_members_only))
}

/// Whether what an artist writes for members is for somebody here.
async fn is_for(connection: &mut Connection, artist: ActorId, viewer: ActorId) -> QueryResult<bool> {
    if artist == viewer {
        return Ok(true);
    }
    let (artist, viewer) = (actors::find(connection, artist).await?, actors::find(connection, viewer).await?);
    let artist = artist.and_then(|actor| actor.artist_id);
    let account = viewer.and_then(|actor| actor.account_id);
    match (artist, account) {
        (Some(artist), Some(account)) => are_for(connection, artist, account).await,
        _ => Ok(false),
    }
}

/// Whether `viewer`, or anybody for none, may read a post: it is neither deleted nor hidden, and public or unlisted, or the viewer
/// wrote it, is named in it, or follows its author where it is meant for followers.
///
/// # Errors
/// When the database fails.
pub async fn may_see(connection: &mut Connection, post: &Post, viewer: Option<ActorId>) -> QueryResult<bool> {
    if post.deleted_at.is_some() || post.hidden_at.is_some() {
        return Ok(false);
    }
    if let (true, Some(viewer)) = (post.members_only, viewer) {
        return is_for(connection, post.actor_id, viewer).await;
    }
    let Some(viewer) = viewer.filter(|viewer| !post.visibility.is_public() && *viewer != post.actor_id) else {
        return Ok(post.visibility.is_public() || viewer == Some(post.actor_id));
    };
    if select(exists(mentions::table.find((post.id, viewer)))).get_result(connection).await? {
        return Ok(true);
    }
    if post.visibility != Visibility::Followers {
        return Ok(false);
    }
    let follow = follows::table
        .filter(follows::follower_id.eq(viewer))
        .filter(follows::followed_id.eq(post.actor_id))
        .filter(follows::state.eq("accepted"));
    select(exists(follow)).get_result(connection).await
}
