use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::answers::{Refusal, known_fields};
use super::words::tokens;

/// The settings that can be sent.
const KNOWN: &[&str] = &[
    "displayedAttributes",
    "searchableAttributes",
    "filterableAttributes",
    "sortableAttributes",
    "rankingRules",
    "stopWords",
    "nonSeparatorTokens",
    "separatorTokens",
    "dictionary",
    "synonyms",
    "distinctAttribute",
    "proximityPrecision",
    "typoTolerance",
    "faceting",
    "pagination",
    "embedders",
    "searchCutoffMs",
    "localizedAttributes",
    "facetSearch",
    "prefixSearch",
];

/// The settings of an index.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// None for every attribute.
    pub searchable: Option<Vec<String>>,
    pub displayed: Option<Vec<String>>,
    pub filterable: BTreeSet<String>,
    pub sortable: BTreeSet<String>,
    pub rules: Vec<String>,
    /// Words that stand for other words.
    pub synonyms: BTreeMap<Vec<String>, Vec<Vec<String>>>,
    pub one_typo: usize,
    pub two_typos: usize,
    pub typos_in_numbers: bool,
    pub facet_words: usize,
    pub depth: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let rules = ["words", "typo", "proximity", "attribute", "sort", "exactness"];
        Self {
            searchable: None,
            displayed: None,
            filterable: BTreeSet::new(),
            sortable: BTreeSet::new(),
            rules: rules.map(str::to_owned).to_vec(),
            synonyms: BTreeMap::new(),
            one_typo: 5,
            two_typos: 9,
            typos_in_numbers: true,
            facet_words: 100,
            depth: 1_000,
        }
    }
}

impl Settings {
    pub(super) fn is_searchable(&self, attribute: &str) -> bool {
        self.searchable.as_ref().is_none_or(|names| names.iter().any(|name| name == attribute))
    }

    /// The same with what a request changes; null is the default.
    pub(super) fn changed(&self, body: &Value) -> Result<Self, Refusal> {
        let fields = known_fields(body, KNOWN)?;
        let mut new = self.clone();
        let default = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "searchableAttributes" => new.searchable = names(value, "invalid_settings_searchable_attributes")?,
                "displayedAttributes" => new.displayed = names(value, "invalid_settings_displayed_attributes")?,
                "filterableAttributes" => {
                    new.filterable = set(names(value, "invalid_settings_filterable_attributes")?);
                }
                "sortableAttributes" => new.sortable = set(names(value, "invalid_settings_sortable_attributes")?),
                "rankingRules" => new.rules = rules(value)?.unwrap_or_else(|| default.rules.clone()),
                "synonyms" => new.synonyms = synonyms(value)?,
                "typoTolerance" => new.set_typos(value)?,
                "faceting" => {
                    known_fields(value, &["maxValuesPerFacet", "sortFacetValuesBy"])?;
                    new.facet_words = number(value, "maxValuesPerFacet", "invalid_settings_faceting")?.unwrap_or(100);
                }
                "pagination" => {
                    known_fields(value, &["maxTotalHits"])?;
                    new.depth = number(value, "maxTotalHits", "invalid_settings_pagination")?.unwrap_or(1_000);
                }
                "searchCutoffMs" if value.is_u64() || value.is_null() => {}
                "searchCutoffMs" => {
                    return Err(Refusal::bad(
                        "invalid_settings_search_cutoff_ms",
                        "Invalid value type at `.searchCutoffMs`",
                    ));
                }
                other => return Err(Refusal::bad("bad_request", format!("the double does not know `{other}`"))),
            }
        }
        Ok(new)
    }

    fn set_typos(&mut self, value: &Value) -> Result<(), Refusal> {
        const CODE: &str = "invalid_settings_typo_tolerance";
        let known = ["enabled", "minWordSizeForTypos", "disableOnWords", "disableOnAttributes", "disableOnNumbers"];
        let fields = known_fields(value, &known)?;
        if fields.get("enabled").is_some_and(|enabled| enabled != &json!(true)) {
            return Err(Refusal::bad(CODE, "the double forgives typos"));
        }
        if let Some(sizes) = fields.get("minWordSizeForTypos").filter(|sizes| !sizes.is_null()) {
            known_fields(sizes, &["oneTypo", "twoTypos"])?;
            self.one_typo = number(sizes, "oneTypo", CODE)?.unwrap_or(5);
            self.two_typos = number(sizes, "twoTypos", CODE)?.unwrap_or(9);
        }
        if self.one_typo > self.two_typos || self.two_typos > 255 {
            let message = "`minWordSizeForTypos` setting is invalid. `oneTypo` and `twoTypos` fields should be between `0` and `255`, and `twoTypos` should be greater or equals to `oneTypo`";
            return Err(Refusal::bad("invalid_settings_typo_tolerance", message));
        }
        self.typos_in_numbers = fields.get("disableOnNumbers") != Some(&json!(true));
        Ok(())
    }
}

fn set(names: Option<Vec<String>>) -> BTreeSet<String> {
    names.unwrap_or_default().into_iter().collect()
}

fn names(value: &Value, code: &'static str) -> Result<Option<Vec<String>>, Refusal> {
    let wrong = || Refusal::bad(code, format!("Invalid value type: expected an array of strings, but found `{value}`"));
    match value {
        Value::Null => Ok(None),
        Value::Array(values) => {
            let names: Option<Vec<String>> = values.iter().map(|name| name.as_str().map(str::to_owned)).collect();
            let names = names.ok_or_else(wrong)?;
            Ok(if names.iter().any(|name| name == "*") { None } else { Some(names) })
        }
        _ => Err(wrong()),
    }
}

fn rules(value: &Value) -> Result<Option<Vec<String>>, Refusal> {
    const CODE: &str = "invalid_settings_ranking_rules";
    let Some(rules) = names(value, CODE)? else { return Ok(None) };
    let built_in = ["words", "typo", "proximity", "attribute", "sort", "exactness"];
    let is_rule = |rule: &String| {
        let custom = rule.strip_suffix(":asc").or_else(|| rule.strip_suffix(":desc"));
        built_in.contains(&rule.as_str()) || custom.is_some_and(|name| !name.is_empty() && !name.contains(':'))
    };
    match rules.iter().find(|rule| !is_rule(rule)) {
        Some(rule) => Err(Refusal::bad(CODE, format!("`{rule}` ranking rule is invalid."))),
        None => Ok(Some(rules)),
    }
}

fn synonyms(value: &Value) -> Result<BTreeMap<Vec<String>, Vec<Vec<String>>>, Refusal> {
    const CODE: &str = "invalid_settings_synonyms";
    let Some(object) = value.as_object() else {
        return if value.is_null() { Ok(BTreeMap::new()) } else { Err(Refusal::bad(CODE, "Invalid value type")) };
    };
    let words = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
    let mut synonyms = BTreeMap::new();
    for (phrase, others) in object {
        let others = names(others, CODE)?.unwrap_or_default();
        synonyms.insert(words(phrase), others.iter().map(|other| words(other)).collect());
    }
    Ok(synonyms)
}

fn number(body: &Value, field: &str, code: &'static str) -> Result<Option<usize>, Refusal> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
            let wrong = || Refusal::bad(code, format!("Invalid value type at `.{field}`: expected a positive integer"));
            number.map(Some).ok_or_else(wrong)
        }
    }
}
