//! A show was removed: its go-live post goes, and its event elsewhere.

use diesel_async::AsyncConnection;
use federation::outbox;
use model::jobs::WithdrawShow;
use model::{actors, posts};

use crate::{Context, JobError};

pub(super) async fn run(payload: WithdrawShow, context: &Context) -> Result<(), JobError> {
    let federation = context.federation.federation();
    let mut connection = context.db().await?;
    connection
        .transaction::<_, JobError, _>(async |connection| {
            let Some(author) = actors::of_artist(connection, payload.artist_id).await? else { return Ok(()) };
            if let Some(id) = payload.post_id
                && let Some(post) = posts::find(connection, id).await?
                && post.deleted_at.is_none()
            {
                outbox::post_deleted(connection, federation, &author, &post).await.map_err(JobError::retry)?;
                posts::mark_deleted(connection, id).await?;
            }
            outbox::show_withdrawn(connection, federation, &author, payload.show_id).await.map_err(JobError::retry)
        })
        .await
}

pub(super) async fn given_up(payload: WithdrawShow, _: &Context, error: &JobError) {
    tracing::error!(show = %payload.show_id, %error, "a show that was removed may still stand elsewhere");
}
