//! Filters, facets, orders and pages.

use std::sync::Arc;

use search::{Document, Engine, Facet, Filters, Found, Kind, Order, Query};

use crate::catalogue::{ids, keep, only, shop, track, words};

fn sorted(found: &Found) -> Vec<u128> {
    let mut ids = ids(found);
    ids.sort_unstable();
    ids
}

fn counted(found: &Found, facet: Facet) -> Vec<(&str, u64)> {
    found.counts.get(&facet).into_iter().flatten().map(|(word, count)| (word.as_str(), *count)).collect()
}

pub async fn kinds_and_filters_narrow(engine: Arc<dyn Engine>) {
    keep(&engine, shop()).await;
    let search = |query: Query| {
        let engine = engine.clone();
        async move { engine.search(&query).await.unwrap() }
    };
    let tracks = search(Query { kinds: vec![Kind::Track], ..words("tide") }).await;
    assert_eq!((sorted(&tracks), tracks.total), (vec![9, 10, 11, 12], 4));
    let oslo = search(Query { filters: only(Facet::Place, &["Oslo"]), ..words("tide") }).await;
    assert_eq!(sorted(&oslo), [1, 2, 3, 4, 5, 6]);
    let either = search(Query { filters: only(Facet::Year, &["2015", "2016"]), ..words("tide") }).await;
    assert_eq!(either.total, 8);
    let mut filters = only(Facet::Tag, &["ambient"]);
    filters.0.insert(Facet::Format, vec!["opus".into()]);
    let both = search(Query { filters, ..words("tide") }).await;
    assert_eq!(sorted(&both), [2, 4]);
    let free = search(Query { filters: only(Facet::Price, &["free"]), ..words("") }).await;
    assert_eq!(sorted(&free), [1]);
    let none = search(Query { filters: only(Facet::Tag, &["polka"]), ..words("tide") }).await;
    assert_eq!((none.hits.len(), none.total), (0, 0));
    let nothing_asked = search(Query { filters: only(Facet::Tag, &[]), ..words("tide") }).await;
    assert_eq!(nothing_asked.total, 12);
}

pub async fn facets_are_counted(engine: Arc<dyn Engine>) {
    keep(&engine, shop()).await;
    let all = engine.search(&Query { counts: true, ..words("tide") }).await.unwrap();
    assert_eq!(counted(&all, Facet::Kind), [("release", 8), ("track", 4)]);
    assert_eq!(counted(&all, Facet::Tag), [("techno", 8), ("ambient", 4), ("drone", 4)]);
    assert_eq!(counted(&all, Facet::Format), [("flac", 12), ("mp3-320", 6), ("opus", 6)]);
    assert_eq!(counted(&all, Facet::Licence), [("cc-by", 1)]);
    assert_eq!(counted(&all, Facet::Price), [("minimum", 11), ("free", 1)]);
    assert_eq!(counted(&all, Facet::Year), [("2015", 4), ("2016", 4), ("2017", 4)]);
    // A facet that is filtered by still says what else there is.
    let mut filters = only(Facet::Tag, &["ambient"]);
    filters.0.insert(Facet::Year, vec!["2015".into()]);
    let narrowed = engine.search(&Query { counts: true, filters, ..words("tide") }).await.unwrap();
    assert_eq!(sorted(&narrowed), [1, 4]);
    assert_eq!(counted(&narrowed, Facet::Tag), [("ambient", 2), ("drone", 2), ("techno", 2)]);
    assert_eq!(counted(&narrowed, Facet::Year), [("2015", 2), ("2016", 1), ("2017", 1)]);
    assert_eq!(counted(&narrowed, Facet::Place), [("Oslo", 2)]);
    // Only within the kinds that were asked for, and only when asked.
    let tracks = engine.search(&Query { counts: true, kinds: vec![Kind::Track], ..words("tide") }).await.unwrap();
    assert_eq!(counted(&tracks, Facet::Kind), [("track", 4)]);
    assert!(engine.search(&words("tide")).await.unwrap().counts.is_empty());
}

pub async fn odd_words_of_facets_are_only_words(engine: Arc<dyn Engine>) {
    let odd = ["a \"b\" c", "back\\slash", "it's", "x\"] OR kind IN [\"track", "東京", "(", "AND"];
    let documents =
        (1..).zip(odd).map(|(id, tag)| Document { tags: vec![tag.into()], ..track(id, "Rope", "Ode") }).collect();
    keep(&engine, documents).await;
    for (id, tag) in (1_u128..).zip(odd) {
        let found = engine.search(&Query { filters: only(Facet::Tag, &[tag]), ..words("rope") }).await.unwrap();
        assert_eq!(ids(&found), [id], "{tag}");
    }
    let unknown = Filters([(Facet::Kind, vec!["nonsense".into()]), (Facet::Year, vec!["9".repeat(400)])].into());
    assert_eq!(engine.search(&Query { filters: unknown, ..words("rope") }).await.unwrap().total, 0);
}

pub async fn lists_are_ordered_and_paged(engine: Arc<dyn Engine>) {
    keep(&engine, shop()).await;
    let page = |offset, limit| Query { order: Order::Newest, offset, limit, ..words("tide") };
    assert_eq!(ids(&engine.search(&page(0, 5)).await.unwrap()), [12, 11, 10, 9, 8]);
    assert_eq!(ids(&engine.search(&page(5, 5)).await.unwrap()), [7, 6, 5, 4, 3]);
    let last = engine.search(&page(10, 5)).await.unwrap();
    assert_eq!((ids(&last), last.total), (vec![2, 1], 12));
    assert!(engine.search(&page(1_000_000_000, 5)).await.unwrap().hits.is_empty());
    assert!(engine.search(&page(usize::MAX, usize::MAX)).await.unwrap().hits.is_empty());
    let counts_only = engine.search(&page(0, 0)).await.unwrap();
    assert_eq!((counts_only.hits.len(), counts_only.total), (0, 12));
    // A page and the next never show the same twice, nor leave anything out.
    let mut pages = Vec::new();
    for offset in (0..12).step_by(4) {
        pages.extend(ids(&engine.search(&Query { offset, limit: 4, ..words("tide") }).await.unwrap()));
    }
    pages.sort_unstable();
    assert_eq!(pages, (1..=12).collect::<Vec<u128>>());
}

pub async fn nothing_typed_is_everything(engine: Arc<dyn Engine>) {
    keep(&engine, shop()).await;
    let everything = engine.search(&words("")).await.unwrap();
    assert_eq!(everything.total, 12);
    // What most have heard comes first where nothing else tells.
    assert_eq!(ids(&everything).first(), Some(&12));
    assert_eq!(engine.search(&words(" \u{200b} ")).await.unwrap().total, 12);
}
