//! `GET /books`: what was paid, what artists got, what it cost.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use askama::Template;
use model::books::{self, MonthOfBooks};
use model::costs::{self, Cost};
use model::periods::Month;
use model::{money, percent};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "books/show.html")]
pub struct PublicBooksPage {
    /// The common part.
    pub page: Page,
    /// What the co-op gets, in percent.
    pub fee: String,
    /// Whether the sums are those of a sandbox.
    pub is_sandbox: bool,
    /// Every month and currency, the latest first.
    pub rows: Vec<Row>,
    /// What was paid for, by month.
    pub costs: Vec<CostLine>,
}

/// A month in one currency.
pub struct Row {
    /// "November 2026".
    pub month: String,
    /// What buyers paid.
    pub gross: String,
    /// What artists got.
    pub artists: String,
    /// Tax, card fees, societies, and what banks hold.
    pub others: String,
    /// What the co-op got.
    pub co_op: String,
    /// What running the instance cost.
    pub costs: String,
}

/// A cost.
pub struct CostLine {
    /// "November 2026".
    pub month: String,
    /// What for.
    pub what: String,
    /// How much.
    pub amount: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let months = books::by_month(&mut connection).await?;
    let costs = costs::all(&mut connection).await?;
    render(&PublicBooksPage {
        page: visit.page("The books"),
        fee: percent::plain(i32::from(visit.app.settings.co_op_fee_bp)),
        is_sandbox: visit.app.payments.sandbox().is_some(),
        rows: rows(months, &costs),
        costs: costs.into_iter().map(line).collect(),
    })
}

/// A row for each month and currency in which something was sold or paid for, the latest first.
fn rows(months: Vec<MonthOfBooks>, costs: &[Cost]) -> Vec<Row> {
    let mut sums = books::sum_of_costs(costs);
    let mut rows = BTreeMap::new();
    for sold in months {
        let key = (Month::of(sold.month), sold.currency.clone());
        let cost = sums.remove(&key).unwrap_or(0);
        rows.insert(key, row(Month::of(sold.month), &sold.currency.clone(), Some(sold), cost));
    }
    for ((month, currency), cost) in sums {
        rows.insert((month, currency.clone()), row(month, &currency, None, cost));
    }
    rows.into_values().rev().collect()
}

fn row(month: Month, currency: &str, sold: Option<MonthOfBooks>, cost: i64) -> Row {
    let shown = |minor| money::shown(currency, minor);
    let sum = |of: fn(&MonthOfBooks) -> i64| shown(sold.as_ref().map_or(0, of));
    Row {
        month: month.name(),
        gross: sum(|sold| sold.figures.gross_minor),
        artists: sum(|sold| sold.artists_minor),
        others: sum(|sold| {
            sold.figures.tax_minor
                + sold.figures.processor_minor
                + sold.figures.society_minor
                + sold.figures.dispute_minor
        }),
        co_op: sum(|sold| sold.figures.co_op_minor),
        costs: shown(cost),
    }
}

fn line(cost: Cost) -> CostLine {
    CostLine {
        month: Month::of(cost.month).name(),
        amount: money::shown(&cost.currency, cost.amount_minor),
        what: cost.what,
    }
}
