//! Files that a crash left and nobody knows of: bytes of a transfer that never became an upload, folders of jobs that were killed.

use std::fs::DirEntry;
use std::path::Path;
use std::time::{Duration, SystemTime};

use model::ids::UploadId;
use model::uploads;

use crate::{Context, JobError};

/// A transfer writes at least once a minute, and becomes an upload at its last byte.
const UPLOAD_GRACE: Duration = Duration::from_secs(3600);
/// A job on a set of many hours may not touch its folder for a long while.
const SCRATCH_GRACE: Duration = Duration::from_secs(24 * 3600);

/// Removes them, once they have lain untouched for long enough.
pub(super) async fn sweep(context: &Context) -> Result<(), JobError> {
    let old = untouched(&context.uploads_dir(), UPLOAD_GRACE).map_err(JobError::retry)?;
    let named: Vec<UploadId> = old.iter().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    let mut connection = context.db().await?;
    let strays = uploads::unknown(&mut connection, &named).await?;
    drop(connection);
    for id in strays {
        let path = context.uploads_dir().join(id.to_string());
        tracing::info!(upload = %id, "removing the bytes of a transfer that nobody knows of");
        removed(std::fs::remove_file(path))?;
    }
    for entry in untouched(&context.settings.data_dir.join("scratch"), SCRATCH_GRACE).map_err(JobError::retry)? {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with("job-")) {
            removed(std::fs::remove_dir_all(entry.path()))?;
        }
    }
    Ok(())
}

/// What lies in a folder and was not changed within `grace`; nothing where there is no folder.
fn untouched(folder: &Path, grace: Duration) -> std::io::Result<Vec<DirEntry>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let moment = SystemTime::now();
    let mut old = Vec::new();
    for entry in entries {
        let entry = entry?;
        // Gone in the meantime, or changed in the future by a clock that was wrong: not this time.
        let changed = entry.metadata().and_then(|facts| facts.modified());
        if changed.is_ok_and(|changed| moment.duration_since(changed).is_ok_and(|age| age > grace)) {
            old.push(entry);
        }
    }
    Ok(old)
}

fn removed(outcome: std::io::Result<()>) -> Result<(), JobError> {
    match outcome {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(JobError::retry(error)),
        _ => Ok(()),
    }
}
