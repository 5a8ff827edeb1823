//! What the form that joins is sent with, and what was agreed by it.

use model::countries;
use model::fields::FieldErrors;
use model::memberships::Interval;
use model::tiers::Tier;
use serde::Deserialize;

/// The fields as they were sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of the membership")]
pub struct JoinForm {
    /// Tier, interval, price and free days as they stood on the page: see [`plan`].
    pub plan: String,
    pub country: String,
    /// Given when it may begin at once.
    pub begins: Option<String>,
    /// Given when the member knows that the right of withdrawal ends with that.
    pub waives: Option<String>,
    pub letters: Option<String>,
}

/// What was agreed.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What they join.
    pub tier: Tier,
    /// How often they pay.
    pub interval: Interval,
    /// Where they are.
    pub country: &'static str,
    /// Whether the artist may write.
    pub wants_letters: bool,
}

/// A tier by an interval at its price of now and with its free days, as one word of a form.
#[must_use]
pub fn plan(tier: &Tier, interval: Interval) -> Option<String> {
    let minor = tier.price(interval)?;
    Some(format!("{}:{interval}:{minor}:{}:{}", tier.id, tier.currency, tier.trial_days))
}

/// The tier and interval that a form's word names, if they are offered at that price.
///
/// # Errors
/// A sentence, when they are not.
pub fn chosen(tiers: &[Tier], word: &str) -> Result<(Tier, Interval), &'static str> {
    if word.is_empty() {
        return Err("Choose a tier.");
    }
    let offered = tiers.iter().flat_map(|tier| Interval::ALL.iter().map(move |interval| (tier, *interval)));
    offered
        .filter(|(tier, interval)| plan(tier, *interval).as_deref() == Some(word))
        .map(|(tier, interval)| (tier.clone(), interval))
        .next()
        .ok_or("What is offered changed while this page was open. Choose again.")
}

impl JoinForm {
    /// What is agreed by it. Prices are the server's, whatever was sent.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, tiers: &[Tier]) -> Result<Terms, FieldErrors> {
        let mut errors = FieldErrors::default();
        let chosen = chosen(tiers, &self.plan).map_err(|message| errors.add("plan", message));
        let country = countries::normal(&self.country).unwrap_or_default();
        if country.is_empty() {
            errors.add("country", "Choose the country you live in: the tax depends on it.");
        }
        if self.begins.is_none() {
            errors.add("begins", "Tick this, so that the membership can begin at once.");
        }
        if self.waives.is_none() {
            errors.add("waives", "Tick this: what members hear and download cannot be sent back.");
        }
        match chosen {
            Ok((tier, interval)) => errors.or(Terms { tier, interval, country, wants_letters: self.letters.is_some() }),
            Err(()) => Err(errors),
        }
    }
}
