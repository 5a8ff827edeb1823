//! Files on their way into storage.

use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use storage::{Key, Storage};
use uuid::Uuid;

use crate::JobError;

/// Puts every file below `folder` into an encoding.
pub(super) async fn store_encoding(storage: &Storage, encoding: Uuid, folder: &Path) -> Result<(), JobError> {
    for path in below(folder)? {
        let relative = path.strip_prefix(folder).map_err(JobError::fail)?.to_string_lossy().into_owned();
        storage.put_file(&Key::Encoding { encoding, path: relative }, &path).await?;
    }
    Ok(())
}

/// The names of a rendition's files: the init segment, then the media segments in order.
pub(super) fn of_rendition(rendition: &media::Rendition) -> impl Iterator<Item = String> {
    let media = 0..rendition.segments.len();
    std::iter::once("init.mp4".to_owned()).chain(media.map(|number| format!("{number}.m4s")))
}

/// SHA-256 of some files, one after the other.
pub(super) async fn hash(paths: Vec<PathBuf>) -> Result<Vec<u8>, JobError> {
    let hashed = tokio::task::spawn_blocking(move || hash_now(&paths)).await;
    hashed.map_err(JobError::retry)?.map_err(JobError::retry)
}

fn hash_now(paths: &[PathBuf]) -> std::io::Result<Vec<u8>> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 18];
    for path in paths {
        let mut file = std::fs::File::open(path)?;
        loop {
            let read = file.read(&mut buffer)?;
            let Some(filled) = buffer.get(..read).filter(|filled| !filled.is_empty()) else { break };
            hasher.update(filled);
        }
    }
    Ok(hasher.finalize().to_vec())
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
