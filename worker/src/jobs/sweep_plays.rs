//! Listens that are over go into the sums, and those of more than thirty days ago go.

use chrono::Utc;
use model::jobs::SweepPlays;
use model::plays::sums;

use crate::{Context, JobError};

pub(super) async fn run(_: SweepPlays, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let now = Utc::now();
    sums::sum(&mut connection, now).await?;
    let forgotten = sums::sweep(&mut connection, now).await?;
    if forgotten > 0 {
        tracing::info!(forgotten, "listens of more than thirty days ago; their sums stay");
    }
    Ok(())
}

pub(super) async fn given_up(_: SweepPlays, _: &Context, error: &JobError) {
    tracing::warn!(%error, "listens could not be added up; the next try is in ten minutes");
}
