//! The same expectations over every kind of storage: memory, a folder, and S3 served in this process.
#![expect(clippy::unwrap_used, reason = "tests")]

mod every_store;
mod folder;
mod s3;

use storage::{Key, Storage, StorageConfig};
use uuid::Uuid;

fn image(name: &str) -> Key {
    Key::Image { image: Uuid::from_u128(7), name: name.to_owned() }
}

/// Bytes that repeat after a prime number, so that a part in the wrong place is seen.
fn noise(length: usize) -> Vec<u8> {
    (0..251_u8).cycle().take(length).collect()
}

/// Runs a set of expectations over all three kinds.
async fn over_every_store<F: AsyncFn(Storage)>(expectations: F) {
    expectations(Storage::open(&StorageConfig::Memory).unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    expectations(Storage::open(&StorageConfig::Folder(folder.path().join("blobs"))).unwrap()).await;
    let bucket = testkit::Bucket::start().await.unwrap();
    expectations(Storage::open(&StorageConfig::S3(s3::config(&bucket))).unwrap()).await;
}
