//! `GET /studio/artists/{handle}/money/statements/{month}`

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::periods::Month;
use model::statements::{self, Line, Totals};
use model::{countries, money};

use super::lines;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::find;
use crate::studio::money::desk::Desk;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/money/statements/show.html")]
pub struct StatementPage {
    /// The common part.
    pub page: Page,
    /// Whose it is.
    pub desk: Desk,
    /// "November 2026".
    pub month: String,
    /// Where the months before and after are.
    pub neighbours: (String, String),
    /// Where the file is.
    pub csv: String,
    /// The names of the amounts of a row.
    pub columns: [&'static str; 8],
    /// Every transaction.
    pub rows: Vec<Row>,
    /// The sums, by currency.
    pub sums: Vec<Sum>,
}

/// A transaction.
pub struct Row {
    /// When.
    pub at: DateTime<Utc>,
    /// "Sale", "Refund".
    pub kind: &'static str,
    /// What was sold.
    pub title: String,
    /// "Release, receipt 2026-0001, Norway".
    pub about: String,
    /// Name and amount of each column.
    pub amounts: Vec<(&'static str, String)>,
}

/// The sums of one currency.
pub struct Sum {
    /// ISO 4217.
    pub currency: String,
    /// What was earned.
    pub earned: String,
    /// Name and amount of what that is made of.
    pub parts: Vec<(&'static str, String)>,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others, and for what is no month.
pub async fn show(visit: SignedIn, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, month) = path.into_inner();
    let mut connection = visit.db().await?;
    let desk = Desk::of(&mut connection, &visit, &handle).await?;
    let month: Month = find::id(&month)?;
    let found = statements::lines(&mut connection, desk.artist.id, month).await?;
    let at = |month: Month| urls::books::statement(&desk.artist.handle, &month.to_string());
    render(&StatementPage {
        page: desk.page(&visit, &format!("Statement of {}", month.name())),
        month: month.name(),
        neighbours: (at(month.back(1)), at(month.next())),
        csv: urls::books::statement_csv(&desk.artist.handle, &month.to_string()),
        columns: lines::AMOUNTS,
        sums: statements::totals(&found).into_iter().map(sum).collect(),
        rows: found.iter().map(row).collect(),
        desk,
    })
}

fn row(line: &Line) -> Row {
    let mut about = vec![lines::thing(line).to_owned()];
    if !line.is_own {
        about.push(format!("by {}", line.seller));
    }
    if !line.invoice_number.is_empty() {
        about.push(format!("receipt {}", line.invoice_number));
    }
    if !line.country.is_empty() {
        about.push(countries::name(&line.country).to_owned());
    }
    // Of a column that does not concern the line nothing is written.
    let amount = |minor: i64| if minor == 0 { String::new() } else { money::shown(&line.currency, minor) };
    Row {
        at: line.occurred_at,
        kind: lines::kind(line),
        title: line.title.clone(),
        about: about.join(", "),
        amounts: lines::AMOUNTS.into_iter().zip(lines::amounts(line).map(amount)).collect(),
    }
}

fn sum(totals: Totals) -> Sum {
    let shown = |minor| money::shown(&totals.currency, minor);
    let parts = [
        ("Paid by buyers", totals.figures.gross_minor),
        ("Tax", -totals.figures.tax_minor),
        ("Card fees", -totals.figures.processor_minor),
        ("Co-op", -totals.figures.co_op_minor),
        ("Society", -totals.figures.society_minor),
        ("Held by banks", -totals.figures.dispute_minor),
        ("Shared with others", -totals.split_minor),
        ("Shared by others", totals.shared_minor),
    ];
    let parts = parts.into_iter().filter(|(_, minor)| *minor != 0).map(|(name, minor)| (name, shown(minor)));
    Sum { parts: parts.collect(), earned: shown(totals.earned_minor), currency: totals.currency.clone() }
}
