use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use storage::{S3, Storage, StorageConfig, StorageError};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::image;

/// An S3 service on this machine that checks signatures, with one bucket.
pub struct Bucket {
    address: String,
    _folder: TempDir,
}

impl Bucket {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("music")).unwrap();
        let files = s3s_fs::FileSystem::new(folder.path()).expect("the folder exists");
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single("access", "secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                let server = auto::Builder::new(TokioExecutor::new());
                tokio::spawn(async move { server.serve_connection(TokioIo::new(stream), service).await.ok() });
            }
        });
        Self { address, _folder: folder }
    }

    fn config(&self) -> S3 {
        S3 {
            endpoint: Some(format!("{}/", self.address)),
            bucket: "music".to_owned(),
            region: "us-east-1".to_owned(),
            access_key_id: "access".to_owned(),
            secret_access_key: "secret".to_owned(),
            path_style: true,
            allow_http: true,
        }
    }

    pub fn storage(&self) -> Storage {
        Storage::open(&StorageConfig::S3(self.config())).unwrap()
    }
}

#[tokio::test]
async fn a_wrong_secret_or_bucket_is_noticed() {
    let bucket = Bucket::start().await;
    let wrong = S3 { secret_access_key: "guess".to_owned(), ..bucket.config() };
    let storage = Storage::open(&StorageConfig::S3(wrong)).unwrap();
    assert!(matches!(storage.check().await, Err(StorageError::Failed { .. })));
    assert!(storage.put_bytes(&image("a"), "x").await.is_err());
    let wrong = S3 { bucket: "other".to_owned(), ..bucket.config() };
    assert!(Storage::open(&StorageConfig::S3(wrong)).unwrap().check().await.is_err());
}

#[tokio::test]
async fn blobs_in_a_bucket_are_no_files_and_its_secret_is_not_shown() {
    let bucket = Bucket::start().await;
    assert_eq!(bucket.storage().local_path(&image("a")).unwrap(), None);
    assert!(!format!("{:?} {:?}", bucket.config(), bucket.storage()).contains("secret"));
}

#[test]
fn an_endpoint_without_tls_must_be_allowed() {
    let config = S3 {
        endpoint: Some("http://127.0.0.1:1".to_owned()),
        bucket: "music".to_owned(),
        region: "us-east-1".to_owned(),
        access_key_id: "access".to_owned(),
        secret_access_key: "secret".to_owned(),
        path_style: true,
        allow_http: false,
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let error =
        runtime.block_on(async { Storage::open(&StorageConfig::S3(config)).unwrap().check().await.unwrap_err() });
    assert!(error.to_string().contains("check"), "{error}");
}
