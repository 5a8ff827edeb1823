//! Some music to be found.

use std::sync::Arc;

use search::{Document, Engine, Facet, Filters, Found, Key, Kind, Price, Query};

/// A document without anything but a title.
pub fn document(kind: Kind, id: u128, title: &str) -> Document {
    Document::titled(Key { kind, id }, title, 1_700_000_000 + i64::try_from(id).unwrap())
}

/// A track by somebody.
pub fn track(id: u128, title: &str, by: &str) -> Document {
    Document { by: vec![by.to_owned()], ..document(Kind::Track, id, title) }
}

/// Puts documents into a new index.
pub async fn keep(engine: &Arc<dyn Engine>, documents: Vec<Document>) {
    engine.begin_rebuild().await.unwrap();
    engine.fill(documents).await.unwrap();
    engine.finish_rebuild().await.unwrap();
}

/// A query for words.
pub fn words(words: &str) -> Query {
    Query { words: words.to_owned(), limit: 20, ..Query::default() }
}

/// The ids of what is found.
pub fn ids(found: &Found) -> Vec<u128> {
    found.hits.iter().map(|hit| hit.key.id).collect()
}

/// The ids of what words find.
pub async fn find(engine: &Arc<dyn Engine>, typed: &str) -> Vec<u128> {
    ids(&engine.search(&words(typed)).await.unwrap())
}

/// Filters of one facet.
pub fn only(facet: Facet, words: &[&str]) -> Filters {
    Filters([(facet, words.iter().map(|word| (*word).to_owned()).collect())].into())
}

/// A dozen documents in which every facet has something.
pub fn shop() -> Vec<Document> {
    let mut documents = Vec::new();
    for id in 0..12_u128 {
        let even = id % 2 == 0;
        documents.push(Document {
            by: vec![if even { "Mara Holt" } else { "Ode" }.to_owned()],
            tags: if id < 4 { vec!["ambient".into(), "drone".into()] } else { vec!["techno".into()] },
            place: if id < 6 { "Oslo" } else { "Leipzig" }.to_owned(),
            formats: vec!["flac".into(), if even { "mp3-320" } else { "opus" }.to_owned()],
            price: Some(if id == 0 { Price::Free } else { Price::Minimum }),
            licence: if id == 3 { "cc-by" } else { "" }.to_owned(),
            year: Some(2015 + i32::try_from(id % 3).unwrap()),
            form: "album".to_owned(),
            popularity: u64::try_from(id).unwrap() * 10,
            ..document(if id < 8 { Kind::Release } else { Kind::Track }, id + 1, &format!("Tide {}", id + 1))
        });
    }
    documents
}
