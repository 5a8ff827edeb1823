//! `GET /admin/money`: the sums of every month.

use actix_web::HttpResponse;
use askama::Template;
use model::books::{self, MonthOfBooks};
use model::ledger::Fault;
use model::money;
use model::periods::Month;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// The page.
#[derive(Template)]
#[template(path = "admin/money/show.html")]
pub struct BooksPage {
    /// The common part.
    pub page: Page,
    /// Who takes the money, in words.
    pub provider: String,
    /// The names of the amounts of a row.
    pub columns: [&'static str; 7],
    /// Every month and currency, the latest first.
    pub rows: Vec<Row>,
    /// What does not add up; `None` when nobody asked.
    pub faults: Option<Vec<Fault>>,
}

/// A month in one currency.
pub struct Row {
    /// "November 2026".
    pub month: String,
    /// How many sales.
    pub sales: i64,
    /// Name and amount of each column.
    pub amounts: Vec<(&'static str, String)>,
}

/// What buyers paid, and what it became.
const COLUMNS: [&str; 7] = ["Paid by buyers", "Tax", "Card fees", "Co-op", "Societies", "Held by banks", "Artists"];

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn show(visit: Admin) -> Result<HttpResponse, PageError> {
    render(&page(&visit, None).await?)
}

/// The page, with what does not add up.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &Admin, faults: Option<Vec<Fault>>) -> Result<BooksPage, PageError> {
    let months = books::by_month(&mut *visit.db().await?).await?;
    let fee = model::percent::plain(i32::from(visit.app.settings.co_op_fee_bp));
    let provider = match visit.app.payments.provider() {
        Some((model::sellers::ProviderName::Stripe, _)) => {
            format!("Stripe takes the money. The co-op gets {fee} % of every sale.")
        }
        Some((model::sellers::ProviderName::Sandbox, _)) => {
            format!(
                "A sandbox plays the payment provider: no real money moves. The co-op would get {fee} % of every sale."
            )
        }
        None => {
            "Nobody can pay: there are no keys of a payment provider. Set stripe_secret_key and stripe_webhook_secret."
                .to_owned()
        }
    };
    Ok(BooksPage {
        page: visit.page("Money"),
        provider,
        columns: COLUMNS,
        rows: months.iter().map(row).collect(),
        faults,
    })
}

fn row(month: &MonthOfBooks) -> Row {
    let amounts = [
        month.figures.gross_minor,
        month.figures.tax_minor,
        month.figures.processor_minor,
        month.figures.co_op_minor,
        month.figures.society_minor,
        month.figures.dispute_minor,
        month.artists_minor,
    ];
    let amounts = amounts.map(|minor| money::shown(&month.currency, minor));
    Row {
        month: Month::of(month.month).name(),
        sales: month.sales,
        amounts: COLUMNS.into_iter().zip(amounts).collect(),
    }
}
