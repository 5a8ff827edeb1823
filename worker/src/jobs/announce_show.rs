//! A show went on air: its artist says so to all followers, once, in a post with the show's picture.

use diesel_async::AsyncConnection;
use federation::outbox;
use model::jobs::AnnounceShow;
use model::posts::{self, NewPost};
use model::shows::{self, Show};
use model::{Connection, actors};

use crate::{Context, JobError};

pub(super) async fn run(payload: AnnounceShow, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    connection
        .transaction::<_, JobError, _>(async |connection| {
            let Some(show) = shows::lock(connection, payload.show_id).await? else { return Ok(()) };
            // Told already, or over before anybody came to tell it.
            if !show.announces || show.post_id.is_some() || !show.is_on_air() {
                return Ok(());
            }
            Box::pin(announce(connection, context, &show)).await
        })
        .await
}

async fn announce(connection: &mut Connection, context: &Context, show: &Show) -> Result<(), JobError> {
    let Some(author) = actors::of_artist(connection, show.artist_id).await? else { return Ok(()) };
    let Some(author) = actors::public(connection, author.id).await? else { return Ok(()) };
    let federation = context.federation.federation();
    let text = shows::post_text(show, &federation.absolute(&urls::live::show(&show.slug)), false);
    let new = NewPost { image: show.image_id, ..NewPost::public(author.id, None, &text) };
    let post = posts::create_local(connection, &new).await.map_err(JobError::retry)?;
    shows::set_post(connection, show.id, Some(post.id)).await?;
    outbox::post_created(connection, federation, &author, &post).await.map_err(JobError::retry)
}

pub(super) async fn given_up(payload: AnnounceShow, _: &Context, error: &JobError) {
    tracing::error!(show = %payload.show_id, %error, "followers could not be told that a show is live");
}
