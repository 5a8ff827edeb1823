//! Blobs that nobody needs any more go: encodings that were replaced a day ago, pictures that nothing shows, what no row
//! names, and the scratch folders of jobs that died.

use std::time::SystemTime;

use chrono::Utc;
use model::jobs::{SweepBlobs, share};
use model::{encodings, inventory};
use storage::Group;

use crate::orphans::{self, GRACE};
use crate::{Context, JobError};

pub(super) async fn run(_: SweepBlobs, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    share::wind_back(&mut connection).await?;
    // Somebody may have been in the middle of it; by now he is not.
    let long_ago = Utc::now() - GRACE;
    for id in encodings::replaced_before(&mut connection, long_ago).await? {
        encodings::delete(&mut connection, id).await?;
        context.storage.delete_group(Group::Encoding(id.0)).await?;
    }
    for id in inventory::forget_unused_pictures(&mut connection).await? {
        context.storage.delete_group(Group::Image(id.0)).await?;
    }
    drop(connection);
    for orphan in orphans::find(&context.storage, &context.pool).await? {
        tracing::info!(path = %orphan.path, blobs = orphan.blobs.len(), "no row names these blobs; they are removed");
        for blob in &orphan.blobs {
            context.storage.delete_stored(blob).await?;
        }
    }
    sweep_scratch(context)
}

pub(super) async fn given_up(_: SweepBlobs, _: &Context, error: &JobError) {
    tracing::warn!(%error, "the sweep of blobs failed; the next one is in an hour");
}

/// A job's folder goes with the job, unless the whole worker died.
fn sweep_scratch(context: &Context) -> Result<(), JobError> {
    let Ok(entries) = std::fs::read_dir(context.scratch_dir()) else { return Ok(()) };
    for entry in entries {
        let entry = entry.map_err(JobError::retry)?;
        let changed = entry.metadata().and_then(|about| about.modified()).map_err(JobError::retry)?;
        if SystemTime::now().duration_since(changed).is_ok_and(|age| age > GRACE) {
            std::fs::remove_dir_all(entry.path()).map_err(JobError::retry)?;
        }
    }
    Ok(())
}
