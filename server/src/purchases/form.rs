//! What the form of a purchase is sent with, and what was agreed by it.

use model::accounts::{self, Account};
use model::countries;
use model::fields::FieldErrors;
use serde::Deserialize;

use crate::purchases::goods::Goods;

/// How many characters a note may have.
const NOTE_CHARS: usize = 500;

/// The fields as they were sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of the purchase")]
pub struct PurchaseForm {
    pub amount: String,
    /// The price that stood on the page: "900 EUR".
    pub seen: String,
    pub email: String,
    pub country: String,
    /// Given when the download may begin at once.
    pub begins: Option<String>,
    /// Given when the buyer knows that the right of withdrawal ends with that.
    pub waives: Option<String>,
    pub letters: Option<String>,
    pub note: String,
}

/// What was agreed.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What is paid, tax included.
    pub amount_minor: i64,
    /// Where the receipt goes.
    pub email: String,
    /// Where the buyer is.
    pub country: &'static str,
    /// Whether the artist may write.
    pub wants_letters: bool,
    /// What is said with a tip.
    pub note: String,
}

/// The price as a page shows it, for [`PurchaseForm::seen`].
#[must_use]
pub fn seen(goods: &Goods) -> String {
    format!("{} {}", goods.least_minor, goods.currency.code)
}

impl PurchaseForm {
    /// What is agreed by it. The price is the server's, whatever was sent.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, goods: &Goods, account: Option<&Account>) -> Result<Terms, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.seen != seen(goods) {
            errors.add("price", format!("The price changed while this page was open. It is {} now.", goods.price()));
        }
        let amount_minor = self.amount(goods).map_err(|message| errors.add("amount", message)).unwrap_or_default();
        let email = match account {
            Some(account) => account.email.clone(),
            None => accounts::normal_email(&self.email).unwrap_or_default(),
        };
        if email.is_empty() {
            errors.add("email", "Enter your e-mail address, as in me@example.org: the receipt goes there.");
        }
        let country = countries::normal(&self.country).unwrap_or_default();
        if country.is_empty() {
            errors.add("country", "Choose the country you live in: the tax depends on it.");
        }
        if goods.has_files() {
            if self.begins.is_none() {
                errors.add("begins", "Tick this, so that the download can begin at once.");
            }
            if self.waives.is_none() {
                errors.add("waives", "Tick this: what is downloaded cannot be sent back.");
            }
        }
        let note: String = self.note.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if note.chars().count() > NOTE_CHARS {
            errors.add("note", format!("At most {NOTE_CHARS} characters."));
        }
        errors.or(Terms { amount_minor, email, country, wants_letters: self.letters.is_some(), note })
    }

    /// What is paid: the price, or what was typed where the buyer names it.
    ///
    /// # Errors
    /// A sentence, when it is no amount or out of bounds.
    pub fn amount(&self, goods: &Goods) -> Result<i64, String> {
        if !goods.or_more {
            return Ok(goods.least_minor);
        }
        let amount = goods.currency.parse(&self.amount)?;
        let most = goods.currency.most_minor();
        if amount < goods.least_minor {
            return Err(format!("It is {}.", goods.price()));
        }
        let charged = goods.currency.least_minor();
        if amount != 0 && amount < charged {
            return Err(format!("Nothing, or at least {}: less cannot be paid by card.", goods.money(charged)));
        }
        if amount > most {
            return Err(format!("At most {} can be paid at once.", goods.money(most)));
        }
        let step = goods.currency.step_minor();
        if amount % step != 0 {
            return Err(format!("Cards are charged in steps of {}.", goods.money(step)));
        }
        Ok(amount)
    }
}
