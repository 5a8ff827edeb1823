//! How an artist sells, as a form sends it.

use super::{Preview, SellerChanges};
use crate::fields::FieldErrors;
use crate::{countries, money, percent};

/// The most of a sale that a society can get, in hundredths of a percent.
const MOST_SOCIETY_BP: i32 = 5_000;

/// The fields as they were typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of the seller")]
pub struct SellerInput {
    pub currency: String,
    pub country: String,
    pub legal_name: String,
    pub address: String,
    pub charges_tax: bool,
    pub tax_number: String,
    pub society: String,
    /// In percent, as people type it.
    pub society_share: String,
    pub takes_tips: bool,
    pub preview: String,
    pub preview_plays: String,
}

impl SellerInput {
    /// The changes they mean.
    ///
    /// # Errors
    /// What is wrong with which field.
    pub fn check(&self) -> Result<SellerChanges, FieldErrors> {
        let mut errors = FieldErrors::default();
        let currency = money::currency(&self.currency);
        if currency.is_none() {
            errors.add("currency", "Choose a currency from the list.");
        }
        let country = countries::normal(&self.country);
        if country.is_none() {
            errors.add("country", "Choose the country you pay taxes in.");
        }
        let line = |errors: &mut FieldErrors, field, value: &String, max| errors.line(field, Some(value), max);
        let changes = SellerChanges {
            currency: currency.map(|currency| currency.code.to_owned()),
            country: country.map(str::to_owned),
            legal_name: line(&mut errors, "legal_name", &self.legal_name, 200),
            address: errors.text("address", Some(&self.address), 500),
            charges_tax: Some(self.charges_tax),
            tax_number: line(&mut errors, "tax_number", &self.tax_number, 40),
            society: line(&mut errors, "society", &self.society, 100),
            society_bp: self.society_bp(&mut errors),
            takes_tips: Some(self.takes_tips),
            preview: errors.word::<Preview>("preview", Some(&self.preview), "full, first_30, first_90, plays"),
            preview_plays: self.plays(&mut errors),
        };
        let names = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        if self.charges_tax && !(names(&changes.tax_number) && names(&changes.address) && names(&changes.legal_name)) {
            errors.add("tax_number", "Whoever charges tax states legal name, address and tax number on receipts.");
        }
        errors.or(changes)
    }

    fn society_bp(&self, errors: &mut FieldErrors) -> Option<i32> {
        if self.society.trim().is_empty() {
            return Some(0);
        }
        let share = percent::parse(&self.society_share).filter(|bp| (1..=MOST_SOCIETY_BP).contains(bp));
        if share.is_none() {
            errors.add("society_share", "Enter what it gets of a sale, in percent: more than 0, at most 50.");
        }
        share
    }

    fn plays(&self, errors: &mut FieldErrors) -> Option<i32> {
        if self.preview != Preview::Plays.word() {
            return None;
        }
        let plays = self.preview_plays.trim().parse().ok().filter(|plays| (1..=100).contains(plays));
        if plays.is_none() {
            errors.add("preview_plays", "Enter how often a track is heard in full: 1 to 100.");
        }
        plays
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> SellerInput {
        let text = str::to_owned;
        SellerInput { currency: text("eur"), country: text("NO"), preview: text("full"), ..SellerInput::default() }
    }

    #[test]
    fn the_least_is_a_currency_and_a_country() {
        let changes = input().check().unwrap();
        assert_eq!((changes.currency.as_deref(), changes.country.as_deref()), (Some("EUR"), Some("NO")));
        assert_eq!((changes.society_bp, changes.preview_plays), (Some(0), None));
        let errors = SellerInput::default().check().unwrap_err();
        let named = ["currency", "country", "preview"].map(|field| !errors.get(field).is_empty());
        assert_eq!(named, [true, true, true]);
    }

    #[test]
    fn who_charges_tax_says_who_they_are() {
        let mut input = SellerInput { charges_tax: true, ..input() };
        assert!(!input.check().unwrap_err().get("tax_number").is_empty());
        input.tax_number = "NO 999 888 777 MVA".to_owned();
        input.legal_name = "Ode Halloran".to_owned();
        input.address = "1 Net Loft\r\n5003 Bergen".to_owned();
        assert_eq!(input.check().unwrap().address.as_deref(), Some("1 Net Loft\n5003 Bergen"));
    }

    #[test]
    fn a_society_has_a_share() {
        let mut input = SellerInput { society: "TONO".to_owned(), ..input() };
        for wrong in ["", "0", "50.01", "-1", "x"] {
            input.society_share = wrong.to_owned();
            assert!(!input.check().unwrap_err().get("society_share").is_empty(), "{wrong}");
        }
        input.society_share = "8,5".to_owned();
        assert_eq!(input.check().unwrap().society_bp, Some(850));
    }

    #[test]
    fn plays_are_counted_where_they_matter() {
        let mut input = SellerInput { preview_plays: "0".to_owned(), ..input() };
        assert_eq!(input.check().unwrap().preview_plays, None);
        input.preview = "plays".to_owned();
        assert!(!input.check().unwrap_err().get("preview_plays").is_empty());
        input.preview_plays = "5".to_owned();
        assert_eq!(input.check().unwrap().preview_plays, Some(5));
    }
}
