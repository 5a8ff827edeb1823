//! The folder of the index: one that answers, perhaps one that is being made, and who may write.
//!
//! `CURRENT` names the index that answers. Replacing that file is what lets another take its place, for every process at once.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::schema::LAYOUT;
use crate::SearchError;

/// Which version of a file this is: it changes whenever the file is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    file: u64,
    seconds: i64,
    nanoseconds: i64,
}

/// The version of a file; none where there is no such file.
pub(super) fn version(path: &Path) -> Option<Version> {
    let meta = fs::metadata(path).ok()?;
    Some(Version { file: meta.ino(), seconds: meta.mtime(), nanoseconds: meta.mtime_nsec() })
}

/// The folder.
#[derive(Debug)]
pub(super) struct Folder(pub PathBuf);

impl Folder {
    fn pointer(&self) -> PathBuf {
        self.0.join("CURRENT")
    }

    /// The version of what says which index answers.
    pub fn version(&self) -> Option<Version> {
        version(&self.pointer())
    }

    /// Where the index is that answers.
    pub fn current(&self) -> Result<PathBuf, SearchError> {
        let text = match fs::read_to_string(self.pointer()) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(SearchError::NoIndex),
            text => text.map_err(unreadable)?,
        };
        let (layout, name) = text.trim().split_once(' ').ok_or(SearchError::NoIndex)?;
        // An index of another version of this program is no index.
        if layout != LAYOUT.to_string() || name.contains(['/', '.']) {
            return Err(SearchError::NoIndex);
        }
        Ok(self.0.join(name))
    }

    /// Takes the right to write for this process, as long as the file lives.
    pub fn lock(&self) -> Result<File, SearchError> {
        fs::create_dir_all(&self.0).map_err(unwritable)?;
        let file = File::options().create(true).append(true).open(self.0.join("writer.lock")).map_err(unwritable)?;
        file.try_lock().map_err(|_| {
            SearchError::Unavailable(
                "another process writes to the search index, and only one may at a time".to_owned(),
            )
        })?;
        Ok(file)
    }

    /// A new folder for an index beside the one that answers.
    pub fn begin(&self) -> Result<PathBuf, SearchError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        let path = self.0.join(format!("index-{now:x}"));
        fs::create_dir_all(&path).map_err(unwritable)?;
        Ok(path)
    }

    /// Lets an index take the place of the one that answers.
    pub fn publish(&self, index: &Path) -> Result<(), SearchError> {
        let name = index.file_name().and_then(|name| name.to_str()).ok_or(SearchError::NoRebuild)?;
        let beside = self.0.join("CURRENT.new");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&beside)?;
            writeln!(file, "{LAYOUT} {name}")?;
            file.sync_all()?;
            fs::rename(&beside, self.pointer())?;
            File::open(&self.0)?.sync_all()
        };
        write().map_err(unwritable)
    }

    /// Removes every index but some. Whoever still reads one goes on: its files stay until they are closed.
    pub fn keep_only(&self, kept: &[&Path]) {
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_index = entry.file_name().to_string_lossy().starts_with("index-");
            if is_index
                && !kept.contains(&path.as_path())
                && let Err(error) = fs::remove_dir_all(&path)
            {
                tracing::warn!(folder = %path.display(), %error, "an old search index stays on the disk");
            }
        }
    }
}

fn unreadable(error: std::io::Error) -> SearchError {
    SearchError::Unavailable(format!("its folder cannot be read: {error}"))
}

fn unwritable(error: std::io::Error) -> SearchError {
    SearchError::Unavailable(format!("its folder cannot be written to: {error}"))
}
