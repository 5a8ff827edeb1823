//! What PostgreSQL finds while search does not answer: every word as it is, in titles, names and tags, of each kind the newest.
//! Facets are heeded as by the engine; spelling is not guessed.

use std::collections::BTreeMap;

use ::search::{Facet, Found, Hit, Key, Kind};
use model::Connection;
use model::search::{Document, plain};

use super::asked::Asked;

/// Everything that is asked for, by kinds, in the form of an engine's answer. What is counted are the kinds.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &mut Connection, asked: &Asked) -> diesel::QueryResult<Found> {
    let wanted = |document: &Document| {
        let has = |facet: &Facet, words: &[String]| {
            let its = document.words_of(facet.word());
            words.iter().any(|word| its.contains(word))
        };
        asked.facets.iter().all(|(facet, words)| has(facet, words))
    };
    let keys = plain::find(db, &asked.words, (!asked.facets.is_empty()).then_some(wanted)).await?;
    let mut found = Found { total: count(keys.len()), ..Found::default() };
    let mut kinds = Vec::new();
    for kind in Kind::ALL {
        let before = found.hits.len();
        let of_kind = keys.iter().filter(|key| key.kind.word() == kind.word());
        found.hits.extend(of_kind.map(|key| Hit { key: Key { kind, id: key.id.as_u128() } }));
        if found.hits.len() > before {
            kinds.push((kind.word().to_owned(), count(found.hits.len() - before)));
        }
    }
    found.counts = BTreeMap::from([(Facet::Kind, kinds)]);
    Ok(found)
}

/// The part of it that begins behind `offset` and holds `limit` things at most.
#[must_use]
pub fn part(found: Found, (offset, limit): (usize, usize)) -> Found {
    Found { hits: found.hits.into_iter().skip(offset).take(limit).collect(), ..found }
}

fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}
