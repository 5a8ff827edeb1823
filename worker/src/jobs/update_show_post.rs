//! A show was planned, changed, cancelled, or is over: its go-live post and its event elsewhere say what it is now.

use diesel_async::AsyncConnection;
use federation::outbox;
use model::actors::{self, Actor};
use model::jobs::UpdateShowPost;
use model::posts::{self, Post, PostChanges};
use model::shows::{self, PostAfter, Show, State};
use model::{Connection, show_segments};

use crate::{Context, JobError};

pub(super) async fn run(payload: UpdateShowPost, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    connection
        .transaction::<_, JobError, _>(async |connection| {
            let Some(show) = shows::lock(connection, payload.show_id).await? else { return Ok(()) };
            let Some(author) = actors::of_artist(connection, show.artist_id).await? else { return Ok(()) };
            let Some(author) = actors::public(connection, author.id).await? else { return Ok(()) };
            if let Some(id) = show.post_id
                && let Some(post) = posts::find(connection, id).await?
                && post.deleted_at.is_none()
            {
                Box::pin(bring_up_to_date(connection, context, (&show, &author), &post)).await?;
            }
            let federation = context.federation.federation();
            let told = match show.state() {
                State::Cancelled => outbox::show_withdrawn(connection, federation, &author, show.id).await,
                _ if show.starts_at.is_some() => outbox::show_told(connection, federation, &author, show.id).await,
                // Nobody who keeps a calendar wants to hear of what nobody planned.
                _ => Ok(()),
            };
            told.map_err(JobError::retry)
        })
        .await
}

async fn bring_up_to_date(
    connection: &mut Connection,
    context: &Context,
    (show, author): (&Show, &Actor),
    post: &Post,
) -> Result<(), JobError> {
    let federation = context.federation.federation();
    let is_done = matches!(show.state(), State::Over | State::Cancelled);
    if is_done && show.post_after == PostAfter::Deleted {
        outbox::post_deleted(connection, federation, author, post).await.map_err(JobError::retry)?;
        posts::mark_deleted(connection, post.id).await?;
        return Ok(());
    }
    let can_replay = show.replays && show_segments::last(connection, show.id).await?.is_some();
    let text = shows::post_text(show, &federation.absolute(&urls::live::show(&show.slug)), can_replay);
    // The artist's own words stay.
    if post.source == text || !shows::is_post_text(&post.source) {
        return Ok(());
    }
    let changes = PostChanges {
        source: &text,
        summary: &post.summary,
        sensitive: post.sensitive,
        language: post.language.as_deref(),
        mentions: &[],
    };
    let post = posts::update(connection, post.id, &changes).await.map_err(JobError::retry)?;
    outbox::post_updated(connection, federation, author, &post).await.map_err(JobError::retry)
}

pub(super) async fn given_up(payload: UpdateShowPost, _: &Context, error: &JobError) {
    tracing::error!(show = %payload.show_id, %error, "a show's post could not be brought up to date");
}
