use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::answers::{Answer, Refusal, known_fields};
use super::filter::Filter;
use super::finding::{Suits, readings, suits};
use super::ranking::{Candidate, Sort, compare};
use super::state::{Index, Kept, State};

/// What a search may send.
const KNOWN: &[&str] = &[
    "indexUid",
    "q",
    "offset",
    "limit",
    "filter",
    "facets",
    "sort",
    "attributesToSearchOn",
    "attributesToRetrieve",
    "matchingStrategy",
];

pub(super) fn one(state: &State, uid: &str, body: &Value) -> Answer {
    if body.get("indexUid").is_some() {
        return Err(Refusal::bad("bad_request", "Unknown field `indexUid`"));
    }
    Ok((200, found(state, uid, body)?))
}

pub(super) fn several(state: &State, body: &Value) -> Answer {
    let fields = known_fields(body, &["queries"])?;
    let missing = || Refusal::bad("bad_request", "Missing field `queries`");
    let queries = fields.get("queries").and_then(Value::as_array).ok_or_else(missing)?;
    let mut results = Vec::new();
    for query in queries {
        let missing = || Refusal::bad("missing_index_uid", "Missing field `indexUid` inside `.queries`");
        let uid = query.get("indexUid").and_then(Value::as_str).ok_or_else(missing)?;
        let mut result = found(state, uid, query)?;
        if let Some(object) = result.as_object_mut() {
            object.insert("indexUid".to_owned(), json!(uid));
        }
        results.push(result);
    }
    Ok((200, json!({ "results": results })))
}

fn found(state: &State, uid: &str, body: &Value) -> Result<Value, Refusal> {
    let fields = known_fields(body, KNOWN)?;
    let index = state.indexes.get(uid).ok_or_else(|| Refusal::no_index(uid))?;
    let settings = &index.settings;
    let query = match fields.get("q") {
        None | Some(Value::Null) => "",
        Some(query) => query.as_str().ok_or_else(|| Refusal::bad("invalid_search_q", "expected a string at `.q`"))?,
    };
    let offset = number(fields, "offset", "invalid_search_offset", 0)?;
    let limit = number(fields, "limit", "invalid_search_limit", 20)?;
    let filter = Filter::read(fields.get("filter").unwrap_or(&Value::Null), &settings.filterable)?;
    let sorts = names(fields, "sort", "invalid_search_sort")?.unwrap_or_default();
    let sorts = sorts.iter().map(|sort| Sort::read(sort, settings)).collect::<Result<Vec<_>, _>>()?;
    let all = match fields.get("matchingStrategy").and_then(Value::as_str) {
        Some("all") => true,
        None | Some("last") => false,
        Some(other) => {
            return Err(Refusal::bad("invalid_search_matching_strategy", format!("Unknown value `{other}`")));
        }
    };
    let attributes = searched(index, fields)?;

    let readings = readings(query, settings);
    let passing =
        index.documents.values().filter(|kept| filter.as_ref().is_none_or(|filter| filter.lets_through(kept)));
    let nothing_asked = query.trim().is_empty();
    let suiting = |kept: &Kept| {
        if nothing_asked {
            return Some(Suits { missing: 0, typos: 0, distance: 0, attribute: 0, inexact: 0 });
        }
        suits(kept, &readings, &attributes, all)
    };
    let mut candidates: Vec<Candidate<'_>> =
        passing.filter_map(|kept| Some(Candidate { kept, suits: suiting(kept)? })).collect();
    candidates.sort_by(|left, right| compare(left, right, &sorts, settings));

    let shown = names(fields, "attributesToRetrieve", "invalid_search_attributes_to_retrieve")?;
    let shows = |name: &str| {
        let displayed = settings.displayed.as_ref().is_none_or(|names| names.iter().any(|known| known == name));
        displayed && shown.as_ref().is_none_or(|names| names.iter().any(|known| known == name))
    };
    let page = candidates.iter().take(settings.depth).skip(offset).take(limit);
    let hit = |kept: &Kept| -> Map<String, Value> {
        kept.fields.iter().filter(|(name, _)| shows(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let hits: Vec<_> = page.map(|candidate| hit(candidate.kept)).collect();
    let mut answer = json!({
        "hits": hits, "query": query, "processingTimeMs": 1, "limit": limit, "offset": offset,
        "estimatedTotalHits": candidates.len(),
    });
    if let (Some(facets), Some(object)) = (names(fields, "facets", "invalid_search_facets")?, answer.as_object_mut()) {
        object.insert("facetDistribution".to_owned(), counts(index, &facets, &candidates)?);
        object.insert("facetStats".to_owned(), json!({}));
    }
    Ok(answer)
}

/// The attributes that are looked through, what counts most first.
fn searched(index: &Index, fields: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    const CODE: &str = "invalid_search_attributes_to_search_on";
    let known = index.settings.searchable.clone().unwrap_or_default();
    let Some(asked) = names(fields, "attributesToSearchOn", CODE)? else { return Ok(known) };
    match asked.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(Refusal::bad(CODE, format!("Attribute `{name}` is not searchable."))),
        None => Ok(known.into_iter().filter(|name| asked.contains(name)).collect()),
    }
}

fn counts(index: &Index, facets: &[String], candidates: &[Candidate<'_>]) -> Result<Value, Refusal> {
    let mut distribution = Map::new();
    for facet in facets {
        if !index.settings.filterable.contains(facet) {
            let message = format!("Invalid facet distribution: Attribute `{facet}` is not filterable.");
            return Err(Refusal::bad("invalid_search_facets", message));
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in candidates.iter().flat_map(|candidate| candidate.kept.values(facet)) {
            *counts.entry(value).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.truncate(index.settings.facet_words);
        distribution.insert(facet.clone(), counts.into_iter().map(|(word, count)| (word, json!(count))).collect());
    }
    Ok(Value::Object(distribution))
}

fn names(fields: &Map<String, Value>, field: &str, code: &'static str) -> Result<Option<Vec<String>>, Refusal> {
    let wrong = || Refusal::bad(code, format!("Invalid value type at `.{field}`: expected an array of strings"));
    match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(values)) => {
            let names: Option<Vec<String>> = values.iter().map(|name| name.as_str().map(str::to_owned)).collect();
            names.map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

fn number(fields: &Map<String, Value>, field: &str, code: &'static str, default: usize) -> Result<usize, Refusal> {
    let wrong = || Refusal::bad(code, format!("Invalid value type at `.{field}`: expected a positive integer"));
    match fields.get(field) {
        None | Some(Value::Null) => Ok(default),
        Some(value) => value.as_u64().and_then(|number| usize::try_from(number).ok()).ok_or_else(wrong),
    }
}
