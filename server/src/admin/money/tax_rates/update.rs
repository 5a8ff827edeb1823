//! `POST /admin/money/tax-rates`: adds a rate from a day on.

use actix_web::HttpResponse;
use model::fields::FieldErrors;
use model::tax_rates::{self, TaxRate};
use model::{countries, percent};

use super::index::{TaxRateForm, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The highest rate there is, in hundredths of a percent.
const MOST_BP: i32 = 5_000;

/// Adds it, or changes the one of that day.
///
/// # Errors
/// When the database fails. 422 with the page when a field will not do.
pub async fn update(visit: Admin, Form(form): Form<TaxRateForm>) -> Result<HttpResponse, PageError> {
    let mut errors = FieldErrors::default();
    let country = countries::normal(&form.country);
    if country.is_none() {
        errors.add("country", "Choose a country.");
    }
    let rate_bp = percent::parse(&form.rate).filter(|bp| *bp <= MOST_BP);
    if rate_bp.is_none() {
        errors.add("rate", "Enter a rate in percent, from 0 to 50.");
    }
    let starts_on = form.starts_on.trim().parse().ok();
    if starts_on.is_none() {
        errors.add("starts_on", "Choose its first day.");
    }
    let (Some(country), Some(rate_bp), Some(starts_on)) = (country, rate_bp, starts_on) else {
        return refused(&visit, form, errors).await;
    };
    let rate = TaxRate { country: country.to_owned(), starts_on, rate_bp };
    tax_rates::set(&mut *visit.db().await?, &rate).await?;
    Ok(visit.redirect_saying(urls::books::TAX_RATES, "Saved. What was bought before keeps its rate."))
}
