//! Words that are typed badly still find what is meant first; the bench does the same with a hundred thousand tracks.

use crate::catalogue::keep;
use crate::made;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_meant_comes_first_nearly_always() {
    let subject = crate::embedded().await.unwrap();
    let made = made::Made::new(5_000);
    keep(&subject.engine, made.documents.clone()).await;
    let mut sum = 0.0;
    let queries = made.misspelt(100);
    for query in &queries {
        let asked = search::Query { words: query.typed.clone(), limit: 10, ..search::Query::default() };
        let found = subject.engine.search(&asked).await.unwrap();
        sum += made.reciprocal_rank(query, &found.hits.iter().map(|hit| hit.key).collect::<Vec<_>>());
    }
    let mean = sum / 100.0;
    assert!(mean >= 0.9, "the mean reciprocal rank is {mean:.3}");
}
