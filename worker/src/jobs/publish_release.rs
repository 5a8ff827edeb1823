//! A scheduled release comes out at its hour. One that is not complete by then is a draft again, and its artist is told.

use diesel_async::AsyncConnection;
use model::jobs::PublishRelease;
use model::releases::publication::{self, Missing};

use crate::{Context, JobError};

pub(super) async fn run(payload: PublishRelease, context: &Context) -> Result<(), JobError> {
    let id = payload.release_id;
    let mut connection = context.db().await?;
    let missing =
        connection.transaction(async |connection| publication::publish_scheduled(connection, id).await).await?;
    if !missing.is_empty() {
        let missing: Vec<&str> = missing.iter().map(Missing::code).collect();
        tracing::warn!(release = %id, ?missing, "a scheduled release is not complete; it is a draft again");
    }
    Ok(())
}

pub(super) async fn given_up(payload: PublishRelease, _: &Context, error: &JobError) {
    tracing::error!(release = %payload.release_id, %error, "a scheduled release could not be published");
}
