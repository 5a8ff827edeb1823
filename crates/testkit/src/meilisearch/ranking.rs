//! In which order documents come: by the ranking rules, one after the other.

use std::cmp::Ordering;

use super::answers::Refusal;
use super::finding::Suits;
use super::settings::Settings;
use super::state::Kept;

/// A document that was found.
pub(super) struct Candidate<'a> {
    pub kept: &'a Kept,
    pub suits: Suits,
}

/// `published_at:desc`, read.
pub(super) struct Sort {
    attribute: String,
    descending: bool,
}

impl Sort {
    pub(super) fn read(text: &str, settings: &Settings) -> Result<Self, Refusal> {
        let read = |text: &str| -> Option<Self> {
            let (attribute, direction) = text.rsplit_once(':')?;
            let descending = match direction {
                "asc" => false,
                "desc" => true,
                _ => return None,
            };
            Some(Self { attribute: attribute.to_owned(), descending })
        };
        let sort = read(text).ok_or_else(|| {
            Refusal::bad("invalid_search_sort", format!("Invalid syntax for the sort parameter: expected expression ending by `:asc` or `:desc`, found `{text}`."))
        })?;
        if !settings.sortable.contains(&sort.attribute) {
            let message = format!("Attribute `{}` is not sortable.", sort.attribute);
            return Err(Refusal::bad("invalid_search_sort", message));
        }
        Ok(sort)
    }

    /// Documents without the attribute come last.
    fn compare(&self, left: &Kept, right: &Kept) -> Ordering {
        let value = |kept: &Kept| kept.values(&self.attribute).into_iter().next();
        let ordered = |left: &str, right: &str| match (left.parse::<f64>(), right.parse::<f64>()) {
            (Ok(left), Ok(right)) => left.total_cmp(&right),
            _ => left.cmp(right),
        };
        match (value(left), value(right)) {
            (Some(left), Some(right)) if self.descending => ordered(&right, &left),
            (Some(left), Some(right)) => ordered(&left, &right),
            (left, right) => right.is_some().cmp(&left.is_some()),
        }
    }
}

/// Which of two comes first.
pub(super) fn compare(left: &Candidate<'_>, right: &Candidate<'_>, sorts: &[Sort], settings: &Settings) -> Ordering {
    let by_rule = |rule: &String| match rule.as_str() {
        "words" => left.suits.missing.cmp(&right.suits.missing),
        "typo" => left.suits.typos.cmp(&right.suits.typos),
        "proximity" => left.suits.distance.cmp(&right.suits.distance),
        "attribute" => left.suits.attribute.cmp(&right.suits.attribute),
        "exactness" => left.suits.inexact.cmp(&right.suits.inexact),
        "sort" => {
            let orders = sorts.iter().map(|sort| sort.compare(left.kept, right.kept));
            orders.fold(Ordering::Equal, Ordering::then)
        }
        custom => {
            let (attribute, direction) = custom.rsplit_once(':').unwrap_or((custom, "asc"));
            let sort = Sort { attribute: attribute.to_owned(), descending: direction == "desc" };
            sort.compare(left.kept, right.kept)
        }
    };
    settings.rules.iter().map(by_rule).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
