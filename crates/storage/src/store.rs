use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ClientOptions, ObjectStore, RetryConfig};

use crate::{Key, StorageError};

/// How long a storage may take to say that it is there.
const CHECK_TIME_LIMIT: Duration = Duration::from_secs(5);

/// Where blobs are kept.
#[derive(Debug, Clone)]
pub enum StorageConfig {
    /// In this folder, which is made if need be.
    Folder(PathBuf),
    /// In a bucket.
    S3(S3),
    /// In this process, for tests.
    Memory,
}

/// A bucket of an S3 service.
#[derive(Clone)]
pub struct S3 {
    /// Address of the service; without it Amazon's for the region.
    pub endpoint: Option<String>,
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// Access key.
    pub access_key_id: String,
    /// Secret of the access key.
    pub secret_access_key: String,
    /// Whether the bucket stands in the path rather than in the host name.
    pub path_style: bool,
    /// Whether an endpoint without TLS is accepted.
    pub allow_http: bool,
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3").field("endpoint", &self.endpoint).field("bucket", &self.bucket).finish_non_exhaustive()
    }
}

/// The blobs of an instance. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) folder: Option<Arc<PathBuf>>,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The store's own Debug shows more of its credentials' shape than a log needs.
        write!(f, "Storage({})", self.store)
    }
}

impl Storage {
    /// Opens a storage. A folder is made, for this user alone; a bucket must exist, and is not asked for yet.
    ///
    /// # Errors
    /// [`StorageError::File`] when the folder cannot be made, [`StorageError::Open`] when the settings are wrong.
    pub fn open(config: &StorageConfig) -> Result<Self, StorageError> {
        match config {
            StorageConfig::Memory => Ok(Self { store: Arc::new(InMemory::new()), folder: None }),
            StorageConfig::Folder(folder) => {
                make_private(folder).map_err(|error| StorageError::file(folder, error))?;
                let folder = folder.canonicalize().map_err(|error| StorageError::file(folder, error))?;
                let store = LocalFileSystem::new_with_prefix(&folder).map_err(wrong)?;
                let store = store.with_fsync(true).with_automatic_cleanup(true);
                Ok(Self { store: Arc::new(store), folder: Some(Arc::new(folder)) })
            }
            StorageConfig::S3(s3) => Ok(Self { store: Arc::new(bucket(s3)?), folder: None }),
        }
    }

    /// Whether the storage can be read and, for a folder, written. Answers within 5 seconds.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn check(&self) -> Result<(), StorageError> {
        let Some(folder) = self.folder.clone() else {
            let first = async { self.store.list(Some(&"check".into())).next().await };
            return match tokio::time::timeout(CHECK_TIME_LIMIT, first).await {
                Ok(None | Some(Ok(_))) => Ok(()),
                Ok(Some(Err(error))) => Err(StorageError::of("check", error)),
                Err(elapsed) => Err(StorageError::Failed { key: "check".to_owned(), source: Box::new(elapsed) }),
            };
        };
        let probe = tempfile_in(&folder);
        let written = tokio::fs::write(&probe, b"check").await;
        let removed = tokio::fs::remove_file(&probe).await;
        written.and(removed).map_err(|error| StorageError::file(&folder, error))
    }

    /// Where a blob lies as a file, when blobs lie in a folder. The file may not exist.
    ///
    /// # Errors
    /// [`StorageError::BadName`].
    pub fn local_path(&self, key: &Key) -> Result<Option<PathBuf>, StorageError> {
        let location = key.location()?;
        Ok(self.folder.as_ref().map(|folder| folder.join(location.as_ref())))
    }
}

/// A name that no key can have and that two processes never share.
pub(crate) fn tempfile_in(folder: &std::path::Path) -> PathBuf {
    folder.join(format!(".{}", uuid::Uuid::new_v4()))
}

fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn bucket(s3: &S3) -> Result<object_store::aws::AmazonS3, StorageError> {
    let retry = RetryConfig { max_retries: 5, retry_timeout: Duration::from_secs(60), ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&s3.bucket)
        .with_region(&s3.region)
        .with_access_key_id(&s3.access_key_id)
        .with_secret_access_key(&s3.secret_access_key)
        .with_virtual_hosted_style_request(!s3.path_style)
        .with_client_options(ClientOptions::new().with_connect_timeout(Duration::from_secs(5)))
        .with_allow_http(s3.allow_http)
        .with_retry(retry);
    if let Some(endpoint) = &s3.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    builder.build().map_err(wrong)
}

fn wrong(error: object_store::Error) -> StorageError {
    StorageError::Open(error.to_string())
}
