//! Filters: `kind IN ["track"] AND (year >= 2020 OR NOT place = "Oslo")`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::answers::Refusal;
use super::state::Kept;

/// A filter that was read.
#[derive(Debug, Clone)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    /// Has one of these values.
    In(String, Vec<String>),
    /// Compares as a number.
    Compared(String, String, f64),
    Exists(String),
}

impl Filter {
    /// Reads what a search sends: a text, or a list of which all must hold; a list within it of which any must.
    pub(super) fn read(value: &Value, filterable: &BTreeSet<String>) -> Result<Option<Self>, Refusal> {
        match value {
            Value::Null => Ok(None),
            Value::String(text) if text.trim().is_empty() => Ok(None),
            Value::String(text) => Reader { rest: text, filterable }.whole().map(Some),
            Value::Array(items) => {
                let mut all = Vec::new();
                for item in items {
                    match item {
                        Value::Array(any) => {
                            let read = any.iter().map(|item| Self::read(item, filterable));
                            all.push(Self::Any(read.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()));
                        }
                        item => all.extend(Self::read(item, filterable)?),
                    }
                }
                Ok(Some(Self::All(all)))
            }
            other => Err(wrong(&format!("Expected a string or an array, but found `{other}`"))),
        }
    }

    pub(super) fn lets_through(&self, kept: &Kept) -> bool {
        match self {
            Self::All(all) => all.iter().all(|filter| filter.lets_through(kept)),
            Self::Any(any) => any.iter().any(|filter| filter.lets_through(kept)),
            Self::Not(filter) => !filter.lets_through(kept),
            Self::In(name, values) => {
                let has = kept.values(name);
                values.iter().any(|value| has.iter().any(|has| has.to_lowercase() == value.to_lowercase()))
            }
            Self::Compared(name, operator, number) => {
                let compare = |value: f64| match operator.as_str() {
                    ">" => value > *number,
                    ">=" => value >= *number,
                    "<" => value < *number,
                    _ => value <= *number,
                };
                kept.values(name).iter().filter_map(|value| value.parse().ok()).any(compare)
            }
            Self::Exists(name) => kept.fields.contains_key(name),
        }
    }
}

fn wrong(message: &str) -> Refusal {
    Refusal::bad("invalid_search_filter", message)
}

struct Reader<'a> {
    rest: &'a str,
    filterable: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn whole(mut self) -> Result<Filter, Refusal> {
        let filter = self.any()?;
        match self.rest.trim() {
            "" => Ok(filter),
            rest => Err(wrong(&format!("Found unexpected characters at the end of the filter: `{rest}`."))),
        }
    }

    fn any(&mut self) -> Result<Filter, Refusal> {
        let mut any = vec![self.all()?];
        while self.takes_word("OR") {
            any.push(self.all()?);
        }
        Ok(Filter::Any(any))
    }

    fn all(&mut self) -> Result<Filter, Refusal> {
        let mut all = vec![self.one()?];
        while self.takes_word("AND") {
            all.push(self.one()?);
        }
        Ok(Filter::All(all))
    }

    fn one(&mut self) -> Result<Filter, Refusal> {
        if self.takes_word("NOT") {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        if self.takes("(") {
            let filter = self.any()?;
            return if self.takes(")") { Ok(filter) } else { Err(wrong("Expression `(` is missing its closing `)`.")) };
        }
        let name = self.value()?;
        if !self.filterable.contains(&name) {
            let known: Vec<&str> = self.filterable.iter().map(String::as_str).collect();
            let known = known.join("`, `");
            let message = format!(
                "Attribute `{name}` is not filterable. Available filterable attributes patterns are: `{known}`."
            );
            return Err(wrong(&message));
        }
        self.condition(name)
    }

    fn condition(&mut self, name: String) -> Result<Filter, Refusal> {
        if self.takes_word("EXISTS") {
            return Ok(Filter::Exists(name));
        }
        if self.takes_word("NOT") {
            return Ok(Filter::Not(Box::new(self.condition(name)?)));
        }
        if self.takes_word("IN") {
            return Ok(Filter::In(name, self.list()?));
        }
        if self.takes("!=") {
            return Ok(Filter::Not(Box::new(Filter::In(name, vec![self.value()?]))));
        }
        if self.takes("=") {
            return Ok(Filter::In(name, vec![self.value()?]));
        }
        for operator in [">=", "<=", ">", "<"] {
            if self.takes(operator) {
                let number = self.value()?;
                let number =
                    number.parse().map_err(|_| wrong(&format!("Cannot use operator `{operator}` with `{number}`")))?;
                return Ok(Filter::Compared(name, operator.to_owned(), number));
            }
        }
        Err(wrong(&format!(
            "Was expecting an operation `=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `EXISTS` at `{}`.",
            self.rest
        )))
    }

    fn list(&mut self) -> Result<Vec<String>, Refusal> {
        if !self.takes("[") {
            return Err(wrong("Expected `[` after `IN` keyword."));
        }
        let mut values = Vec::new();
        while !self.takes("]") {
            values.push(self.value()?);
            if !self.takes(",") && !self.rest.trim_start().starts_with(']') {
                return Err(wrong("Expected only comma-separated field names inside `IN[..]`."));
            }
        }
        Ok(values)
    }

    /// A quoted value, in which a backslash begins what is written otherwise, or a bare word.
    fn value(&mut self) -> Result<String, Refusal> {
        let text = self.rest.trim_start();
        let quote = text.chars().next().filter(|char| matches!(char, '"' | '\''));
        let Some(quote) = quote else {
            let end = text.find(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | '-' | '.' | '/'));
            let (word, rest) = text.split_at(end.unwrap_or(text.len()));
            if word.is_empty() || matches!(word, "AND" | "OR" | "NOT" | "IN" | "TO" | "EXISTS") {
                return Err(wrong(&format!("Was expecting a value but instead got `{text}`.")));
            }
            self.rest = rest;
            return Ok(word.to_owned());
        };
        let mut chars = text.char_indices().skip(1);
        while let Some((at, char)) = chars.next() {
            if char == '\\' {
                chars.next();
            } else if char == quote {
                self.rest = text.get(at + 1..).unwrap_or_default();
                let value = text.get(1..at).unwrap_or_default();
                return unescaped(&value.replace(&format!("\\{quote}"), &quote.to_string()));
            }
        }
        Err(wrong(&format!("Expression `{text}` is missing the following closing delimiter: `{quote}`.")))
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }

    /// A keyword is followed by something that is no part of a word.
    fn takes_word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(word);
        let rest = rest.filter(|rest| !rest.starts_with(|char: char| char.is_alphanumeric() || char == '_'));
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }
}

/// A value with what its backslashes stand for; signs named by their number are not known here.
fn unescaped(value: &str) -> Result<String, Refusal> {
    let mut unescaped = String::new();
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        unescaped.push(match char {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(same @ ('\\' | '"' | '\'' | '/')) => same,
                _ => return Err(wrong(&format!("The value `{value}` has a backslash that means nothing."))),
            },
            other => other,
        });
    }
    Ok(unescaped)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    fn lets(filter: &str) -> Result<bool, Refusal> {
        let filterable = ["tag", "year"].map(str::to_owned).into();
        let fields: Map<String, Value> =
            json!({ "tag": ["ambient", "a \"b\""], "year": "2021" }).as_object().unwrap().clone();
        let kept = Kept { fields, words: std::collections::BTreeMap::default() };
        Ok(Filter::read(&json!(filter), &filterable)?.is_none_or(|filter| filter.lets_through(&kept)))
    }

    #[test]
    fn filters_are_read() {
        assert!(lets(r#"tag IN ["ambient", "drone"] AND year = 2021"#).unwrap());
        assert!(lets(r#"tag = "a \"b\"""#).unwrap());
        assert!(!lets(r#"tag = drone OR (year > 2021 AND tag = ambient)"#).unwrap());
        assert!(lets("NOT tag = drone AND year NOT IN [2020]").unwrap());
        assert!(lets("").unwrap());
    }

    #[test]
    fn wrong_filters_are_refused() {
        for wrong in
            ["title = x", "tag", "tag =", "tag IN [\"a\"", "tag = \"a", "tag = a year = 2", "(tag = a", "tag ~ a"]
        {
            assert_eq!(lets(wrong).unwrap_err().status, 400, "{wrong}");
        }
    }
}
