//! What the index keeps of a document, and in which fields.

use std::collections::BTreeMap;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{TantivyDocument, Term};

use crate::{Document, Facet, Key, words};

/// Grows with every change of this file or of [`crate::words`]: an index of another layout is not used.
pub(super) const LAYOUT: u32 = 1;

/// The fast field with the number of words in a title.
pub(super) const LENGTH: &str = "length";
/// The fast field with the logarithm of how many people have heard it.
pub(super) const POPULARITY: &str = "popularity";
/// The fast field with the second at which it was public first.
pub(super) const PUBLISHED: &str = "published";

/// A field whose words are looked through, with how much it counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub field: Field,
    pub weight: f32,
    /// Whether mistyped words are looked for too.
    pub forgiving: bool,
}

/// The fields.
pub(super) struct Fields {
    pub key: Field,
    pub title: Place,
    pub by: Place,
    pub on: Place,
    pub text: Place,
    /// Neighbours in the title and in names, written as one word.
    pub joined: Place,
    shown_title: Field,
    shown_by: Field,
    length: Field,
    popularity: Field,
    published: Field,
    facets: BTreeMap<Facet, Field>,
}

impl Fields {
    /// The fields, and the schema that has them.
    pub fn new() -> (Self, Schema) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let words = TextOptions::default().set_indexing_options(indexing);
        let mut place = |name: &str, weight: f32, forgiving: bool| {
            let field = schema.add_text_field(name, words.clone());
            Place { field, weight, forgiving }
        };
        let (title, by, on) = (place("title", 1.0, true), place("by", 0.85, true), place("on", 0.6, true));
        let (text, joined) = (place("text", 0.3, true), place("joined", 0.95, false));
        let fields = Self {
            key: schema.add_text_field("key", STRING | STORED),
            title,
            by,
            on,
            text,
            joined,
            shown_title: schema.add_text_field("shown_title", STORED),
            shown_by: schema.add_text_field("shown_by", STORED),
            length: schema.add_u64_field(LENGTH, FAST),
            popularity: schema.add_f64_field(POPULARITY, FAST),
            published: schema.add_i64_field(PUBLISHED, FAST | INDEXED),
            facets: Facet::ALL.map(|facet| (facet, schema.add_text_field(facet.word(), STRING | FAST))).into(),
        };
        (fields, schema.build())
    }

    /// The field of a facet's words.
    pub fn facet(&self, facet: Facet) -> Option<Field> {
        self.facets.get(&facet).copied()
    }

    /// What finds the document of a key.
    pub fn of_key(&self, key: Key) -> Term {
        Term::from_field_text(self.key, &key.to_string())
    }

    /// A document as the index takes it.
    pub fn write(&self, document: &Document) -> TantivyDocument {
        let mut written = TantivyDocument::new();
        written.add_text(self.key, document.key.to_string());
        written.add_text(self.shown_title, &document.title);
        written.add_text(self.shown_by, document.by.first().map_or("", String::as_str));
        let title = words::of_text(&document.title);
        let by: Vec<Vec<String>> = document.by.iter().map(|name| words::of_text(name)).collect();
        let on: Vec<Vec<String>> = document.on.iter().map(|name| words::of_text(name)).collect();
        let joined = std::iter::once(&title).chain(&by).flat_map(|words| words::joined(words)).collect();
        written.add_u64(self.length, u64::try_from(title.len()).unwrap_or(u64::MAX));
        written.add_f64(self.popularity, popularity(document.popularity));
        written.add_i64(self.published, document.published_at);
        written.add_pre_tokenized_text(self.title.field, tokens(title));
        written.add_pre_tokenized_text(self.by.field, tokens(by.concat()));
        written.add_pre_tokenized_text(self.on.field, tokens(on.concat()));
        written.add_pre_tokenized_text(self.text.field, tokens(words::of_text(&document.text)));
        written.add_pre_tokenized_text(self.joined.field, tokens(joined));
        for (facet, field) in &self.facets {
            for word in words_of(document, *facet) {
                written.add_text(*field, word);
            }
        }
        written
    }

    /// Key, title and maker of a document that was kept.
    pub fn read(&self, kept: &TantivyDocument) -> Option<(Key, String, String)> {
        use tantivy::schema::Value as _;
        let text = |field: Field| kept.get_first(field).and_then(|value| value.as_str());
        let key = text(self.key)?.parse().ok()?;
        Some((key, text(self.shown_title)?.to_owned(), text(self.shown_by)?.to_owned()))
    }
}

/// The words of a facet that a document has.
fn words_of(document: &Document, facet: Facet) -> Vec<String> {
    let one = |word: &str| if word.is_empty() { Vec::new() } else { vec![word.to_owned()] };
    match facet {
        Facet::Kind => one(document.key.kind.word()),
        Facet::Tag => document.tags.clone(),
        Facet::Place => one(&document.place),
        Facet::Format => document.formats.clone(),
        Facet::Price => document.price.map(|price| price.word().to_owned()).into_iter().collect(),
        Facet::Licence => one(&document.licence),
        Facet::Year => document.year.map(|year| year.to_string()).into_iter().collect(),
        Facet::Form => one(&document.form),
    }
}

#[expect(clippy::cast_precision_loss, reason = "how popular something is need not be exact")]
fn popularity(heard: u64) -> f64 {
    (heard as f64).ln_1p()
}

/// Words each of which is there once: how often one comes does not count.
fn tokens(mut words: Vec<String>) -> PreTokenizedString {
    words.sort_unstable();
    words.dedup();
    let token = |(position, text)| Token { position, text, ..Token::default() };
    PreTokenizedString { text: String::new(), tokens: words.into_iter().enumerate().map(token).collect() }
}
