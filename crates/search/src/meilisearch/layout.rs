//! What Meilisearch is told about our documents.

use std::collections::{BTreeMap, HashMap};

use meilisearch_sdk::settings::{
    FacetSortValue, FacetingSettings, MinWordSizeForTypos, PaginationSetting, Settings, TypoToleranceSettings,
};
use serde::{Deserialize, Serialize};

use crate::{Document, Facet, synonyms, words};

/// Grows with every change of this file: an index of another layout is left alone.
pub(super) const LAYOUT: u32 = 2;

/// The attribute that tells documents apart.
pub(super) const KEY: &str = "id";
/// Attributes that are looked through, what counts most first.
pub(super) const LOOKED_THROUGH: &[&str] = &["title", "by", "on", "text"];

/// Attributes that are shown.
pub(super) const SHOWN: &[&str] = &[KEY, "shown_title", "shown_by"];

/// A document as Meilisearch keeps it. What is looked through is folded as in the embedded engine: Meilisearch knows accents, but
/// not that "Straße" is "strasse".
#[derive(Serialize)]
pub(super) struct Kept<'a> {
    id: String,
    title: String,
    by: Vec<String>,
    on: Vec<String>,
    text: String,
    shown_title: &'a str,
    shown_by: &'a [String],
    kind: &'static str,
    tag: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    place: &'a str,
    format: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    licence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    form: &'a str,
    published_at: i64,
    popularity: u64,
}

/// What comes back of a document.
#[derive(Deserialize)]
pub(super) struct Shown {
    pub id: String,
    #[serde(default, rename = "shown_title")]
    pub title: String,
    #[serde(default, rename = "shown_by")]
    pub by: Vec<String>,
}

/// A document as Meilisearch keeps it.
pub(super) fn write(document: &Document) -> Kept<'_> {
    Kept {
        id: document.key.to_string(),
        title: words::fold(&document.title),
        by: document.by.iter().map(|name| words::fold(name)).collect(),
        on: document.on.iter().map(|name| words::fold(name)).collect(),
        text: words::fold(&document.text),
        shown_title: &document.title,
        shown_by: &document.by,
        kind: document.key.kind.word(),
        tag: &document.tags,
        place: &document.place,
        format: &document.formats,
        price: document.price.map(crate::Price::word),
        licence: &document.licence,
        year: document.year.map(|year| year.to_string()),
        form: &document.form,
        published_at: document.published_at,
        popularity: document.popularity,
    }
}

/// The settings of an index: the same rules as the embedded engine's.
pub(super) fn settings(depth: usize, words: usize) -> Settings {
    let typos = TypoToleranceSettings {
        enabled: Some(true),
        min_word_size_for_typos: Some(MinWordSizeForTypos { one_typo: Some(4), two_typos: Some(8) }),
        disable_on_numbers: Some(true),
        ..TypoToleranceSettings::default()
    };
    let most_frequent = BTreeMap::from([("*".to_owned(), FacetSortValue::Count)]);
    Settings::new()
        .with_searchable_attributes(LOOKED_THROUGH)
        .with_displayed_attributes(SHOWN)
        .with_filterable_attributes(Facet::ALL.map(Facet::word))
        .with_sortable_attributes(["published_at", "popularity"])
        // Sorting comes first: whoever wants the newest wants them before the best.
        .with_ranking_rules([
            "sort",
            "words",
            "typo",
            "proximity",
            "attribute",
            "exactness",
            "popularity:desc",
            "published_at:desc",
        ])
        .with_typo_tolerance(typos)
        .with_pagination(PaginationSetting { max_total_hits: depth })
        .with_faceting(FacetingSettings { max_values_per_facet: words, sort_facet_values_by: Some(most_frequent) })
        .with_synonyms(said_otherwise())
        .with_search_cutoff(1_500)
}

/// Of each phrase the others that mean the same.
fn said_otherwise() -> HashMap<String, Vec<String>> {
    let others = |group: &[&str], phrase: &str| {
        group.iter().filter(|other| **other != phrase).map(|other| (*other).to_owned()).collect()
    };
    let phrases = synonyms::GROUPS.iter().flat_map(|group| group.iter().map(move |phrase| (*group, *phrase)));
    phrases.map(|(group, phrase)| (phrase.to_owned(), others(group, phrase))).collect()
}
