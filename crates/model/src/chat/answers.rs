//! Answers to a show's go-live post stand beside the show, too, for as long as they stand below the post.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Bool, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::{BroughtPost, bring_post, forget_post, words};
use crate::actors::{self, Actor};
use crate::ids::{ArtistId, ShowId};
use crate::posts::Post;
use crate::{Connection, fixed, markdown};

#[derive(QueryableByName)]
struct Answered {
    #[diesel(sql_type = Uuid)]
    id: ShowId,
    #[diesel(sql_type = Uuid)]
    artist_id: ArtistId,
    #[diesel(sql_type = Bool)]
    shown: bool,
}

/// A post was written, changed or shown again: if it answers a go-live post, however deep, it stands beside the show as it is now,
/// or not at all where it would be hidden below the post. To be called inside the transaction that keeps the post.
pub(crate) async fn follow_answer(connection: &mut Connection, post: &Post, now: DateTime<Utc>) -> QueryResult<()> {
    if post.parent_id.is_none() {
        return Ok(());
    }
    let found: Vec<Answered> =
        fixed::query(include_str!("answered_show.sql")).bind::<Uuid, _>(post.id).load(connection).await?;
    let Some(show) = found.into_iter().next() else { return Ok(()) };
    let text = text(post);
    let author = actors::find(connection, post.actor_id).await?;
    let Some(author) = author.filter(|_| show.shown && !text.is_empty()) else {
        return forget_post(connection, post.id, now).await;
    };
    if words::are_in(connection, show.artist_id, &text).await? {
        return forget_post(connection, post.id, now).await;
    }
    // In the order in which they came: what a clock elsewhere says would put them between lines that were read already.
    let brought = BroughtPost { post: post.id, name: &name(&author), text: &text, at: now };
    bring_post(connection, show.id, &brought).await
}

/// What the author is called; somebody elsewhere with their handle, so that nobody is taken for somebody here.
fn name(author: &Actor) -> String {
    let shown: String = author.shown_name().chars().take(24).collect();
    if author.is_local() { shown } else { format!("{shown} (@{})", author.handle("")) }
}

/// What a post says, on one line, without those it is addressed to; of one with a warning only that.
fn text(post: &Post) -> String {
    if !post.summary.trim().is_empty() {
        return format!("[{}]", post.summary.trim());
    }
    let plain = markdown::html_to_text(&post.content);
    plain.split_whitespace().skip_while(|word| word.starts_with('@')).collect::<Vec<_>>().join(" ")
}
