//! What only Meilisearch has: a network between, and a server that can be ill.

use std::sync::Arc;
use std::time::{Duration, Instant};

use search::{Engine, SearchError, Settings};
use testkit::{Health, MeilisearchDouble};

use crate::catalogue::{find, keep, track, words};

async fn engine(double: &MeilisearchDouble, key: Option<&str>) -> Arc<dyn Engine> {
    let settings = Settings::Meilisearch { url: double.base().to_owned(), key: key.map(str::to_owned) };
    search::open(&settings).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_ill_is_unavailable_and_nothing_is_lost() {
    let double = MeilisearchDouble::start().await.unwrap();
    let engine = engine(&double, Some(MeilisearchDouble::KEY)).await;
    keep(&engine, vec![track(1, "Rope", "Ode")]).await;
    for health in [Health::Answers(500), Health::Answers(503), Health::Forgetful, Health::Slow(Duration::from_secs(30))]
    {
        double.set_health(health);
        let begun = Instant::now();
        let error = engine.search(&words("rope")).await.unwrap_err();
        assert!(matches!(error, SearchError::Unavailable(_)), "{health:?}: {error}");
        assert!(!error.wants_rebuild());
        assert!(engine.count().await.is_err());
        assert!(begun.elapsed() < Duration::from_secs(12), "{health:?} took {:?}", begun.elapsed());
    }
    double.set_health(Health::Answers(500));
    assert!(engine.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.is_err());
    double.set_health(Health::Well);
    engine.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap();
    assert_eq!(find(&engine, "sail").await, [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_unavailable() {
    let settings = Settings::Meilisearch { url: "http://127.0.0.1:9".into(), key: None };
    let engine = search::open(&settings).await.unwrap();
    assert!(matches!(engine.search(&words("rope")).await, Err(SearchError::Unavailable(_))));
    for url in ["", "127.0.0.1:7700", "ftp://127.0.0.1"] {
        assert!(search::open(&Settings::Meilisearch { url: url.into(), key: None }).await.is_err(), "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_refused_in_words_that_help() {
    let double = MeilisearchDouble::start().await.unwrap();
    for key in [None, Some("wrong")] {
        let error = engine(&double, key).await.search(&words("rope")).await.unwrap_err();
        assert!(matches!(&error, SearchError::Refused(text) if text.contains("meilisearch_key")), "{error}");
        assert!(!format!("{error:?}").contains("wrong"));
    }
    let settings = Settings::Meilisearch { url: double.base().to_owned(), key: Some("secret".into()) };
    assert!(!format!("{settings:?}").contains("secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_waited_for_however_long_tasks_take() {
    let double = MeilisearchDouble::start().await.unwrap();
    let engine = engine(&double, Some(MeilisearchDouble::KEY)).await;
    keep(&engine, Vec::new()).await;
    double.set_task_time(Duration::from_millis(700));
    engine.apply(vec![track(1, "Rope", "Ode")], Vec::new()).await.unwrap();
    assert_eq!(find(&engine, "rope").await, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_that_makes_an_index_gets_the_changes_too() {
    let double = MeilisearchDouble::start().await.unwrap();
    let first = engine(&double, Some(MeilisearchDouble::KEY)).await;
    let second = engine(&double, Some(MeilisearchDouble::KEY)).await;
    keep(&first, vec![track(1, "Rope", "Ode")]).await;
    second.begin_rebuild().await.unwrap();
    second.fill(vec![track(1, "Rope", "Ode")]).await.unwrap();
    first.apply(vec![track(2, "Sail", "Ode")], Vec::new()).await.unwrap();
    second.finish_rebuild().await.unwrap();
    assert_eq!(find(&first, "sail").await, [2]);
    assert_eq!(double.indexes().len(), 1, "only the one that answers is left");
}
