//! The query for one word: everything that is spelt like it or begins like it, in all fields at once.
//!
//! Tantivy's own query for mistyped words does not tell how far a word is, so that a rare misprint would come before the word.

use std::sync::Arc;

use tantivy::query::{DfaWrapper, EnableScoring, Explanation, FuzzyTermQuery, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::schema::Place;
use crate::spelling::{closeness, most_edits};
use crate::words::Word;

/// Finds documents with a word that suits. The score is the closeness of the best one times the weight of its field.
#[derive(Debug, Clone)]
pub(super) struct Spelled {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    word: Word,
    letters: Vec<char>,
    places: Vec<Place>,
}

impl Spelled {
    pub fn new(word: Word, places: Vec<Place>) -> Self {
        let letters = word.text.chars().collect();
        Self { inner: Arc::new(Inner { word, letters, places }) }
    }
}

impl Query for Spelled {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Spelled {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut best = vec![0.0; usize::try_from(reader.max_doc()).unwrap_or(usize::MAX)];
        for place in &self.inner.places {
            self.inner.look(reader, *place, &mut best)?;
        }
        let found = (0..).zip(best).filter(|(_, score)| *score > 0.0);
        Ok(Box::new(Hits { found: found.map(|(doc, score)| (doc, score * boost)).collect(), at: 0 }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("this query does not explain itself".to_owned()))
    }
}

impl Inner {
    /// Notes in `best`, by document, how well a field's words suit.
    fn look(&self, reader: &SegmentReader, place: Place, best: &mut [Score]) -> tantivy::Result<()> {
        let index = reader.inverted_index(place.field)?;
        let forgiven = self.word.forgiven && place.forgiving;
        for automaton in self.automata(place, forgiven)? {
            let mut terms = index.terms().search(&automaton).into_stream()?;
            while terms.advance() {
                let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
                let term: Vec<char> = term.chars().collect();
                let Some(close) = closeness(&self.letters, &term, self.word.prefix, forgiven) else { continue };
                let score = close * place.weight;
                let mut postings = index.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                while !postings.docs().is_empty() {
                    for doc in postings.docs() {
                        if let Some(known) = usize::try_from(*doc).ok().and_then(|doc| best.get_mut(doc)) {
                            *known = known.max(score);
                        }
                    }
                    postings.advance();
                }
            }
        }
        Ok(())
    }

    /// What walks through the words of a field: to those that are close, and to those that begin like it.
    fn automata(&self, place: Place, forgiven: bool) -> tantivy::Result<Vec<DfaWrapper>> {
        let (whole, begun) = if forgiven { most_edits(&self.letters) } else { (0, 0) };
        let term = Term::from_field_text(place.field, &self.word.text);
        let mut automata = Vec::new();
        // With as many edits, what begins like it is more.
        if !self.word.prefix || whole > begun {
            automata.push(FuzzyTermQuery::new(term.clone(), whole, true).automaton()?);
        }
        if self.word.prefix {
            automata.push(FuzzyTermQuery::new_prefix(term, begun, true).automaton()?);
        }
        Ok(automata)
    }
}

/// Documents in order, with their scores.
struct Hits {
    found: Vec<(DocId, Score)>,
    at: usize,
}

impl DocSet for Hits {
    fn advance(&mut self) -> DocId {
        self.at = self.at.saturating_add(1).min(self.found.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.found.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.found.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for Hits {
    fn score(&mut self) -> Score {
        self.found.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
