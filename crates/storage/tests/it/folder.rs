use std::os::unix::fs::PermissionsExt as _;

use futures::StreamExt as _;
use storage::{Storage, StorageConfig, StorageError};

use crate::{image, noise};

#[tokio::test]
async fn blobs_are_files_in_a_private_folder() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("deep/blobs");
    let storage = Storage::open(&StorageConfig::Folder(folder.clone())).unwrap();
    storage.put_bytes(&image("600.webp"), "picture").await.unwrap();
    let path = storage.local_path(&image("600.webp")).unwrap().unwrap();
    assert!(path.starts_with(folder.canonicalize().unwrap()));
    assert_eq!(std::fs::read(path).unwrap(), b"picture");
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    storage.check().await.unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "a check leaves nothing behind");
}

#[tokio::test]
async fn a_folder_that_vanished_is_noticed() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("blobs");
    let storage = Storage::open(&StorageConfig::Folder(folder.clone())).unwrap();
    std::fs::remove_dir(&folder).unwrap();
    assert!(matches!(storage.check().await, Err(StorageError::File { .. })));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Storage::open(&StorageConfig::Folder(file.join("blobs"))).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
}

#[tokio::test]
async fn a_large_blob_comes_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(&StorageConfig::Folder(folder.path().to_owned())).unwrap();
    storage.put_bytes(&image("large"), noise(5_000_000)).await.unwrap();
    let pieces: Vec<_> = storage.get(&image("large")).await.unwrap().into_stream().collect().await;
    assert!(pieces.len() > 10, "{}", pieces.len());
    assert!(pieces.into_iter().map(Result::unwrap).collect::<Vec<_>>().concat() == noise(5_000_000));
}
