use std::path::Path;

use futures::TryStreamExt as _;
use storage::{Group, Key, StorageError};
use uuid::Uuid;

use crate::{image, noise, over_every_store};

#[tokio::test]
async fn what_is_put_is_what_is_got() {
    over_every_store(async |storage| {
        storage.check().await.unwrap();
        assert!(!storage.exists(&image("1.webp")).await.unwrap());
        storage.put_bytes(&image("1.webp"), "first").await.unwrap();
        storage.put_bytes(&image("1.webp"), "second").await.unwrap();
        assert_eq!(storage.read_bytes(&image("1.webp")).await.unwrap(), "second");
        assert_eq!(storage.size(&image("1.webp")).await.unwrap(), 6);
        storage.put_bytes(&image("empty"), "").await.unwrap();
        assert_eq!(storage.read_bytes(&image("empty")).await.unwrap(), "");
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_to_be_missing() {
    over_every_store(async |storage| {
        let key = image("none");
        assert!(matches!(storage.get(&key).await, Err(StorageError::Missing(_))));
        assert!(matches!(storage.size(&key).await, Err(StorageError::Missing(_))));
        assert!(matches!(storage.get_range(&key, 0..1).await, Err(StorageError::Missing(_))));
        storage.delete(&key).await.unwrap();
        assert!(matches!(storage.put_file(&key, Path::new("/nowhere/x")).await, Err(StorageError::File { .. })));
        assert!(!storage.exists(&key).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_large_file_arrives_in_parts_and_leaves_in_ranges() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("master.wav");
    let bytes = noise(20_000_000);
    std::fs::write(&source, &bytes).unwrap();
    over_every_store(async |storage| {
        let key = Key::Master { artist: Uuid::from_u128(1), master: Uuid::from_u128(2), ext: "wav".to_owned() };
        assert_eq!(storage.put_file(&key, &source).await.unwrap(), 20_000_000);
        assert!(source.exists());
        assert!(storage.read_bytes(&key).await.unwrap() == bytes);

        let blob = storage.get_range(&key, 9_999_999..10_000_010).await.unwrap();
        assert_eq!((blob.size, blob.range.clone()), (20_000_000, 9_999_999..10_000_010));
        assert_eq!(blob.into_bytes().await.unwrap(), bytes[9_999_999..10_000_010]);
        let tail = storage.get_range(&key, 19_999_990..u64::MAX).await.unwrap();
        assert_eq!(tail.range, 19_999_990..20_000_000);
        assert_eq!(tail.into_bytes().await.unwrap(), bytes[19_999_990..]);
        for range in [20_000_000..20_000_001, 5..5] {
            assert!(matches!(storage.get_range(&key, range).await, Err(StorageError::BadRange { .. })));
        }

        let copy = folder.path().join("copy.wav");
        storage.to_file(&key, &copy).await.unwrap();
        assert!(std::fs::read(&copy).unwrap() == bytes);
    })
    .await;
}

#[tokio::test]
async fn a_moved_file_is_gone_from_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    over_every_store(async |storage| {
        let source = folder.path().join("part");
        std::fs::write(&source, "moved").unwrap();
        assert_eq!(storage.move_file(&image("m"), &source).await.unwrap(), 5);
        assert!(!source.exists());
        assert_eq!(storage.read_bytes(&image("m")).await.unwrap(), "moved");
    })
    .await;
}

#[tokio::test]
async fn a_group_goes_together_and_alone() {
    over_every_store(async |storage| {
        let file =
            |encoding: u128, path: &str| Key::Encoding { encoding: Uuid::from_u128(encoding), path: path.to_owned() };
        for path in ["master.m3u8", "aac_64/init.mp4", "aac_64/1.m4s"] {
            storage.put_bytes(&file(1, path), "x").await.unwrap();
        }
        storage.put_bytes(&file(2, "master.m3u8"), "y").await.unwrap();
        let first = Group::Encoding(Uuid::from_u128(1));
        storage.delete_group(first).await.unwrap();
        storage.delete_group(first).await.unwrap();
        assert!(!storage.exists(&file(1, "aac_64/1.m4s")).await.unwrap());
        assert!(!storage.exists(&file(1, "master.m3u8")).await.unwrap());
        assert!(storage.exists(&file(2, "master.m3u8")).await.unwrap());
        storage.delete(&file(2, "master.m3u8")).await.unwrap();
        assert!(!storage.exists(&file(2, "master.m3u8")).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_copy_stays_when_what_it_was_made_of_goes() {
    over_every_store(async |storage| {
        storage.put_bytes(&image("a"), "one").await.unwrap();
        storage.put_bytes(&image("b"), "other").await.unwrap();
        storage.copy(&image("a"), &image("b")).await.unwrap();
        storage.delete(&image("a")).await.unwrap();
        assert_eq!(storage.read_bytes(&image("b")).await.unwrap(), "one");
        assert!(matches!(storage.copy(&image("a"), &image("c")).await, Err(StorageError::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn what_is_listed_has_its_size_and_can_be_removed() {
    over_every_store(async |storage| {
        storage.put_bytes(&image("a"), "four").await.unwrap();
        let path = image("a").path().unwrap();
        let (folder, _) = path.rsplit_once('/').unwrap();
        let listed: Vec<_> = storage.list(folder).try_collect().await.unwrap();
        assert_eq!(listed.iter().map(|one| (one.path.clone(), one.bytes)).collect::<Vec<_>>(), [(path.clone(), 4)]);
        assert_eq!(storage.folders("images").await.unwrap(), [folder.strip_prefix("images/").unwrap()]);
        assert!(storage.folders("masters").await.unwrap().is_empty());
        storage.delete_stored(&listed[0]).await.unwrap();
        storage.delete_stored(&listed[0]).await.unwrap();
        assert!(!storage.exists(&image("a")).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_failed_copy_leaves_nothing_behind() {
    over_every_store(async |storage| {
        let folder = tempfile::tempdir().unwrap();
        storage.put_bytes(&image("a"), "x").await.unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        assert!(matches!(storage.to_file(&image("a"), &taken).await, Err(StorageError::File { .. })));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    })
    .await;
}
