//! The fields of a release as a form or a program sends them, and the rules they must meet.

use chrono::NaiveDate;

use crate::fields::FieldErrors;
use crate::money::Currency;
use crate::releases::{AiDeclaration, PriceMode, Release, ReleaseChanges, ReleaseKind};
use crate::{languages, licences, money, upc};

/// The most tags a release can have.
pub const TAGS_AT_MOST: usize = 10;

/// The most copies a release can be limited to.
const COPIES_AT_MOST: i32 = 1_000_000;

/// Fields as they were sent; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the release")]
pub struct ReleaseInput {
    pub title: Option<String>,
    pub kind: Option<String>,
    pub about: Option<String>,
    pub genre: Option<String>,
    pub tags: Option<Vec<String>>,
    pub language: Option<String>,
    pub place: Option<String>,
    pub label: Option<String>,
    pub catalogue_number: Option<String>,
    pub upc: Option<String>,
    pub licence: Option<String>,
    pub explicit: Option<bool>,
    pub ai_declaration: Option<String>,
    pub price_mode: Option<String>,
    pub price_amount_minor: Option<i64>,
    pub price_currency: Option<String>,
    /// `YYYY-MM-DD`; empty takes the date away.
    pub release_date: Option<String>,
    /// How many are sold at most; empty for no end.
    pub copies: Option<String>,
    /// Whether it is for members only.
    pub members_only: Option<bool>,
}

impl ReleaseInput {
    /// The changes they make; `current` is the release they are for, if there is one yet.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, current: Option<&Release>) -> Result<ReleaseChanges, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut changes = ReleaseChanges {
            title: errors.line("title", self.title.as_ref(), 200),
            kind: errors.word::<ReleaseKind>("kind", self.kind.as_ref(), "album, ep, single, compilation, live"),
            about: errors.text("about", self.about.as_ref(), 10_000),
            genre: errors.line("genre", self.genre.as_ref(), 60),
            tags: self.tags.as_ref().and_then(|tags| self::tags(&mut errors, tags)),
            place: errors.line("place", self.place.as_ref(), 100),
            label: errors.line("label", self.label.as_ref(), 100),
            catalogue_number: errors.line("catalogue_number", self.catalogue_number.as_ref(), 50),
            explicit: self.explicit,
            members_only: self.members_only,
            ..ReleaseChanges::default()
        };
        if changes.title.as_deref().is_some_and(str::is_empty) {
            errors.add("title", "Give the release a title.");
        }
        self.check_codes(&mut errors, &mut changes);
        self.check_price(&mut errors, &mut changes, current);
        self.check_copies(&mut errors, &mut changes);
        errors.or(changes)
    }

    fn check_codes(&self, errors: &mut FieldErrors, changes: &mut ReleaseChanges) {
        if let Some(typed) = &self.language {
            changes.language = languages::normal(typed).map_err(|message| errors.add("language", message)).ok();
        }
        if let Some(typed) = &self.upc {
            changes.upc = upc::normal(typed).map_err(|message| errors.add("upc", message)).ok();
        }
        if let Some(code) = &self.licence {
            changes.licence = licences::find(code).map(|licence| licence.code.to_owned());
            if changes.licence.is_none() {
                let codes: Vec<&str> = licences::ALL.iter().map(|licence| licence.code).collect();
                errors.add("licence", format!("Choose one of: {}.", codes.join(", ")));
            }
        }
        if let Some(word) = self.ai_declaration.as_ref().filter(|word| !word.is_empty()) {
            let declared: Option<AiDeclaration> = errors.word("ai_declaration", Some(word), "none, partly, wholly");
            changes.ai_declaration = declared.map(|word| word.word().to_owned());
        }
        if let Some(typed) = self.release_date.as_deref().map(str::trim) {
            match NaiveDate::parse_from_str(typed, "%Y-%m-%d") {
                Ok(date) => changes.release_date = Some(Some(date)),
                Err(_) if typed.is_empty() => changes.release_date = Some(None),
                Err(_) => errors.add("release_date", "Write the date as year-month-day, as in 2026-11-21."),
            }
        }
    }

    fn check_copies(&self, errors: &mut FieldErrors, changes: &mut ReleaseChanges) {
        let Some(typed) = self.copies.as_deref().map(str::trim) else { return };
        match typed.parse::<i32>() {
            Ok(copies) if (1..=COPIES_AT_MOST).contains(&copies) => changes.copies = Some(Some(copies)),
            _ if typed.is_empty() => changes.copies = Some(None),
            _ => errors.add("copies", "Write a whole number from 1 to 1000000, or leave it empty for no end."),
        }
    }

    fn check_price(&self, errors: &mut FieldErrors, changes: &mut ReleaseChanges, current: Option<&Release>) {
        if self.price_mode.is_none() && self.price_amount_minor.is_none() && self.price_currency.is_none() {
            return;
        }
        let mode = match &self.price_mode {
            Some(_) => errors.word("price_mode", self.price_mode.as_ref(), "free, fixed, minimum"),
            None => Some(current.map_or(PriceMode::Free, |release| release.price_mode)),
        };
        let code =
            self.price_currency.as_deref().unwrap_or(current.map_or("EUR", |release| release.price_currency.as_str()));
        let Some(currency) = money::currency(code) else {
            let codes: Vec<&str> = money::CURRENCIES.iter().map(|currency| currency.code).collect();
            return errors.add("price_currency", format!("Choose one of: {}.", codes.join(", ")));
        };
        let amount = self.price_amount_minor.unwrap_or(current.map_or(0, |release| release.price_amount_minor));
        if amount < 0 {
            errors.add("price_amount", "A price is not below zero.");
        } else if mode == Some(PriceMode::Fixed) && amount == 0 {
            errors.add("price_amount", "Enter the price, or choose free.");
        } else if let Err(sentence) = price_of(mode, amount, currency) {
            errors.add("price_amount", sentence);
        }
        changes.price_mode = mode;
        changes.price_amount_minor = Some(if mode == Some(PriceMode::Free) { 0 } else { amount });
        changes.price_currency = Some(currency.code.to_owned());
    }
}

/// Whether cards can pay it. Where buyers name the price, less than that is asked for as the least that they can.
pub(crate) fn price_of(mode: Option<PriceMode>, amount: i64, currency: Currency) -> Result<i64, String> {
    match mode {
        Some(PriceMode::Fixed) => currency.payable(amount),
        Some(PriceMode::Minimum) => currency.payable(amount.max(currency.least_minor())).map(|_| amount),
        Some(PriceMode::Free) | None => Ok(0),
    }
}

/// Tags in lower case without blanks around them, each once.
fn tags(errors: &mut FieldErrors, typed: &[String]) -> Option<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed {
        let visible: String = tag.trim().trim_start_matches('#').chars().filter(|c| !c.is_control()).collect();
        let tag = visible.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if tag.chars().count() > 40 {
            errors.add("tags", "A tag has at most 40 characters.");
            return None;
        }
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS_AT_MOST {
        errors.add("tags", format!("At most {TAGS_AT_MOST} tags; these are {}.", tags.len()));
        return None;
    }
    Some(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let input = ReleaseInput {
            title: text("  "),
            kind: text("mixtape"),
            upc: text("123"),
            language: text("Dutch!"),
            licence: text("mine"),
            price_mode: text("fixed"),
            price_currency: text("XXX"),
            release_date: text("tomorrow"),
            tags: Some((0..11).map(|n| format!("tag {n}")).collect()),
            ..ReleaseInput::default()
        };
        let errors = input.check(None).unwrap_err();
        for field in ["title", "kind", "upc", "language", "licence", "price_currency", "release_date", "tags"] {
            assert!(!errors.get(field).is_empty(), "{field}");
        }
    }

    #[test]
    fn tags_are_plain_and_a_free_release_costs_nothing() {
        let input = ReleaseInput {
            tags: Some(vec![
                " #Ambient ".to_owned(),
                "ambient".to_owned(),
                "Field  Recording".to_owned(),
                String::new(),
            ]),
            price_mode: text("free"),
            price_amount_minor: Some(500),
            ..ReleaseInput::default()
        };
        let changes = input.check(None).unwrap();
        assert_eq!(changes.tags, Some(vec!["ambient".to_owned(), "field recording".to_owned()]));
        assert_eq!(changes.price_amount_minor, Some(0));
        assert_eq!(changes.title, None);
    }

    #[test]
    fn a_fixed_price_needs_an_amount() {
        let input = ReleaseInput { price_mode: text("fixed"), price_amount_minor: Some(0), ..ReleaseInput::default() };
        assert_eq!(input.check(None).unwrap_err().get("price_amount"), "Enter the price, or choose free.");
        let input =
            ReleaseInput { price_mode: text("minimum"), price_amount_minor: Some(0), ..ReleaseInput::default() };
        assert!(input.check(None).is_ok());
    }
}
