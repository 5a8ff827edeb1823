//! `GET /admin/money/tax-rates`

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::Utc;
use model::fields::FieldErrors;
use model::tax_rates::{self, TaxRate};
use model::{countries, percent};
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Admin;

/// The page.
#[derive(Template)]
#[template(path = "admin/money/tax_rates/index.html")]
pub struct TaxRatesPage {
    /// The common part.
    pub page: Page,
    /// Every rate, by country, the newest first.
    pub rows: Vec<Row>,
    /// Code and name of every country.
    pub countries: Vec<(&'static str, &'static str)>,
    /// What was typed.
    pub form: TaxRateForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// A rate.
pub struct Row {
    /// The country.
    pub country: String,
    /// "19".
    pub rate: String,
    /// "2007-01-01".
    pub starts_on: String,
    /// Whether it counts today.
    pub is_current: bool,
}

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TaxRateForm {
    /// A code of ISO 3166-1.
    pub country: String,
    /// In percent.
    pub rate: String,
    /// Its first day.
    pub starts_on: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: Admin) -> Result<HttpResponse, PageError> {
    render(&page(&visit, TaxRateForm::default(), FieldErrors::default()).await?)
}

/// The page again, with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &Admin, form: TaxRateForm, errors: FieldErrors) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, form, errors).await?)
}

async fn page(visit: &Admin, form: TaxRateForm, errors: FieldErrors) -> Result<TaxRatesPage, PageError> {
    let rates = tax_rates::all(&mut *visit.db().await?).await?;
    Ok(TaxRatesPage {
        page: visit.page("Tax rates"),
        rows: rows(&rates),
        countries: [("", "Choose a country")].into_iter().chain(countries::ALL.iter().copied()).collect(),
        form,
        errors,
    })
}

fn rows(rates: &[TaxRate]) -> Vec<Row> {
    let today = Utc::now().date_naive();
    let current = |rate: &TaxRate| {
        let begun = rates.iter().filter(|other| other.country == rate.country && other.starts_on <= today);
        begun.map(|other| other.starts_on).max() == Some(rate.starts_on)
    };
    let row = |rate: &TaxRate| Row {
        country: countries::name(&rate.country).to_owned(),
        rate: percent::plain(rate.rate_bp),
        starts_on: rate.starts_on.to_string(),
        is_current: current(rate),
    };
    rates.iter().map(row).collect()
}
