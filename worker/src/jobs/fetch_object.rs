//! Fetches a post or a release of another server, because somebody who is followed here named it.

use federation::remote::fetch;
use model::jobs::FetchObject;

use crate::{Context, JobError};

pub(super) async fn run(payload: FetchObject, context: &Context) -> Result<(), JobError> {
    let boost = payload.boosted_by.map(|by| fetch::Boost { by, uri: payload.boost.clone() });
    match Box::pin(fetch::object(&context.federation, &payload.uri, boost)).await {
        Ok(_) => Ok(()),
        Err(error) if error.status() == 503 => Err(JobError::retry(error)),
        Err(error) => {
            tracing::debug!(uri = payload.uri, %error, "what was named is nothing that can be shown");
            Ok(())
        }
    }
}

pub(super) async fn given_up(payload: FetchObject, _: &Context, error: &JobError) {
    tracing::info!(uri = payload.uri, %error, "something of another server could not be fetched");
}
