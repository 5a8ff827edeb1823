use chrono::TimeZone as _;
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

fn packed(path: &str, key: Key, content: &[u8]) -> Packed {
    let crc32 = crc32fast::hash(content);
    Packed { path: path.to_owned(), content: Content::Blob(key), bytes: wide(content.len()), crc32 }
}

async fn bytes(storage: &Storage, files: Vec<Packed>, range: Range<u64>) -> Vec<u8> {
    let stream = Archive::new(files, moment()).into_stream(storage.clone(), range);
    stream.try_collect::<Vec<Bytes>>().await.unwrap().concat()
}

#[tokio::test]
async fn another_program_reads_it() {
    let contents: [&[u8]; 3] = [b"first track", b"a second one", b"a picture"];
    let (storage, keys) = storage_with(&contents).await;
    let names = ["Ode - Low/01 Slack.flac", "Ode - Low/02 S\u{f8}rli \u{1f3b9}.flac", "Ode - Low/cover.jpg"];
    let mut files: Vec<Packed> =
        names.iter().zip(keys).zip(contents).map(|((path, key), content)| packed(path, key, content)).collect();
    files.push(Packed::text("Ode - Low/01 Slack.txt".to_owned(), "Salt hands\n".to_owned()));
    let length = Archive::new(files.clone(), moment()).length();
    let zip = bytes(&storage, files.clone(), 0..length).await;
    assert_eq!(wide(zip.len()), length);

    let reader = async_zip::base::read::mem::ZipFileReader::new(zip).await.unwrap();
    let expected = names.into_iter().zip(contents).chain([("Ode - Low/01 Slack.txt", &b"Salt hands\n"[..])]);
    for (index, (name, content)) in expected.enumerate() {
        let entry = reader.file().entries().get(index).unwrap();
        assert_eq!(entry.filename().as_str().unwrap(), name);
        assert_eq!(entry.uncompressed_size(), wide(content.len()));
        let mut read = Vec::new();
        reader.reader_with_entry(index).await.unwrap().read_to_end_checked(&mut read).await.unwrap();
        assert_eq!(read, content);
    }
    let same = Archive::new(files.clone(), moment());
    files[0].crc32 += 1;
    assert_ne!(same.etag(), Archive::new(files, moment()).etag());
}

#[tokio::test]
async fn every_part_is_the_whole_s() {
    let contents: [&[u8]; 3] = [b"first", b"2", b"the third one"];
    let (storage, keys) = storage_with(&contents).await;
    let mut files: Vec<Packed> =
        keys.into_iter().zip(contents).map(|(key, content)| packed("a/b.flac", key, content)).collect();
    files.insert(1, Packed::text("a/b.txt".to_owned(), "words".to_owned()));
    let length = Archive::new(files.clone(), moment()).length();
    let whole = bytes(&storage, files.clone(), 0..length).await;
    for start in 0..length {
        for end in [start + 1, start + 7, start + 100, length] {
            let end = end.min(length);
            let part = bytes(&storage, files.clone(), start..end).await;
            assert_eq!(part, whole[start as usize..end as usize], "{start}..{end}");
        }
    }
}

#[tokio::test]
async fn a_blob_of_another_size_breaks_it_off() {
    let (storage, keys) = storage_with(&[b"twelve bytes"]).await;
    for bytes in [11, 13] {
        let file = Packed { bytes, ..packed("a", keys[0].clone(), b"twelve bytes") };
        let archive = Archive::new(vec![file], moment());
        let length = archive.length();
        let sent: Result<Vec<Bytes>, ZipError> = archive.into_stream(storage.clone(), 0..length).try_collect().await;
        assert!(matches!(sent, Err(ZipError::Length { expected, found: 12, .. }) if expected == bytes));
    }
}

#[test]
fn what_is_larger_than_four_gigabytes_gets_wide_fields() {
    let key = Key::Download { master: Uuid::nil(), name: "a.flac".to_owned() };
    let file = |bytes| Packed { bytes, ..packed("a", key.clone(), b"") };
    let archive = Archive::new(vec![file(5_000_000_000), file(1)], moment());
    let Some(Piece::Bytes(end)) = archive.pieces.last() else { panic!("the directory comes last") };
    // Two headers of 31 bytes, one of them with wide sizes, two entries of 47 with wide fields, and both ends.
    let directory = (47 + 4 + 16) + (47 + 4 + 8);
    assert_eq!(wide(end.len()), directory + 56 + 20 + 22);
    assert_eq!(archive.length(), 5_000_000_001 + 31 + 20 + 31 + wide(end.len()));
    let wide_size = 5_000_000_000_u64.to_le_bytes();
    assert_eq!(end.windows(8).filter(|window| *window == wide_size).count(), 2);
    assert_eq!(local_header(&file(5_000_000_000), (0, 0)).len(), 51);
}

#[test]
fn so_many_files_that_their_count_is_wide() {
    let file = |number: usize| Packed::text(format!("a/{number}"), String::new());
    let archive = Archive::new((0..70_000).map(file).collect(), moment());
    let Some(Piece::Bytes(end)) = archive.pieces.last() else { panic!("the directory comes last") };
    assert!(end.windows(8).any(|window| window == 70_000_u64.to_le_bytes()));
}

#[test]
fn moments_are_kept_to_two_seconds() {
    let (time, date) = stamp(moment());
    assert_eq!((time >> 11, time >> 5 & 63, (time & 31) * 2), (18, 30, 10));
    assert_eq!(((date >> 9) + 1980, date >> 5 & 15, date & 31), (2026, 11, 14));
}
