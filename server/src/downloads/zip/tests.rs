use chrono::TimeZone as _;
use futures::TryStreamExt as _;
use storage::StorageConfig;
use uuid::Uuid;

use super::*;

async fn storage_with(contents: &[&'static [u8]]) -> (Storage, Vec<Key>) {
    let storage = Storage::open(&StorageConfig::Memory).unwrap();
    let mut keys = Vec::new();
    for content in contents {
        let key = Key::Download { master: Uuid::now_v7(), name: "a.flac".to_owned() };
        storage.put_bytes(&key, Bytes::from_static(content)).await.unwrap();
        keys.push(key);
    }
    (storage, keys)
}

fn moment() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 14, 18, 30, 10).unwrap()
}

#[tokio::test]
async fn another_program_reads_it() {
    let contents: [&[u8]; 3] = [b"first track", b"", b"a picture"];
    let (storage, keys) = storage_with(&contents).await;
    let names = ["Ode - Low/01 Slack.flac", "Ode - Low/02 S\u{f8}rli \u{1f3b9}.flac", "Ode - Low/cover.jpg"];
    let files = names.iter().zip(keys).zip(contents).map(|((path, key), content)| Packed {
        path: (*path).to_owned(),
        key,
        bytes: wide(content.len()),
    });
    let archive = Archive::new(storage, files.collect(), moment());
    let length = archive.length();
    let all: Vec<Bytes> = archive.into_stream().try_collect().await.unwrap();
    let zip = all.concat();
    assert_eq!(wide(zip.len()), length);

    let reader = async_zip::base::read::mem::ZipFileReader::new(zip).await.unwrap();
    for (index, (name, content)) in names.iter().zip(contents).enumerate() {
        let entry = reader.file().entries().get(index).unwrap();
        assert_eq!(entry.filename().as_str().unwrap(), *name);
        assert_eq!(entry.uncompressed_size(), wide(content.len()));
        let mut bytes = Vec::new();
        let mut entry = reader.reader_with_entry(index).await.unwrap();
        entry.read_to_end_checked(&mut bytes).await.unwrap();
        assert_eq!(bytes, content);
    }
}

#[tokio::test]
async fn a_blob_of_another_size_breaks_it_off() {
    let (storage, keys) = storage_with(&[b"twelve bytes"]).await;
    for bytes in [11, 13] {
        let file = Packed { path: "a".to_owned(), key: keys[0].clone(), bytes };
        let archive = Archive::new(storage.clone(), vec![file], moment());
        let sent: Result<Vec<Bytes>, ZipError> = archive.into_stream().try_collect().await;
        assert!(matches!(sent, Err(ZipError::Length { expected, .. }) if expected == bytes));
    }
}

#[test]
fn what_is_larger_than_four_gigabytes_gets_wide_fields() {
    let storage = Storage::open(&StorageConfig::Memory).unwrap();
    let key = Key::Download { master: Uuid::nil(), name: "a.flac".to_owned() };
    let file = |bytes| Packed { path: "a".to_owned(), key: key.clone(), bytes };
    let mut archive = Archive::new(storage, vec![file(5_000_000_000), file(1)], moment());
    archive.checksums = vec![1, 2];
    let end = archive.directory();
    assert_eq!(archive.directory_offset() + wide(end.len()), archive.length());
    assert!(archive.needs_zip64_end());
    let wide_size = 5_000_000_000_u64.to_le_bytes();
    assert_eq!(end.windows(8).filter(|window| *window == wide_size).count(), 2);
    assert_eq!(descriptor(&file(5_000_000_000), 7).len(), 24);
    assert_eq!(local_header(&file(5_000_000_000), (0, 0)).len(), 51);
}

#[test]
fn moments_are_kept_to_two_seconds() {
    let (time, date) = stamp(moment());
    assert_eq!((time >> 11, time >> 5 & 63, (time & 31) * 2), (18, 30, 10));
    assert_eq!(((date >> 9) + 1980, date >> 5 & 15, date & 31), (2026, 11, 14));
}
