//! An actor elsewhere has moved: whoever followed it here follows the new one, if that one says that it was the old one.

use diesel_async::AsyncConnection;
use federation::remote::Remote;
use federation::{FederationError, outbox};
use model::actors;
use model::follows;
use model::jobs::FollowMove;
use model::notifications::{self, NotificationKind};

use crate::{Context, JobError};

pub(super) async fn run(payload: FollowMove, context: &Context) -> Result<(), JobError> {
    let federation = context.federation.federation();
    let mut connection = context.db().await?;
    let Some(old) = actors::find(&mut connection, payload.from).await? else { return Ok(()) };
    drop(connection);
    let new = match Box::pin(Remote::anew(&payload.to, &context.federation.data())).await {
        Ok(new) => new,
        Err(error) if error.status() == 503 => return Err(JobError::retry(error)),
        Err(error) => {
            tracing::info!(to = payload.to, %error, "an actor says it moved to something that is no actor");
            return Ok(());
        }
    };
    let says_so = old.uri.as_ref().is_some_and(|uri| new.also_known_as.contains(uri));
    if !says_so || new.id == old.id {
        tracing::info!(to = payload.to, "an actor says it moved to one that does not know it");
        return Ok(());
    }
    let mut connection = context.db().await?;
    let moved = connection
        .transaction(async |connection| {
            for follower in follows::local_followers(connection, old.id).await? {
                outbox::follow(connection, federation, &follower, &new).await?;
                outbox::unfollow(connection, federation, &follower, &old).await?;
                notifications::notify(connection, follower.id, NotificationKind::Move, new.id, None).await?;
            }
            Ok::<_, FederationError>(())
        })
        .await;
    moved.map_err(JobError::retry)
}

pub(super) async fn given_up(payload: FollowMove, _: &Context, error: &JobError) {
    tracing::warn!(to = payload.to, %error, "followers here could not move along with an actor");
}
