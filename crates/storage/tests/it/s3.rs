use storage::{S3, Storage, StorageConfig, StorageError};
use testkit::Bucket;

use crate::image;

/// What leads to a bucket.
pub fn config(bucket: &Bucket) -> S3 {
    S3 {
        endpoint: Some(format!("{}/", bucket.endpoint)),
        bucket: Bucket::NAME.to_owned(),
        region: "us-east-1".to_owned(),
        access_key_id: Bucket::ACCESS_KEY.to_owned(),
        secret_access_key: Bucket::SECRET.to_owned(),
        path_style: true,
        allow_http: true,
    }
}

fn storage(bucket: &Bucket) -> Storage {
    Storage::open(&StorageConfig::S3(config(bucket))).unwrap()
}

#[tokio::test]
async fn a_wrong_secret_or_bucket_is_noticed() {
    let bucket = Bucket::start().await.unwrap();
    let wrong = S3 { secret_access_key: "guess".to_owned(), ..config(&bucket) };
    let storage = Storage::open(&StorageConfig::S3(wrong)).unwrap();
    assert!(matches!(storage.check().await, Err(StorageError::Failed { .. })));
    assert!(storage.put_bytes(&image("a"), "x").await.is_err());
    let wrong = S3 { bucket: "other".to_owned(), ..config(&bucket) };
    assert!(Storage::open(&StorageConfig::S3(wrong)).unwrap().check().await.is_err());
}

#[tokio::test]
async fn blobs_in_a_bucket_are_no_files_and_its_secret_is_not_shown() {
    let bucket = Bucket::start().await.unwrap();
    assert_eq!(storage(&bucket).local_path(&image("a")).unwrap(), None);
    assert!(!format!("{:?} {:?}", config(&bucket), storage(&bucket)).contains("secret"));
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
