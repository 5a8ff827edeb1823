//! What the address of a search asks for: words, facets, order, page. And addresses that ask for a little more or less.

use std::collections::BTreeMap;

use ::search::{Facet, Filters, Kind, Order, Query};
use url::form_urlencoded;

/// The most characters of words that are taken.
const MOST_CHARS: usize = 200;
/// The most characters of one word of a facet.
const MOST_FACET_CHARS: usize = 100;
/// The most words of one facet.
const MOST_OF_FACET: usize = 10;
/// The most parts of an address that are read.
const MOST_PARTS: usize = 100;
/// The last page that is given: who has not found it by then needs other words.
pub const LAST_PAGE: usize = 100;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The words, as typed but for what nobody can see.
    pub words: String,
    /// What things must be like; of each facet any of its words.
    pub facets: BTreeMap<Facet, Vec<String>>,
    /// Whether the newest come first.
    pub newest: bool,
    /// The page, from 1.
    pub page: usize,
}

impl Asked {
    /// From the part of an address behind the question mark. What makes no sense is passed over.
    #[must_use]
    pub fn of(query: &str) -> Self {
        let mut asked = Self { page: 1, ..Self::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()).take(MOST_PARTS) {
            match name.as_ref() {
                "q" => asked.words = seen(&value, MOST_CHARS),
                "sort" => asked.newest = value == "newest",
                "page" => asked.page = value.parse().unwrap_or(1).clamp(1, LAST_PAGE),
                name => {
                    if let Some(facet) = Facet::ALL.into_iter().find(|facet| facet.word() == name) {
                        asked.add(facet, &value);
                    }
                }
            }
        }
        asked
    }

    fn add(&mut self, facet: Facet, value: &str) {
        let word = match facet {
            Facet::Tag => seen(value, MOST_FACET_CHARS).to_lowercase(),
            _ => seen(value, MOST_FACET_CHARS),
        };
        let makes_sense = match facet {
            Facet::Kind => word.parse::<Kind>().is_ok(),
            Facet::Year => word.len() <= 4 && word.parse::<u16>().is_ok(),
            _ => !word.is_empty(),
        };
        let words = self.facets.entry(facet).or_default();
        if makes_sense && words.len() < MOST_OF_FACET && !words.contains(&word) {
            words.push(word);
        }
        if words.is_empty() {
            self.facets.remove(&facet);
        }
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.facets.is_empty()
    }

    /// The kind it is narrowed to, where that is one.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match self.facets.get(&Facet::Kind).map(Vec::as_slice) {
            Some([word]) => word.parse().ok(),
            _ => None,
        }
    }

    /// Whether a facet is narrowed to this word.
    #[must_use]
    pub fn has(&self, facet: Facet, word: &str) -> bool {
        self.facets.get(&facet).is_some_and(|words| words.iter().any(|known| known == word))
    }

    /// What the engine is asked; `counts` has the facets counted.
    #[must_use]
    pub fn query(&self, offset: usize, limit: usize, counts: bool) -> Query {
        Query {
            words: self.words.clone(),
            // The kind is a facet like the others, so that the other kinds are counted too.
            kinds: Vec::new(),
            filters: Filters(self.facets.clone()),
            order: if self.newest { Order::Newest } else { Order::Best },
            offset,
            limit,
            counts,
        }
    }

    /// The address that asks for this.
    #[must_use]
    pub fn href(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.words.is_empty() {
            query.append_pair("q", &self.words);
        }
        for (facet, words) in &self.facets {
            for word in words {
                query.append_pair(facet.word(), word);
            }
        }
        if self.newest {
            query.append_pair("sort", "newest");
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        match query.finish().as_str() {
            "" => urls::search::SEARCH.to_owned(),
            query => format!("{}?{query}", urls::search::SEARCH),
        }
    }

    /// The same with a word of a facet more, or without it where it has it. From the first page.
    #[must_use]
    pub fn toggled(&self, facet: Facet, word: &str) -> Self {
        let mut other = Self { page: 1, ..self.clone() };
        if self.has(facet, word) {
            if let Some(words) = other.facets.get_mut(&facet) {
                words.retain(|known| known != word);
            }
            other.facets.retain(|_, words| !words.is_empty());
        } else {
            other.add(facet, word);
        }
        other
    }

    /// The same, of one kind only.
    #[must_use]
    pub fn of_kind(&self, kind: Kind) -> Self {
        let mut other = Self { page: 1, ..self.clone() };
        other.facets.insert(Facet::Kind, vec![kind.word().to_owned()]);
        other
    }

    /// The same on another page.
    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same in the other order.
    #[must_use]
    pub fn in_order(&self, newest: bool) -> Self {
        Self { newest, page: 1, ..self.clone() }
    }

    /// The words alone.
    #[must_use]
    pub fn words_only(&self) -> Self {
        Self { words: self.words.clone(), page: 1, ..Self::default() }
    }
}

/// The text without what cannot be seen (control characters, marks of direction), with single spaces, cut off. Joiners stay:
/// they are part of how Persian and Hindi are written.
#[must_use]
pub fn seen(text: &str, most: usize) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    // A query of megabytes is not worth reading to its end.
    let text: String = text.chars().take(most * 4).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let text: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    let text = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    text.chars().take(most).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_asks_and_comes_back_the_same() {
        let asked = Asked::of("q=low+tide&tag=Ambient&tag=drone&tag=ambient&kind=track&year=2026&page=3&sort=newest");
        assert_eq!(asked.facets[&Facet::Tag], ["ambient", "drone"]);
        assert_eq!((asked.kind(), asked.page, asked.newest), (Some(Kind::Track), 3, true));
        assert_eq!(asked.href(), "/search?q=low+tide&kind=track&tag=ambient&tag=drone&year=2026&sort=newest&page=3");
        assert_eq!(Asked::of(asked.href().split_once('?').unwrap().1), asked);
        let query = asked.query(48, 24, true);
        assert_eq!((query.offset, query.limit, query.kinds.len()), (48, 24, 0));
        assert_eq!(query.filters.0[&Facet::Kind], ["track"]);
    }

    #[test]
    fn a_facet_goes_the_way_it_came() {
        let asked = Asked::of("q=tide&tag=ambient&page=4");
        let more = asked.toggled(Facet::Tag, "drone");
        assert_eq!(more.href(), "/search?q=tide&tag=ambient&tag=drone");
        assert_eq!(more.toggled(Facet::Tag, "drone").toggled(Facet::Tag, "ambient").href(), "/search?q=tide");
        assert_eq!(asked.of_kind(Kind::Artist).href(), "/search?q=tide&kind=artist&tag=ambient");
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let asked = Asked::of("q=a&kind=song&year=last&page=1000000000&page=-1&colour=red&tag=");
        assert_eq!(asked, Asked { words: "a".to_owned(), page: 1, ..Asked::default() });
        assert_eq!(Asked::of("page=1000000000").page, LAST_PAGE);
        assert_eq!(Asked::of("page=99999999999999999999999").page, 1);
        let long = Asked::of(&format!("q={}", "tide+".repeat(10_000)));
        assert!(long.words.chars().count() <= MOST_CHARS && long.words.starts_with("tide tide"));
        assert_eq!(Asked::of(&format!("q={}", "%20".repeat(10_000))).words, "");
        assert_eq!(Asked::of("q=%E2%80%AElow%00%20%0A%20tide%E2%80%8F").words, "low tide");
        assert_eq!(Asked::of("").href(), "/search");
    }
}
