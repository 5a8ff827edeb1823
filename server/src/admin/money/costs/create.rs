//! `POST /admin/money/costs`

use actix_web::HttpResponse;
use model::fields::FieldErrors;
use model::periods::Month;
use model::{costs, money};

use super::index::{CostForm, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The most characters of what was paid for.
const MOST_CHARS: usize = 100;

/// Adds it.
///
/// # Errors
/// When the database fails. 422 with the page when a field will not do.
pub async fn create(visit: Admin, Form(form): Form<CostForm>) -> Result<HttpResponse, PageError> {
    let mut errors = FieldErrors::default();
    let month = form.month.trim().parse::<Month>().ok();
    if month.is_none() {
        errors.add("month", "Write the month as 2026-11.");
    }
    let what: String = form.what.trim().chars().filter(|c| !c.is_control()).collect();
    if what.is_empty() || what.chars().count() > MOST_CHARS {
        errors.add("what", "Say what was paid for, in at most 100 characters: everybody reads it.");
    }
    let currency = money::currency(&form.currency);
    if currency.is_none() {
        errors.add("currency", "Choose a currency.");
    }
    let amount = match currency.map(|currency| currency.parse(&form.amount)) {
        Some(Ok(amount)) if amount > 0 => Some(amount),
        Some(Err(sentence)) => {
            errors.add("amount", sentence);
            None
        }
        _ => {
            errors.add("amount", "Enter an amount above zero.");
            None
        }
    };
    let (Some(month), Some(currency), Some(amount), true) = (month, currency, amount, errors.is_empty()) else {
        return refused(&visit, form, errors).await;
    };
    costs::add(&mut *visit.db().await?, month, &what, (currency.code, amount)).await?;
    Ok(visit.redirect_saying(urls::books::COSTS, "Added. It stands on the public page of the books."))
}
