//! What only the embedded engine has: a folder, and processes that share it.

use std::path::Path;
use std::sync::Arc;

use search::{Engine, SearchError, Settings};

use crate::catalogue::{find, keep, track, words};

fn settings(folder: &Path) -> Settings {
    Settings::Folder(folder.join("search"))
}

async fn writer(folder: &Path) -> Arc<dyn Engine> {
    search::open(&settings(folder)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_every_change_at_once() {
    let home = tempfile::tempdir().unwrap();
    let reader = search::open_reader(&settings(home.path())).await.unwrap();
    assert!(matches!(reader.count().await, Err(SearchError::NoIndex)));
    let writer = writer(home.path()).await;
    keep(&writer, vec![track(1, "Rope", "Ode")]).await;
    assert_eq!(find(&reader, "rope").await, [1]);
    writer.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap();
    assert_eq!(find(&reader, "sail").await, [2]);
    keep(&writer, vec![track(3, "Tide", "Ode")]).await;
    assert!(find(&reader, "rope").await.is_empty());
    assert_eq!(find(&reader, "tide").await, [3]);
    let refused = reader.apply(vec![track(4, "Keel", "Ode")], Vec::new()).await;
    assert!(matches!(refused, Err(SearchError::Refused(_))));
    assert!(matches!(reader.begin_rebuild().await, Err(SearchError::Refused(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_writes() {
    let home = tempfile::tempdir().unwrap();
    let first = writer(home.path()).await;
    keep(&first, vec![track(1, "Rope", "Ode")]).await;
    let second = writer(home.path()).await;
    assert_eq!(find(&second, "rope").await, [1]);
    let refused = second.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap_err();
    assert!(matches!(refused, SearchError::Unavailable(_)), "{refused}");
    drop(first);
    second.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap();
    assert_eq!(find(&second, "sail").await, [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_outlives_the_program() {
    let home = tempfile::tempdir().unwrap();
    let engine = writer(home.path()).await;
    keep(&engine, vec![track(1, "Rope", "Ode")]).await;
    engine.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap();
    drop(engine);
    let engine = writer(home.path()).await;
    assert_eq!(engine.count().await.unwrap(), 2);
    assert_eq!(find(&engine, "sail").await, [2]);
}

/// The files of the index that answers.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let current = std::fs::read_to_string(folder.join("search/CURRENT")).unwrap();
    let index = folder.join("search").join(current.split_whitespace().nth(1).unwrap());
    std::fs::read_dir(index).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_index_says_so_and_is_made_anew() {
    for damage in ["gone", "empty", "garbage"] {
        let home = tempfile::tempdir().unwrap();
        let engine = writer(home.path()).await;
        keep(&engine, vec![track(1, "Rope", "Ode")]).await;
        drop(engine);
        for file in files(home.path()) {
            match damage {
                "gone" => std::fs::remove_file(file).unwrap(),
                "empty" => std::fs::write(file, b"").unwrap(),
                _ => std::fs::write(file, [0xa5; 300]).unwrap(),
            }
        }
        let engine = writer(home.path()).await;
        let error = engine.search(&words("rope")).await.unwrap_err();
        assert!(error.wants_rebuild(), "{damage}: {error}");
        let error = engine.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap_err();
        assert!(error.wants_rebuild(), "{damage}: {error}");
        keep(&engine, vec![track(1, "Rope", "Ode")]).await;
        assert_eq!(find(&engine, "rope").await, [1], "{damage}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_layout_is_none() {
    let home = tempfile::tempdir().unwrap();
    let engine = writer(home.path()).await;
    keep(&engine, vec![track(1, "Rope", "Ode")]).await;
    let pointer = home.path().join("search/CURRENT");
    let text = std::fs::read_to_string(&pointer).unwrap();
    for other in [text.replacen('1', "99", 1), String::new(), "1 ../../etc".to_owned(), "nonsense".to_owned()] {
        std::fs::write(&pointer, other).unwrap();
        assert!(matches!(engine.count().await, Err(SearchError::NoIndex)));
    }
    keep(&engine, vec![track(2, "Sail", "Ode")]).await;
    assert_eq!(find(&engine, "sail").await, [2]);
    let left = std::fs::read_dir(home.path().join("search")).unwrap();
    let indexes = left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("index-"));
    assert_eq!(indexes.count(), 1, "old indexes are removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_signs_is_found() {
    let home = tempfile::tempdir().unwrap();
    let engine = writer(home.path()).await;
    keep(&engine, vec![track(1, "!!!", "Ode"), track(2, "Rope", "†††")]).await;
    assert_eq!(find(&engine, "!!!").await, [1]);
    assert_eq!(find(&engine, "†††").await, [2]);
}
