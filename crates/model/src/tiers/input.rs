//! The fields of a tier as somebody typed them.

use serde::Deserialize;

use super::{Tier, TierFields};
use crate::fields::FieldErrors;
use crate::money::Currency;

/// The most days a trial or an early release can have.
const MOST_DAYS: i32 = 90;

/// Fields as they stand in a form and as they were sent; a box that is not ticked is not sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TierInput {
    /// What it is called.
    pub name: String,
    /// What the artist says of it.
    pub about: String,
    /// What a month costs; empty where it is not to be had by the month.
    pub monthly: String,
    /// What a year costs; empty where it is not to be had by the year.
    pub yearly: String,
    /// Whether members may stream and download every release.
    pub includes_releases: bool,
    /// Whether members see what is for members only.
    pub includes_members_only: bool,
    /// Whether members may watch live sets.
    pub includes_live: bool,
    /// What members pay less for what they buy, in whole percent; empty for nothing.
    pub discount: String,
    /// How many days before its hour members hear a release; empty for none.
    pub early_days: String,
    /// Days before the first payment; empty for none.
    pub trial_days: String,
}

impl TierInput {
    /// What a tier says, as it stands in the form, with prices in `currency`.
    #[must_use]
    pub fn of(tier: &Tier, currency: Currency) -> Self {
        let number = |number: i32| if number == 0 { String::new() } else { number.to_string() };
        let price = |minor: Option<i64>| minor.map(|minor| currency.plain(minor)).unwrap_or_default();
        Self {
            name: tier.name.clone(),
            about: tier.about.clone(),
            monthly: price(tier.monthly_minor),
            yearly: price(tier.yearly_minor),
            includes_releases: tier.includes_releases,
            includes_members_only: tier.includes_members_only,
            includes_live: tier.includes_live,
            discount: number(tier.discount_bp / 100),
            early_days: number(tier.early_days),
            trial_days: number(tier.trial_days),
        }
    }

    /// The tier they make, with prices in `currency`.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, currency: Currency) -> Result<TierFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.line("name", Some(&self.name), 60).unwrap_or_default();
        if name.is_empty() {
            errors.add("name", "Give the tier a name.");
        }
        let about = errors.text("about", Some(&self.about), 1000).unwrap_or_default();
        let monthly_minor = price(&mut errors, "monthly", &self.monthly, currency);
        let yearly_minor = price(&mut errors, "yearly", &self.yearly, currency);
        if self.monthly.trim().is_empty() && self.yearly.trim().is_empty() {
            errors.add("monthly", "Say what a month costs, or what a year costs.");
        }
        let discount = whole(&mut errors, "discount", &self.discount, (100, "percent"));
        let early_days = whole(&mut errors, "early_days", &self.early_days, (MOST_DAYS, "days"));
        let trial_days = whole(&mut errors, "trial_days", &self.trial_days, (MOST_DAYS, "days"));
        errors.or(TierFields {
            name,
            about,
            currency: currency.code.to_owned(),
            monthly_minor,
            yearly_minor,
            includes_releases: self.includes_releases,
            includes_members_only: self.includes_members_only,
            includes_live: self.includes_live,
            discount_bp: discount * 100,
            early_days,
            trial_days,
        })
    }
}

fn price(errors: &mut FieldErrors, field: &str, typed: &str, currency: Currency) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    currency.price(typed).map_err(|sentence| errors.add(field, sentence)).ok()
}

fn whole(errors: &mut FieldErrors, field: &str, typed: &str, (most, of): (i32, &str)) -> i32 {
    let typed = typed.trim();
    if typed.is_empty() {
        return 0;
    }
    match typed.parse() {
        Ok(number) if (0..=most).contains(&number) => number,
        _ => {
            errors.add(field, format!("Write a whole number of {of} from 0 to {most}."));
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::currency;

    fn typed() -> TierInput {
        TierInput { name: " Harbour ".to_owned(), monthly: "5".to_owned(), ..TierInput::default() }
    }

    #[test]
    fn a_tier_has_a_name_and_a_price() {
        let euro = currency("EUR").unwrap();
        let fields =
            TierInput { discount: "10".to_owned(), yearly: "50,00".to_owned(), ..typed() }.check(euro).unwrap();
        assert_eq!(
            (fields.name.as_str(), fields.monthly_minor, fields.yearly_minor),
            ("Harbour", Some(500), Some(5000))
        );
        assert_eq!((fields.discount_bp, fields.early_days, fields.trial_days), (1000, 0, 0));
        let errors = TierInput::default().check(euro).unwrap_err();
        assert_eq!(errors.get("name"), "Give the tier a name.");
        assert_eq!(errors.get("monthly"), "Say what a month costs, or what a year costs.");
    }

    #[test]
    fn what_cannot_be_is_said_by_field() {
        let euro = currency("EUR").unwrap();
        let wrong = |change: fn(&mut TierInput)| {
            let mut input = typed();
            change(&mut input);
            input.check(euro).unwrap_err().0.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(|input| input.monthly = "-5".to_owned()), ["monthly"]);
        assert_eq!(wrong(|input| input.monthly = "0.10".to_owned()), ["monthly"]);
        assert_eq!(wrong(|input| input.yearly = "99999999".to_owned()), ["yearly"]);
        assert_eq!(wrong(|input| input.discount = "101".to_owned()), ["discount"]);
        assert_eq!(wrong(|input| input.early_days = "soon".to_owned()), ["early_days"]);
        assert_eq!(wrong(|input| input.trial_days = "9223372036854775808".to_owned()), ["trial_days"]);
    }
}
