//! Folders of files on their way into storage.

use std::path::{Path, PathBuf};

use storage::{Key, Storage};
use uuid::Uuid;

use crate::JobError;

/// Puts every file below `folder` into an encoding, but those in `skip`, which would announce what is not there yet.
pub(super) async fn store_encoding(
    storage: &Storage,
    encoding: Uuid,
    folder: &Path,
    skip: &[&str],
) -> Result<(), JobError> {
    for path in below(folder)? {
        let relative = path.strip_prefix(folder).map_err(JobError::fail)?.to_string_lossy().into_owned();
        if skip.contains(&relative.as_str()) {
            continue;
        }
        storage.put_file(&Key::Encoding { encoding, path: relative }, &path).await?;
    }
    Ok(())
}

fn below(folder: &Path) -> Result<Vec<PathBuf>, JobError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).map_err(JobError::retry)? {
            let entry = entry.map_err(JobError::retry)?;
            let kind = entry.file_type().map_err(JobError::retry)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}
