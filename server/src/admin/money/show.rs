//! `GET /admin/money`: the sums of every month.

use actix_web::HttpResponse;
use askama::Template;
use chrono::Utc;
use model::books::{self, MonthOfBooks};
use model::ledger::Fault;
use model::money;
use model::payment_events::{self, Waiting};
use model::periods::Month;
use model::sellers::ProviderName;

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
    /// What was told and could not be looked at yet, in sentences.
    pub waiting: Vec<String>,
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
    let mut db = visit.db().await?;
    let months = books::by_month(&mut db).await?;
    let told = payment_events::waiting(&mut db).await?;
    drop(db);
    let set_up = visit.app.payments.provider().map(|(name, _)| name);
    let fee = model::percent::plain(i32::from(visit.app.settings.co_op_fee_bp));
    let provider = match set_up {
        Some(ProviderName::Stripe) => format!("Stripe takes the money. The co-op gets {fee} % of every sale."),
        Some(ProviderName::Sandbox) => {
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
        waiting: told.iter().filter_map(|waiting| waits(waiting, set_up)).collect(),
        columns: COLUMNS,
        rows: months.iter().map(row).collect(),
        faults,
    })
}

/// What an admin should know of events that wait; nothing of those that are about to be looked at.
fn waits(waiting: &Waiting, set_up: Option<ProviderName>) -> Option<String> {
    let name = match waiting.provider {
        ProviderName::Stripe => "Stripe",
        ProviderName::Sandbox => "the sandbox",
    };
    let why = if set_up != Some(waiting.provider) {
        "It is not set up here. They are looked at when its keys are back, and nothing of them is lost."
    } else if waiting.is_stuck(Utc::now()) {
        "They are tried again every hour. Why they could not be looked at stands under Jobs."
    } else {
        return None;
    };
    let since = waiting.since.format("%-d %B %Y, %H:%M UTC");
    Some(format!("Events of {name} that wait: {}, the first since {since}. {why}", waiting.count))
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
