//! From a query to what suits it.

use tantivy::collector::{Count, TopDocs};
use tantivy::columnar::Column;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query as Finds, TermSetQuery,
};
use tantivy::{DocAddress, DocId, Order as Direction, Score, Searcher, SegmentReader, TantivyDocument, Term};

use super::counts::Counts;
use super::schema::{Fields, LENGTH, POPULARITY, PUBLISHED, Place};
use super::spelled::Spelled;
use crate::words::{self, Word};
use crate::{Facet, Filters, Found, Hit, Key, Kind, Order, Query, Suggestion, synonyms};

/// How deep a list can be read.
const OFFSET: usize = 10_000;
/// Longest page.
const LIMIT: usize = 100;

/// What two words are worth besides that are there one after the other.
const IN_ORDER: f32 = 0.1;

/// A searcher with what it needs to know.
pub(super) struct Asking<'a> {
    pub fields: &'a Fields,
    pub searcher: &'a Searcher,
}

impl Asking<'_> {
    /// What suits a query.
    pub fn search(&self, query: &Query) -> tantivy::Result<Found> {
        let words = words::of_query(&query.words);
        let places = self.places(true);
        let found = self.page(query, self.every(&words, &places))?;
        if found.total > 0 || words.len() < 2 {
            return Ok(found);
        }
        // Nothing has all of it: what has at least half of it comes in place of nothing.
        self.page(query, self.half(&words, &places))
    }

    /// What somebody may mean who has typed so far: titles and names only.
    pub fn suggest(&self, typed: &str, limit: usize) -> tantivy::Result<Vec<Suggestion>> {
        let words = words::of_query(typed);
        let limit = limit.min(LIMIT);
        if words.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let finds = self.every(&words, &self.places(false));
        let mut suggestions: Vec<Suggestion> = Vec::new();
        // The same song on a single and on an album is suggested once.
        for address in self.best(&*finds, 0..limit * 3)? {
            let Some((key, title, by)) = self.kept(address)? else { continue };
            let by = if key.kind == Kind::Artist { String::new() } else { by };
            let again = |known: &Suggestion| known.title == title && known.by == by;
            if !suggestions.iter().any(again) {
                suggestions.push(Suggestion { key, title, by });
            }
        }
        suggestions.truncate(limit);
        Ok(suggestions)
    }

    fn places(&self, with_text: bool) -> Vec<Place> {
        let fields = self.fields;
        let mut places = vec![fields.title, fields.by, fields.joined];
        if with_text {
            places.extend([fields.on, fields.text]);
        }
        places
    }

    fn page(&self, query: &Query, words: Box<dyn Finds>) -> tantivy::Result<Found> {
        let kinds = Filters([(Facet::Kind, query.kinds.iter().map(|kind| kind.word().to_owned()).collect())].into());
        let universe = self.within(words, &kinds);
        let finds = self.within(universe.box_clone(), &query.filters);
        let offset = query.offset.min(OFFSET);
        let range = offset..offset + query.limit.min(LIMIT);
        let total = self.searcher.search(&*finds, &Count)?;
        let addresses = match query.order {
            _ if range.is_empty() || offset >= total => Vec::new(),
            Order::Best => self.best(&*finds, range)?,
            Order::Newest => {
                let newest = TopDocs::for_doc_range(range).order_by_fast_field::<i64>(PUBLISHED, Direction::Desc);
                self.searcher.search(&*finds, &newest)?.into_iter().map(|(_, address)| address).collect()
            }
        };
        let mut found = Found { total: u64::try_from(total).unwrap_or(u64::MAX), ..Found::default() };
        for address in addresses {
            found.hits.extend(self.kept(address)?.map(|(key, ..)| Hit { key }));
        }
        if query.counts {
            found.counts = self.searcher.search(&*universe, &Counts { filters: query.filters.clone() })?;
        }
        Ok(found)
    }

    /// The best by how close their words are; among equals short titles, then what is heard most, then the newest.
    fn best(&self, finds: &dyn Finds, range: std::ops::Range<usize>) -> tantivy::Result<Vec<DocAddress>> {
        let by_suiting = TopDocs::for_doc_range(range).tweak_score(|segment: &SegmentReader| {
            let fast = segment.fast_fields();
            let (length, heard, published) =
                (fast.u64(LENGTH).ok(), fast.f64(POPULARITY).ok(), fast.i64(PUBLISHED).ok());
            move |doc: DocId, score: Score| -> (f64, i64) {
                let length = first(length.as_ref(), doc).min(20);
                let shortness = f64::from(u32::try_from(length).unwrap_or(20)) * -0.012;
                let suiting = f64::from(score) + shortness + first(heard.as_ref(), doc).min(20.0) * 0.002;
                (suiting, first(published.as_ref(), doc))
            }
        });
        Ok(self.searcher.search(finds, &by_suiting)?.into_iter().map(|(_, address)| address).collect())
    }

    fn kept(&self, address: DocAddress) -> tantivy::Result<Option<(Key, String, String)>> {
        Ok(self.fields.read(&self.searcher.doc::<TantivyDocument>(address)?))
    }

    /// Narrows by filters: any word of a facet, every facet.
    fn within(&self, finds: Box<dyn Finds>, filters: &Filters) -> Box<dyn Finds> {
        let mut all = vec![finds];
        for (facet, words) in filters.0.iter().filter(|(_, words)| !words.is_empty()) {
            let Some(field) = self.fields.facet(*facet) else { continue };
            let any = TermSetQuery::new(words.iter().map(|word| Term::from_field_text(field, word)));
            all.push(Box::new(ConstScoreQuery::new(Box::new(any), 0.0)));
        }
        Box::new(BooleanQuery::intersection(all))
    }

    /// What has every word.
    fn every(&self, words: &[Word], places: &[Place]) -> Box<dyn Finds> {
        if words.is_empty() {
            return Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0));
        }
        let all: Box<dyn Finds> = Box::new(BooleanQuery::intersection(slots(words, places)));
        let all = match words {
            // "black bird" finds "Blackbird".
            [left, right] => {
                let together = spelled(&together(left, right), places);
                any_of(vec![all, Box::new(BoostQuery::new(together, 2.0))])
            }
            _ => all,
        };
        // "night train" finds "Night Train" before "Train Night".
        let in_order = words.iter().zip(words.iter().skip(1)).map(|(left, right)| -> (Occur, Box<dyn Finds>) {
            let pair = spelled(&together(left, right), &[self.fields.joined]);
            (Occur::Should, Box::new(BoostQuery::new(pair, IN_ORDER)))
        });
        Box::new(BooleanQuery::new(std::iter::once((Occur::Must, all)).chain(in_order).collect()))
    }

    /// What has at least half of the words; what has more of them comes first.
    fn half(&self, words: &[Word], places: &[Place]) -> Box<dyn Finds> {
        let slots = slots(words, places);
        let least = slots.len().div_ceil(2);
        let any = slots.into_iter().map(|slot| (Occur::Should, slot)).collect();
        Box::new(BooleanQuery::with_minimum_required_clauses(any, least))
    }
}

/// One query a word, or one for several that have another way of being said.
fn slots(words: &[Word], places: &[Place]) -> Vec<Box<dyn Finds>> {
    let mut slots = Vec::new();
    let mut rest = words;
    while let Some((first, after)) = rest.split_first() {
        if let Some((group, length)) = synonyms::said_otherwise(rest) {
            let (said, after) = rest.split_at(length);
            let others = group.iter().map(|other| phrase(other, places));
            slots.push(any_of(others.chain([all_of(said, places)]).collect()));
            rest = after;
            continue;
        }
        slots.push(spelled(first, places));
        rest = after;
    }
    slots
}

fn phrase(phrase: &str, places: &[Place]) -> Box<dyn Finds> {
    let words: Vec<Word> = phrase.split(' ').map(|word| Word::exact(word.to_owned(), false)).collect();
    all_of(&words, places)
}

/// All of some words, worth as much as one.
fn all_of(words: &[Word], places: &[Place]) -> Box<dyn Finds> {
    let all = BooleanQuery::intersection(words.iter().map(|word| spelled(word, places)).collect());
    let share = f32::from(u8::try_from(words.len()).unwrap_or(u8::MAX)).recip();
    Box::new(BoostQuery::new(Box::new(all), share))
}

/// Two neighbours as one word.
fn together(left: &Word, right: &Word) -> Word {
    Word::exact(format!("{}{}", left.text, right.text), right.prefix)
}

fn spelled(word: &Word, places: &[Place]) -> Box<dyn Finds> {
    Box::new(Spelled::new(word.clone(), places.to_vec()))
}

fn any_of(queries: Vec<Box<dyn Finds>>) -> Box<dyn Finds> {
    Box::new(DisjunctionMaxQuery::new(queries))
}

fn first<T: Copy + Default + PartialOrd + std::fmt::Debug + Send + Sync + 'static>(
    column: Option<&Column<T>>,
    doc: DocId,
) -> T {
    column.and_then(|column| column.first(doc)).unwrap_or_default()
}
