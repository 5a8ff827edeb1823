//! What is asked, and what is answered.

use std::collections::BTreeMap;

use crate::{Key, Kind};

/// What somebody looks for. Words may be mistyped and unfinished; nothing in them is an operator.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// As typed; engines cut it at 200 characters and ten words. Empty: everything that the filters let through.
    pub words: String,
    /// What kinds of things; empty for all.
    pub kinds: Vec<Kind>,
    /// What they must be like.
    pub filters: Filters,
    /// In which order.
    pub order: Order,
    /// How many to leave out at the beginning; at most 10,000.
    pub offset: usize,
    /// How many at most; at most 100.
    pub limit: usize,
    /// Whether facets are counted.
    pub counts: bool,
}

/// What found things must be like; what is empty lets everything through. Several words of one facet: any of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters(pub BTreeMap<Facet, Vec<String>>);

/// What things are sorted into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// What kind of thing: words of [`Kind`].
    Kind,
    /// A tag, in lower case.
    Tag,
    /// Where it comes from.
    Place,
    /// A download format.
    Format,
    /// What it costs: words of [`crate::Price`].
    Price,
    /// A licence.
    Licence,
    /// The year it came out, in digits.
    Year,
    /// `album`, `single`, `band`…
    Form,
}

impl Facet {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] =
        [Self::Kind, Self::Tag, Self::Place, Self::Format, Self::Price, Self::Licence, Self::Year, Self::Form];

    /// Its word, in addresses and in the index.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Place => "place",
            Self::Format => "format",
            Self::Price => "price",
            Self::Licence => "licence",
            Self::Year => "year",
            Self::Form => "form",
        }
    }
}

/// In which order found things come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The best first.
    #[default]
    Best,
    /// The newest first.
    Newest,
}

/// Something that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Which thing.
    pub key: Key,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// One page of it.
    pub hits: Vec<Hit>,
    /// How many there are in all; from 1,000 on it may be an estimate.
    pub total: u64,
    /// Of each facet its words with how many of what was found have them, the most frequent first, at most twenty. Words of a
    /// facet that is filtered by are counted as if it were not.
    pub counts: BTreeMap<Facet, Vec<(String, u64)>>,
}

/// What somebody may mean who has not finished typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Which thing.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// Who made it; empty for an artist.
    pub by: String,
}
