//! An S3 service on this machine.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// An S3 service that checks signatures, with one bucket, for as long as it is kept.
#[derive(Debug)]
pub struct Bucket {
    /// Where it answers, without a slash at the end.
    pub endpoint: String,
    folder: TempDir,
}

impl Bucket {
    /// The bucket's name.
    pub const NAME: &str = "music";
    /// Who may use it.
    pub const ACCESS_KEY: &str = "access";
    /// The key's secret.
    pub const SECRET: &str = "secret";

    /// Starts one.
    ///
    /// # Errors
    /// When the system gives no folder or no port.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join(Self::NAME))?;
        let files = s3s_fs::FileSystem::new(folder.path()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(Self::ACCESS_KEY, Self::SECRET));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                let server = auto::Builder::new(TokioExecutor::new());
                tokio::spawn(async move { server.serve_connection(TokioIo::new(stream), service).await.ok() });
            }
        });
        Ok(Self { endpoint, folder })
    }

    /// The bytes of an object, as they lie in the bucket; `None` where there is none.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder.path().join(Self::NAME).join(key)).ok()
    }
}
