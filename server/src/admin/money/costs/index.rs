//! `GET /admin/money/costs`

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use model::costs::{self, Cost};
use model::fields::FieldErrors;
use model::money;
use model::periods::Month;
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Admin;

/// The page.
#[derive(Template)]
#[template(path = "admin/money/costs/index.html")]
pub struct CostsPage {
    /// The common part.
    pub page: Page,
    /// Every cost, the latest month first.
    pub rows: Vec<Row>,
    /// Code and name of every currency.
    pub currencies: Vec<(&'static str, String)>,
    /// What was typed.
    pub form: CostForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// A cost.
pub struct Row {
    /// "November 2026".
    pub month: String,
    /// What was paid for.
    pub what: String,
    /// How much.
    pub amount: String,
    /// Where it is taken back.
    pub deletion: String,
}

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CostForm {
    /// "2026-11".
    pub month: String,
    /// What was paid for.
    pub what: String,
    /// ISO 4217.
    pub currency: String,
    /// As people type it.
    pub amount: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: Admin) -> Result<HttpResponse, PageError> {
    let form = CostForm { month: Month::current().to_string(), currency: "EUR".to_owned(), ..CostForm::default() };
    render(&page(&visit, form, FieldErrors::default()).await?)
}

/// The page again, with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &Admin, form: CostForm, errors: FieldErrors) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, form, errors).await?)
}

async fn page(visit: &Admin, form: CostForm, errors: FieldErrors) -> Result<CostsPage, PageError> {
    let costs = costs::all(&mut *visit.db().await?).await?;
    Ok(CostsPage {
        page: visit.page("Costs"),
        rows: costs.into_iter().map(row).collect(),
        currencies: money::CURRENCIES.iter().map(|one| (one.code, format!("{} {}", one.code, one.symbol))).collect(),
        form,
        errors,
    })
}

fn row(cost: Cost) -> Row {
    Row {
        month: Month::of(cost.month).name(),
        amount: money::shown(&cost.currency, cost.amount_minor),
        deletion: urls::books::cost_deletion(cost.id.0),
        what: cost.what,
    }
}
