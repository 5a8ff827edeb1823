//! From a query to what Meilisearch is asked, and from its answer to what suits.

use meilisearch_sdk::client::Client;
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, SearchResults, Selectors};

use super::client::{Http, trouble};
use super::layout::{KEY, SHOWN, Shown};
use crate::{Facet, Filters, Found, Hit, Kind, Order, Query, SearchError, Suggestion, words};

/// How deep a list can be read.
pub(super) const OFFSET: usize = 10_000;
/// Longest page.
pub(super) const LIMIT: usize = 100;

/// What suits a query: what has all words, or in place of nothing what has the first of them.
pub(super) async fn search(client: &Client<Http>, index: &str, query: &Query) -> Result<Found, SearchError> {
    let words = plain(&query.words);
    let found = page(client, index, query, &words, MatchingStrategies::ALL).await?;
    if found.total > 0 || !words.contains(' ') {
        return Ok(found);
    }
    page(client, index, query, &words, MatchingStrategies::LAST).await
}

/// What somebody may mean who has typed so far: titles and names only.
pub(super) async fn suggest(
    client: &Client<Http>,
    index: &str,
    typed: &str,
    limit: usize,
) -> Result<Vec<Suggestion>, SearchError> {
    let words = plain(typed);
    let limit = limit.min(LIMIT);
    if words.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let index = client.index(index);
    let mut asked = index.search();
    asked.with_query(&words).with_limit(limit * 3).with_attributes_to_search_on(&["title", "by"]);
    asked.with_attributes_to_retrieve(Selectors::Some(SHOWN));
    asked.with_matching_strategy(MatchingStrategies::ALL);
    let answer: SearchResults<Shown> = asked.execute().await.map_err(trouble)?;
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for Shown { id, title, by } in answer.hits.into_iter().map(|hit| hit.result) {
        let Ok(key) = id.parse::<crate::Key>() else { continue };
        let by = if key.kind == Kind::Artist { String::new() } else { by.into_iter().next().unwrap_or_default() };
        // The same song on a single and on an album is suggested once.
        if !suggestions.iter().any(|known| known.title == title && known.by == by) {
            suggestions.push(Suggestion { key, title, by });
        }
    }
    suggestions.truncate(limit);
    Ok(suggestions)
}

/// Words, folded as the documents are, without what Meilisearch takes for an operator: quotes for phrases, a minus for what must
/// not be there.
fn plain(typed: &str) -> String {
    let folded = words::fold(&words::cleaned(typed));
    let without_quotes: String = folded.chars().filter(|char| *char != '"').collect();
    let plain = without_quotes.split(' ').map(|word| word.trim_start_matches('-')).filter(|word| !word.is_empty());
    plain.collect::<Vec<_>>().join(" ")
}

async fn page(
    client: &Client<Http>,
    index: &str,
    query: &Query,
    words: &str,
    strategy: MatchingStrategies,
) -> Result<Found, SearchError> {
    let index = client.index(index);
    let narrowed = |without: Option<Facet>| filter(&query.kinds, &query.filters, without);
    let filtered: Vec<Facet> = Facet::ALL.into_iter().filter(|facet| is_filtered(&query.filters, *facet)).collect();
    let open: Vec<&str> =
        Facet::ALL.iter().filter(|facet| !filtered.contains(facet)).map(|facet| facet.word()).collect();
    let all = narrowed(None);
    let ask = |filter| asked(&index, words, filter, &strategy);

    let mut hits = ask(&all);
    hits.with_offset(query.offset.min(OFFSET)).with_limit(query.limit.min(LIMIT));
    hits.with_attributes_to_retrieve(Selectors::Some(&[KEY]));
    if query.order == Order::Newest {
        hits.with_sort(&["published_at:desc"]);
    }
    if query.counts {
        hits.with_facets(Selectors::Some(&open));
    }
    let mut asking = client.multi_search();
    asking.with_search_query(hits);
    // A facet that is filtered by is counted as if it were not, by a question of its own.
    let others: Vec<(String, [&str; 1])> =
        filtered.iter().filter(|_| query.counts).map(|facet| (narrowed(Some(*facet)), [facet.word()])).collect();
    for (filter, facet) in &others {
        let mut counts = ask(filter);
        counts.with_limit(0).with_facets(Selectors::Some(facet));
        asking.with_search_query(counts);
    }
    let answers = asking.execute::<Shown>().await.map_err(trouble)?;
    Ok(read(answers.results))
}

fn asked<'a>(
    index: &'a meilisearch_sdk::indexes::Index<Http>,
    words: &'a str,
    filter: &'a str,
    strategy: &MatchingStrategies,
) -> SearchQuery<'a, Http> {
    let mut asked = index.search();
    asked.with_query(words).with_matching_strategy(strategy.clone());
    if !filter.is_empty() {
        asked.with_filter(filter);
    }
    asked
}

fn is_filtered(filters: &Filters, facet: Facet) -> bool {
    filters.0.get(&facet).is_some_and(|words| !words.is_empty())
}

/// `kind IN ["track"] AND tag IN ["ambient", "drone"]`, without what one facet asks for.
fn filter(kinds: &[Kind], filters: &Filters, without: Option<Facet>) -> String {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.word().to_owned()).collect();
    let asked = filters.0.iter().filter(|(facet, _)| Some(**facet) != without).map(|(facet, words)| (*facet, words));
    let all = std::iter::once((Facet::Kind, &kinds)).chain(asked).filter(|(_, words)| !words.is_empty());
    let clauses = all.map(|(facet, words)| {
        let quoted = words.iter().map(|word| quoted(word));
        format!("{} IN [{}]", facet.word(), quoted.collect::<Vec<_>>().join(", "))
    });
    clauses.collect::<Vec<_>>().join(" AND ")
}

/// A word of a facet as a filter has it: in quotes, in which backslashes begin what is written otherwise.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\""))
}

fn read(answers: Vec<SearchResults<Shown>>) -> Found {
    let mut found = Found::default();
    for (place, answer) in answers.into_iter().enumerate() {
        for (word, counts) in answer.facet_distribution.unwrap_or_default() {
            let Some(facet) = Facet::ALL.into_iter().find(|facet| facet.word() == word) else { continue };
            let mut counts: Vec<(String, u64)> =
                counts.into_iter().map(|(word, count)| (word, u64::try_from(count).unwrap_or(u64::MAX))).collect();
            counts.sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
            if !counts.is_empty() {
                found.counts.insert(facet, counts);
            }
        }
        if place == 0 {
            found.total = u64::try_from(answer.estimated_total_hits.unwrap_or_default()).unwrap_or(u64::MAX);
            found.hits =
                answer.hits.iter().filter_map(|hit| hit.result.id.parse().ok().map(|key| Hit { key })).collect();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_facets_are_quoted() {
        assert_eq!(quoted("drone"), r#""drone""#);
        assert_eq!(quoted(r#"a "b" it's"#), r#""a \"b\" it's""#);
        assert_eq!(quoted(r"back\slash"), r#""back\\slash""#);
        assert_eq!(quoted(r#"'\" OR kind = "track"#), r#""'\\\" OR kind = \"track""#);
    }

    #[test]
    fn nothing_typed_is_an_operator() {
        assert_eq!(plain(r#"--a -"b c" d-e -"#), "a b c d-e");
        assert_eq!(plain("Straße “Ø” \u{ff02}x\u{ff02}"), "strasse “o” x");
    }
}
