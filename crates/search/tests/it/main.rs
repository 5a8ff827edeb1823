//! One suite over every engine: the embedded one, the double of Meilisearch, and a real Meilisearch where `MEILISEARCH_URL` says
//! where one is (with `MEILISEARCH_API_KEY`).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod catalogue;
mod embedded;
mod finding;
mod indexes;
#[path = "../../benches/search/made.rs"]
mod made;
mod meilisearch;
mod misspelt;
mod narrowing;

use std::sync::Arc;

use search::{Engine, Settings};
use testkit::MeilisearchDouble;

/// An engine without an index, and what it lives in.
struct Subject {
    engine: Arc<dyn Engine>,
    _home: Option<tempfile::TempDir>,
}

async fn embedded() -> Option<Subject> {
    let home = tempfile::tempdir().unwrap();
    let engine = search::open(&Settings::Folder(home.path().join("search"))).await.unwrap();
    Some(Subject { engine, _home: Some(home) })
}

async fn double() -> Option<Subject> {
    let double = MeilisearchDouble::start().await.unwrap();
    let settings =
        Settings::Meilisearch { url: double.base().to_owned(), key: Some(MeilisearchDouble::KEY.to_owned()) };
    Some(Subject { engine: search::open(&settings).await.unwrap(), _home: None })
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says here which server there is; no setting of ours"
)]
async fn real() -> Option<Subject> {
    let url = std::env::var("MEILISEARCH_URL").ok()?;
    let key = std::env::var("MEILISEARCH_API_KEY").ok();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let engine = search::open_meilisearch(&url, key.as_deref(), &format!("test-{now:x}")).unwrap();
    Some(Subject { engine, _home: None })
}

/// Each of these functions over each engine.
macro_rules! over_every_engine {
    ($($suite:ident::$name:ident,)*) => {
        mod over_embedded {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() {
                let subject = crate::embedded().await.unwrap();
                crate::$suite::$name(subject.engine.clone()).await;
            })*
        }
        mod over_double {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() {
                let subject = crate::double().await.unwrap();
                crate::$suite::$name(subject.engine.clone()).await;
            })*
        }
        mod over_real {
            $(#[tokio::test(flavor = "multi_thread")] async fn $name() {
                if let Some(subject) = crate::real().await {
                    crate::$suite::$name(subject.engine.clone()).await;
                }
            })*
        }
    };
}

over_every_engine! {
    finding::words_are_found_in_every_field_titles_first,
    finding::words_may_be_unfinished,
    finding::words_may_be_mistyped_once_from_four_letters,
    finding::words_may_be_mistyped_twice_from_eight_letters,
    finding::accents_and_case_do_not_count,
    finding::many_scripts_are_found,
    finding::the_same_is_said_in_several_ways,
    finding::words_may_be_joined_and_parted,
    finding::every_word_counts_and_then_fewer,
    finding::words_in_order_come_first,
    finding::nothing_typed_is_an_operator,
    finding::what_nobody_would_type_is_answered_quickly,
    finding::suggestions_are_titles_and_names,
    narrowing::kinds_and_filters_narrow,
    narrowing::facets_are_counted,
    narrowing::odd_words_of_facets_are_only_words,
    narrowing::lists_are_ordered_and_paged,
    narrowing::nothing_typed_is_everything,
    indexes::there_is_no_index_at_first,
    indexes::documents_are_put_in_and_taken_out,
    indexes::a_new_index_takes_its_place_without_a_gap,
    indexes::what_changes_meanwhile_is_in_the_new_index,
    indexes::a_rebuild_can_begin_again,
}
