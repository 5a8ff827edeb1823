//! Indexes: made, changed, replaced.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use search::{Engine, Key, Kind, SearchError};

use crate::catalogue::{find, keep, track, words};

fn key(id: u128) -> Key {
    Key { kind: Kind::Track, id }
}

pub async fn there_is_no_index_at_first(engine: Arc<dyn Engine>) {
    assert!(matches!(engine.search(&words("rope")).await, Err(SearchError::NoIndex)));
    assert!(matches!(engine.suggest("rope", 5).await, Err(SearchError::NoIndex)));
    assert!(matches!(engine.count().await, Err(SearchError::NoIndex)));
    let refused = engine.apply(vec![track(1, "Rope", "Ode")], Vec::new()).await.unwrap_err();
    assert!(matches!(refused, SearchError::NoIndex) && refused.wants_rebuild());
    assert!(matches!(engine.fill(Vec::new()).await, Err(SearchError::NoRebuild)));
    assert!(matches!(engine.finish_rebuild().await, Err(SearchError::NoRebuild)));
    keep(&engine, Vec::new()).await;
    assert_eq!(engine.count().await.unwrap(), 0);
    assert!(find(&engine, "rope").await.is_empty());
}

pub async fn documents_are_put_in_and_taken_out(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Rope", "Ode")]).await;
    engine.apply(vec![track(2, "Sail", "Ode"), track(3, "Tide", "Ode")], Vec::new()).await.unwrap();
    assert_eq!(find(&engine, "sail").await, [2]);
    assert_eq!(engine.count().await.unwrap(), 3);
    // The same key again takes its place.
    engine.apply(vec![track(2, "Anchor", "Ode")], vec![key(1)]).await.unwrap();
    assert!(find(&engine, "sail").await.is_empty());
    assert!(find(&engine, "rope").await.is_empty());
    assert_eq!(find(&engine, "anchor").await, [2]);
    assert_eq!(engine.count().await.unwrap(), 2);
    // What is not there can be taken out, and nothing can be changed.
    engine.apply(Vec::new(), vec![key(99), key(3)]).await.unwrap();
    engine.apply(Vec::new(), Vec::new()).await.unwrap();
    assert_eq!(engine.count().await.unwrap(), 1);
}

pub async fn a_new_index_takes_its_place_without_a_gap(engine: Arc<dyn Engine>) {
    keep(&engine, (1..=50).map(|id| track(id, "Rope", "Ode")).collect()).await;
    let over = Arc::new(AtomicBool::new(false));
    let searching = tokio::spawn({
        let (engine, over) = (engine.clone(), over.clone());
        async move {
            let mut times = 0;
            while !over.load(Ordering::Relaxed) {
                assert_eq!(engine.search(&words("rope")).await.unwrap().total, 50, "in search {times}");
                times += 1;
            }
            times
        }
    });
    for _ in 0..3 {
        engine.begin_rebuild().await.unwrap();
        for id in 1..=50 {
            engine.fill(vec![track(id, "Rope", "Ode")]).await.unwrap();
        }
        assert_eq!(engine.count().await.unwrap(), 50);
        engine.finish_rebuild().await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    assert!(searching.await.unwrap() > 3);
    keep(&engine, vec![track(7, "Sail", "Ode")]).await;
    assert!(find(&engine, "rope").await.is_empty());
    assert_eq!(find(&engine, "sail").await, [7]);
}

pub async fn what_changes_meanwhile_is_in_the_new_index(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Rope", "Ode"), track(2, "Sail", "Ode")]).await;
    engine.begin_rebuild().await.unwrap();
    engine.fill(vec![track(1, "Rope", "Ode")]).await.unwrap();
    engine.apply(vec![track(1, "Anchor", "Ode"), track(3, "Tide", "Ode")], vec![key(2)]).await.unwrap();
    assert_eq!(find(&engine, "anchor").await, [1]);
    // These were read before they changed.
    engine.fill(vec![track(2, "Sail", "Ode"), track(3, "Ebb", "Ode"), track(4, "Gull", "Ode")]).await.unwrap();
    engine.finish_rebuild().await.unwrap();
    assert_eq!(find(&engine, "anchor").await, [1]);
    assert_eq!(find(&engine, "tide").await, [3]);
    assert_eq!(find(&engine, "gull").await, [4]);
    for gone in ["rope", "sail", "ebb"] {
        assert!(find(&engine, gone).await.is_empty(), "{gone}");
    }
    engine.apply(vec![track(5, "Keel", "Ode")], Vec::new()).await.unwrap();
    assert_eq!(find(&engine, "keel").await, [5]);
}

pub async fn a_rebuild_can_begin_again(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Rope", "Ode")]).await;
    engine.begin_rebuild().await.unwrap();
    engine.fill(vec![track(2, "Sail", "Ode")]).await.unwrap();
    engine.begin_rebuild().await.unwrap();
    engine.fill(vec![track(3, "Tide", "Ode"), track(3, "Tide", "Ode")]).await.unwrap();
    assert_eq!(find(&engine, "rope").await, [1]);
    engine.finish_rebuild().await.unwrap();
    assert_eq!(engine.count().await.unwrap(), 1);
    assert_eq!(find(&engine, "tide").await, [3]);
    assert!(find(&engine, "sail").await.is_empty());
}
