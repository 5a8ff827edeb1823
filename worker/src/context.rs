//! What every job works with.

use std::path::PathBuf;
use std::sync::Arc;

use config::Settings;
use mail::Mailer;
use media::Media;
use model::{Pool, Pooled};
use storage::{Key, Storage};

use crate::JobError;

/// The instance as jobs see it; cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub pool: Pool,
    /// Sends mail, or writes it into a folder.
    pub mailer: Mailer,
    /// Every setting.
    pub settings: Arc<Settings>,
    /// The blobs.
    pub storage: Storage,
    /// Runs `tonewood-media`.
    pub media: Arc<Media>,
    /// The public address without a slash at its end.
    pub base_url: String,
    /// Speaks with other servers.
    pub federation: federation::context::Plumbing,
    /// Who takes the money.
    pub payments: crate::payments::Payments,
    /// What finds things.
    pub search: Arc<dyn ::search::Engine>,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// A blob as a file: where storage has it, or a copy that goes with this value.
pub struct LocalBlob {
    /// The file.
    pub path: PathBuf,
    _copy: Option<tempfile::TempDir>,
}

impl Context {
    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer: try again.
    pub async fn db(&self) -> Result<Pooled, JobError> {
        self.pool.get().await.map_err(JobError::retry)
    }

    /// The folder of files on their way in.
    #[must_use]
    pub fn uploads_dir(&self) -> PathBuf {
        self.settings.data_dir.join("uploads")
    }

    /// The folder of jobs' folders.
    #[must_use]
    pub fn scratch_dir(&self) -> PathBuf {
        self.settings.data_dir.join("scratch")
    }

    /// A folder for one job's work, on the disk of the data folder, gone when it is dropped.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn scratch(&self) -> Result<tempfile::TempDir, JobError> {
        let parent = self.scratch_dir();
        std::fs::create_dir_all(&parent).map_err(JobError::retry)?;
        tempfile::Builder::new().prefix("job-").tempdir_in(parent).map_err(JobError::retry)
    }

    /// A blob as a file to hand to `tonewood-media`.
    ///
    /// # Errors
    /// When storage does not have it or does not answer.
    pub async fn local(&self, key: &Key) -> Result<LocalBlob, JobError> {
        if let Some(path) = self.storage.local_path(key).map_err(JobError::retry)? {
            return Ok(LocalBlob { path, _copy: None });
        }
        let copy = self.scratch()?;
        let path = copy.path().join("blob");
        self.storage.to_file(key, &path).await.map_err(JobError::retry)?;
        Ok(LocalBlob { path, _copy: Some(copy) })
    }
}
