//! Comments as a page shows them: a tree in order. What is hidden, meant for a few, by somebody suspended or whom the viewer does
//! not want to see is left out with everything below it; what is deleted stays as an empty place where somebody answered.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Bool, Nullable, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::{Post, Subject, many};
use crate::actors::{self, Actor};
use crate::ids::{ActorId, PostId, ReleaseId, TrackId};
use crate::{Connection, fixed, reactions};

/// The most comments one page shows.
pub const PER_PAGE: usize = 500;
/// Deeper answers are shown as deep as this; those to the release itself have depth 0.
pub const DEEPEST: usize = 6;
/// The most posts of one thread that are looked at.
const MOST: i64 = 20_000;

/// A comment in its place.
#[derive(Debug, Clone)]
pub struct Comment {
    /// What was written; empty in one that is gone.
    pub post: Post,
    /// Who wrote it; not to be shown of one that is gone.
    pub author: Actor,
    /// How far it is indented, 0 to [`DEEPEST`].
    pub depth: usize,
    /// How many like it.
    pub likes: i64,
    /// It or its author was deleted: only its place is shown.
    pub is_gone: bool,
}

/// The first [`PER_PAGE`] comments on a release, oldest first, each followed by its answers.
///
/// # Errors
/// When the database fails.
pub async fn comments_of_release(
    connection: &mut Connection,
    release: ReleaseId,
    viewer: Option<ActorId>,
) -> QueryResult<Vec<Comment>> {
    page(connection, Subject::Release(release), viewer, 0).await
}

/// The first [`PER_PAGE`] comments on a track, oldest first, each followed by its answers.
///
/// # Errors
/// When the database fails.
pub async fn comments_of_track(
    connection: &mut Connection,
    track: TrackId,
    viewer: Option<ActorId>,
) -> QueryResult<Vec<Comment>> {
    page(connection, Subject::Track(track), viewer, 0).await
}

/// The first [`PER_PAGE`] posts below a post, oldest first, each followed by its answers.
///
/// # Errors
/// When the database fails.
pub async fn comments_of_post(
    connection: &mut Connection,
    post: PostId,
    viewer: Option<ActorId>,
) -> QueryResult<Vec<Comment>> {
    page(connection, Subject::Post(post), viewer, 0).await
}

/// A page of a thread, from 0, [`PER_PAGE`] comments each.
///
/// # Errors
/// When the database fails.
pub async fn page(
    connection: &mut Connection,
    subject: Subject,
    viewer: Option<ActorId>,
    page: usize,
) -> QueryResult<Vec<Comment>> {
    let (release, track, post) = subject.columns();
    let rows: Vec<Row> = fixed::query(include_str!("thread.sql"))
        .bind::<Nullable<Uuid>, _>(release)
        .bind::<Nullable<Uuid>, _>(track)
        .bind::<Nullable<Uuid>, _>(post)
        .bind::<Nullable<Uuid>, _>(viewer)
        .bind::<BigInt, _>(MOST)
        .load(connection)
        .await?;
    let places = in_order(&rows, post);
    let places: Vec<Place> = places.into_iter().skip(page.saturating_mul(PER_PAGE)).take(PER_PAGE).collect();
    fill(connection, &places).await
}

/// A post of a thread, as far as its place depends on it.
#[derive(Debug, Clone, Copy, QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    id: PostId,
    #[diesel(sql_type = Nullable<Uuid>)]
    parent_id: Option<PostId>,
    #[diesel(sql_type = Bool)]
    gone: bool,
    #[diesel(sql_type = Bool)]
    shown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    id: PostId,
    depth: usize,
    is_gone: bool,
}

/// The places of those that are shown. `rows` are the oldest first; `root` is the post that the thread is below, if it is below one.
fn in_order(rows: &[Row], root: Option<PostId>) -> Vec<Place> {
    let mut below: HashMap<Option<PostId>, Vec<Row>> = HashMap::new();
    for row in rows {
        below.entry(row.parent_id.filter(|parent| Some(*parent) != root)).or_default().push(*row);
    }
    let mut places: Vec<Place> = Vec::new();
    let mut next: Vec<(Row, usize)> = Vec::new();
    let mut push = |next: &mut Vec<(Row, usize)>, parent: Option<PostId>, depth: usize| {
        // Taken out, so that nothing can be walked through twice.
        let answers = below.remove(&parent).unwrap_or_default();
        next.extend(answers.into_iter().rev().filter(|row| row.shown).map(|row| (row, depth)));
    };
    push(&mut next, None, 0);
    while let Some((row, depth)) = next.pop() {
        drop_empty(&mut places, depth);
        places.push(Place { id: row.id, depth, is_gone: row.gone });
        push(&mut next, Some(row.id), depth + 1);
    }
    drop_empty(&mut places, 0);
    places.into_iter().map(|place| Place { depth: place.depth.min(DEEPEST), ..place }).collect()
}

/// Before something at `depth` follows: what is gone at this depth or deeper has no answer that is shown.
fn drop_empty(places: &mut Vec<Place>, depth: usize) {
    while places.last().is_some_and(|last| last.is_gone && last.depth >= depth) {
        places.pop();
    }
}

async fn fill(connection: &mut Connection, places: &[Place]) -> QueryResult<Vec<Comment>> {
    let ids: Vec<PostId> = places.iter().map(|place| place.id).collect();
    let mut posts = many(connection, &ids).await?;
    let authors: Vec<ActorId> = posts.values().map(|post| post.actor_id).collect();
    let authors = actors::many(connection, &authors).await?;
    let counts = reactions::counts_of_posts(connection, &ids).await?;
    let filled = places.iter().filter_map(|place| {
        let mut post = posts.remove(&place.id)?;
        let author = authors.get(&post.actor_id)?.clone();
        if place.is_gone {
            post.content.clear();
            post.source.clear();
            post.summary.clear();
            post.attachments = serde_json::json!([]);
        }
        let likes = counts.get(&place.id).map_or(0, |counts| counts.likes);
        Some(Comment { post, author, depth: place.depth, likes, is_gone: place.is_gone })
    });
    Ok(filled.collect())
}

#[cfg(test)]
mod tests;
