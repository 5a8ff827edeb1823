//! A scheduled release comes out at its hour.

use diesel_async::AsyncConnection;
use model::jobs::PublishRelease;
use model::releases::publication::{self, PublicationError};

use crate::{Context, JobError};

pub(super) async fn run(payload: PublishRelease, context: &Context) -> Result<(), JobError> {
    let id = payload.release_id;
    let mut connection = context.db().await?;
    let published =
        connection.transaction(async |connection| publication::publish_scheduled(connection, id).await).await;
    match published {
        Ok(()) => Ok(()),
        Err(PublicationError::Database(error)) => Err(JobError::retry(error)),
        Err(error) => {
            tracing::warn!(release = %id, %error, "a scheduled release is not complete; it is a draft again");
            Ok(publication::unpublish(&mut connection, id).await?)
        }
    }
}

pub(super) async fn given_up(payload: PublishRelease, _: &Context, error: &JobError) {
    tracing::error!(release = %payload.release_id, %error, "a scheduled release could not be published");
}
