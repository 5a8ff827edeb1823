//! Which documents have the words of a query, and how well.

use super::settings::Settings;
use super::state::Kept;
use super::words::{tokens, typos};

/// Longest query, in words. The others are left out.
const WORDS: usize = 10;
/// What a place costs that is in another attribute.
const FAR: usize = 8;

/// One way to read a query: its words, and how many typos it takes to read it so.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    words: Vec<Asked>,
    typos: usize,
}

#[derive(Debug, Clone)]
struct Asked {
    text: String,
    prefix: bool,
    typos: usize,
}

/// How well a document suits; smaller is better in each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suits {
    pub missing: usize,
    pub typos: usize,
    pub distance: usize,
    pub attribute: usize,
    pub inexact: usize,
}

/// The ways to read a query: as it stands, with two words as one, with one word as two, with other words for the same.
pub(super) fn readings(query: &str, settings: &Settings) -> Vec<Reading> {
    let words: Vec<String> = tokens(query).into_iter().take(WORDS).map(|token| token.text).collect();
    let asked = |words: &[String], typos: usize| {
        let last = words.len().saturating_sub(1);
        let word = |(at, text): (usize, &String)| Asked {
            text: text.clone(),
            prefix: at == last,
            typos: allowed(text, settings),
        };
        Reading { words: words.iter().enumerate().map(word).collect(), typos }
    };
    let mut readings = vec![asked(&words, 0)];
    for at in 0..words.len() {
        let (before, rest) = words.split_at(at);
        if let [left, right, after @ ..] = rest {
            readings.push(asked(&[before, &[format!("{left}{right}")], after].concat(), 1));
        }
        // Long queries are not looked at so closely: it is only a double.
        if let [word, after @ ..] = rest
            && words.len() <= 3
        {
            for (cut, _) in word.char_indices().skip(1) {
                let (left, right) = word.split_at(cut);
                let mut split = asked(&[before, &[left.to_owned(), right.to_owned()], after].concat(), 1);
                // Its halves are taken at their word.
                split.words.iter_mut().for_each(|word| word.typos = 0);
                readings.push(split);
            }
        }
        for (phrase, others) in &settings.synonyms {
            if let Some(after) = rest.strip_prefix(phrase.as_slice()) {
                readings.extend(others.iter().map(|other| asked(&[before, other, after].concat(), 0)));
            }
        }
    }
    readings
}

fn allowed(word: &str, settings: &Settings) -> usize {
    if !settings.typos_in_numbers && word.chars().all(char::is_numeric) {
        return 0;
    }
    let length = word.chars().count();
    usize::from(length >= settings.one_typo) + usize::from(length >= settings.two_typos)
}

/// How well a document suits the best reading; none if it does not. With `all`, no word may be missing; else last words may.
pub(super) fn suits(kept: &Kept, readings: &[Reading], attributes: &[String], all: bool) -> Option<Suits> {
    readings.iter().filter_map(|reading| read(kept, reading, attributes, all)).min()
}

/// A word of the query in a document.
struct Hit {
    typos: usize,
    attribute: usize,
    exact: bool,
    places: Vec<(usize, usize)>,
}

fn read(kept: &Kept, reading: &Reading, attributes: &[String], all: bool) -> Option<Suits> {
    let mut hits = Vec::new();
    for asked in &reading.words {
        match hit(kept, asked, attributes) {
            Some(hit) => hits.push(hit),
            None if all || hits.is_empty() => return None,
            None => break,
        }
    }
    let distance = |pair: &[Hit]| match pair {
        [left, right] => {
            let pairs = left.places.iter().flat_map(|left| right.places.iter().map(move |right| (left, right)));
            let steps = pairs.filter(|(left, right)| left.0 == right.0);
            let cost = |(left, right): (&(usize, usize), &(usize, usize))| match right.1.checked_sub(left.1) {
                Some(0) | None => left.1.saturating_sub(right.1) + 1,
                Some(forward) => forward - 1,
            };
            steps.map(cost).min().unwrap_or(FAR).min(FAR)
        }
        _ => 0,
    };
    Some(Suits {
        missing: reading.words.len() - hits.len(),
        typos: reading.typos + hits.iter().map(|hit| hit.typos).sum::<usize>(),
        distance: hits.windows(2).map(distance).sum(),
        attribute: hits.iter().map(|hit| hit.attribute).sum(),
        inexact: inexact(kept, &hits, attributes),
    })
}

/// Best is an attribute that is the query and nothing else; then as many words as can be as they were typed.
fn inexact(kept: &Kept, hits: &[Hit], attributes: &[String]) -> usize {
    let count = |name: &String| kept.words.get(name).map_or(0, |words| words.count);
    let whole = attributes.iter().enumerate().any(|(at, name)| {
        count(name) == hits.len()
            && hits.iter().all(|hit| hit.exact && hit.places.iter().any(|(place, _)| *place == at))
    });
    hits.iter().filter(|hit| !hit.exact).count() * 2 + usize::from(!whole)
}

fn hit(kept: &Kept, asked: &Asked, attributes: &[String]) -> Option<Hit> {
    let far = |word: &str| -> Option<usize> {
        if asked.prefix && word.starts_with(&asked.text) {
            return Some(0);
        }
        typos(&asked.text, word, asked.prefix).filter(|typos| *typos <= asked.typos)
    };
    let mut found: Vec<(usize, usize, &String, &Vec<usize>)> = Vec::new();
    for (at, name) in attributes.iter().enumerate() {
        for (word, places) in kept.words.get(name).into_iter().flat_map(|words| &words.places) {
            found.extend(far(word).map(|far| (far, at, word, places)));
        }
    }
    let least = found.iter().map(|(far, ..)| *far).min()?;
    found.retain(|(far, ..)| *far == least);
    Some(Hit {
        typos: least,
        attribute: found.iter().map(|(_, at, ..)| *at).min()?,
        exact: found.iter().any(|(_, _, word, _)| **word == asked.text),
        places: found.iter().flat_map(|(_, at, _, places)| places.iter().map(move |place| (*at, *place))).collect(),
    })
}
