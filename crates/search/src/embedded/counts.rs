//! How many of what was found have which word of a facet.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::{Facet, Filters};

/// How many words of a facet are told.
const WORDS: usize = 20;

/// Counts over what the words of a query find, before any filter: so that a facet that is filtered by is counted as if it were
/// not, in one go.
pub(super) struct Counts {
    pub filters: Filters,
}

/// Of each facet its words with how many there are, the most frequent first.
pub(super) type Counted = BTreeMap<Facet, Vec<(String, u64)>>;

/// A facet in one segment.
struct Column {
    facet: Facet,
    /// None where no document of the segment has any of its words.
    words: Option<StrColumn>,
    /// The words that are filtered by, as this segment numbers them; none where the facet is not filtered by.
    wanted: Option<Vec<u64>>,
    counts: Vec<u64>,
}

impl Column {
    fn open(facet: Facet, segment: &SegmentReader, filters: &Filters) -> tantivy::Result<Self> {
        let words = segment.fast_fields().str(facet.word())?;
        let asked = filters.0.get(&facet).filter(|words| !words.is_empty());
        let mut wanted = asked.map(|_| Vec::new());
        let mut counts = Vec::new();
        if let Some(column) = &words {
            counts.resize(column.dictionary().num_terms(), 0);
            for word in asked.into_iter().flatten() {
                if let (Some(wanted), Some(ord)) = (&mut wanted, column.dictionary().term_ord(word)?) {
                    wanted.push(ord);
                }
            }
        }
        Ok(Self { facet, words, wanted, counts })
    }

    fn lets_through(&self, doc: DocId) -> bool {
        let Some(wanted) = &self.wanted else { return true };
        self.words.as_ref().is_some_and(|words| words.term_ords(doc).any(|ord| wanted.contains(&ord)))
    }

    fn count(&mut self, doc: DocId) {
        let Some(words) = &self.words else { return };
        for ord in words.term_ords(doc) {
            if let Some(count) = usize::try_from(ord).ok().and_then(|ord| self.counts.get_mut(ord)) {
                *count += 1;
            }
        }
    }

    fn named(self) -> (Facet, HashMap<String, u64>) {
        let mut named = HashMap::new();
        let Some(words) = &self.words else { return (self.facet, named) };
        let (ords, counts): (Vec<u64>, Vec<u64>) = (0..).zip(self.counts).filter(|(_, count)| *count > 0).unzip();
        let mut counts = counts.into_iter();
        let name = |word: &[u8]| {
            named.extend(counts.next().map(|count| (String::from_utf8_lossy(word).into_owned(), count)));
        };
        // In the order of the dictionary, which is opened once and not for each word.
        if let Err(error) = words.dictionary().sorted_ords_to_term_cb(&ords, name) {
            tracing::warn!(%error, facet = self.facet.word(), "words of a facet cannot be read");
        }
        (self.facet, named)
    }
}

/// The facets in one segment.
pub(super) struct Columns(Vec<Column>);

impl SegmentCollector for Columns {
    type Fruit = Vec<(Facet, HashMap<String, u64>)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let mut closed = self.0.iter_mut().filter(|column| !column.lets_through(doc));
        match (closed.next(), closed.next()) {
            (None, _) => self.0.iter_mut().for_each(|column| column.count(doc)),
            (Some(only), None) => only.count(doc),
            _ => {}
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.0.into_iter().map(Column::named).collect()
    }
}

impl Collector for Counts {
    type Fruit = Counted;
    type Child = Columns;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Columns> {
        let columns = Facet::ALL.into_iter().map(|facet| Column::open(facet, segment, &self.filters));
        Ok(Columns(columns.collect::<tantivy::Result<_>>()?))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<<Columns as SegmentCollector>::Fruit>) -> tantivy::Result<Counted> {
        let mut sums: BTreeMap<Facet, HashMap<String, u64>> = BTreeMap::new();
        for (facet, words) in segments.into_iter().flatten() {
            let sum = sums.entry(facet).or_default();
            for (word, count) in words {
                *sum.entry(word).or_default() += count;
            }
        }
        let sorted = |words: HashMap<String, u64>| {
            let mut words: Vec<_> = words.into_iter().collect();
            words.sort_unstable_by(|left, right| (Reverse(left.1), &left.0).cmp(&(Reverse(right.1), &right.0)));
            words.truncate(WORDS);
            words
        };
        Ok(sums
            .into_iter()
            .map(|(facet, words)| (facet, sorted(words)))
            .filter(|(_, words)| !words.is_empty())
            .collect())
    }
}
